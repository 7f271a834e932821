"""Leads from monitoring data: what was found, what persons thought of it, whom it was handed to, what came back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minewarden.factors import names
from minewarden.web.leads.language import translated_lazy
from minewarden.web.leads.states import ENDS, Conclusion, LeadAct, LeadState, Result
from minewarden.web.mines.models import Mine
from minewarden.web.org.models import Level, Unit

SHARE = (MinValueValidator(0.0), MaxValueValidator(1.0))
MOST_SHOWN = 0.99  # of a lead that nobody looked at in the mine: a comparison is not a proof
HANDLING = [(level.value, level.label) for level in (Level.COUNTY, Level.CITY, Level.PROVINCE)]


# what a lead suspects (monitoring contract, section 5), in the words of the comparison
KINDS = [(kind.value, translated_lazy(words)) for kind, words in names.KINDS.items()]


class Lead(models.Model):
    """One suspicion at one mine. `score` is what the comparison calculated, `shown_score` what results made of it.

    `digest` names the sighting that these columns come from; its factors, cards and evidence are there.
    """

    mine = models.ForeignKey(Mine, models.PROTECT, related_name="leads", verbose_name=_("矿山"))
    kind = models.CharField(_("类型"), max_length=24, choices=KINDS)
    score = models.FloatField(_("比对概率"), validators=SHARE)
    shown_score = models.FloatField(_("概率"), validators=SHARE)
    from_at = models.DateTimeField(_("起"))
    to_at = models.DateTimeField(_("止"))
    stations = models.JSONField(_("疑似位置"), default=list, blank=True)
    persons_per_shift = models.FloatField(
        _("每班人数"), null=True, blank=True, validators=[MinValueValidator(0.0)]
    )
    contradicting = models.PositiveSmallIntegerField(_("不符因素"), default=0)
    made_at = models.DateTimeField(_("比对时间"))
    digest = models.CharField(_("数据摘要"), max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=LeadState, default=LeadState.NEW)
    conclusion = models.CharField(_("研判结论"), max_length=12, choices=Conclusion, blank=True)
    result = models.CharField(_("核查结果"), max_length=10, choices=Result, blank=True)
    handling_level = models.CharField(
        _("办理层级"), max_length=12, choices=HANDLING, default=Level.COUNTY.value
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged", null=True, blank=True, verbose_name=_("并入")
    )
    sought = models.TextField(
        _("查找词"), blank=True, editable=False, help_text=_("疑似基站的编码、名称和相关卡")
    )
    taken_in_at = models.DateTimeField(_("接收时间"))
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE = "mine__unit"
    SECTOR = "mine__sector"

    class Meta:
        verbose_name = _("线索")
        constraints = [
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="lead_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="lead_merged_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(shown_score__gte=0.0, shown_score__lte=1.0), name="lead_score_is_a_share"
            ),
        ]
        indexes = [
            models.Index(fields=["-shown_score", "-from_at"]),
            models.Index(fields=["state", "-shown_score"]),
            models.Index(fields=["mine", "kind", "from_at"]),
        ]

    def __str__(self) -> str:
        return gettext("%(mine)s %(kind)s %(period)s %(percent)s 第%(number)s号") % {
            "mine": self.mine.unit.short_name,
            "kind": self.get_kind_display(),
            "period": self.period,
            "percent": self.percent,
            "number": self.pk or "—",
        }

    @property
    def period(self) -> str:
        """The first and last day; the end is the midnight after the last."""
        first = timezone.localtime(self.from_at)
        last = max(first, timezone.localtime(self.to_at - timedelta(seconds=1)))
        end = f"{last:%m-%d}" if last.year == first.year else f"{last:%Y-%m-%d}"
        return f"{first:%Y-%m-%d} – {end}"

    @property
    def shown_share(self) -> float:
        """The score to show, 0..1; never 1 before somebody looked."""
        return self.shown_score if self.result else min(self.shown_score, MOST_SHOWN)

    @property
    def percent(self) -> str:
        """The score to show, in whole percent."""
        return f"{100 * self.shown_share:.0f}%"

    @property
    def days(self) -> int:
        """How many China days the period touches."""
        first, last = timezone.localdate(self.from_at), timezone.localdate(self.to_at)
        ends_at_midnight = timezone.localtime(self.to_at).time() == datetime.min.time()
        return (last - first).days + (0 if ends_at_midnight else 1)


class Sighting(models.Model):
    """A lead as one run of the comparison told it, kept word for word; never changed.

    `presence` is added once, when the lake was asked.
    """

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="sightings")
    digest = models.CharField(_("数据摘要"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("比对时间"))
    program = models.CharField(_("程序版本"), max_length=40, blank=True)
    told = models.JSONField(_("线索原文"))
    plan = models.JSONField(_("平面图"), null=True, blank=True)
    presence = models.JSONField(_("逐时人数"), null=True, blank=True)
    taken_in_at = models.DateTimeField(_("接收时间"))

    SCOPE = "lead__mine__unit"
    SECTOR = "lead__mine__sector"

    class Meta:
        verbose_name = _("比对记录")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.digest[:12]}"


class Assessment(models.Model):
    """What a person thought of a lead, and why; a later one follows, none is changed."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="assessments")
    on = models.DateField(_("研判日期"))
    conclusion = models.CharField(_("研判结论"), max_length=12, choices=Conclusion)
    reason = models.CharField(_("理由"), max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assessments", verbose_name=_("研判单位"))

    SCOPE = "lead__mine__unit"
    SECTOR = "lead__mine__sector"

    class Meta:
        verbose_name = _("研判")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_conclusion_display()}"


class Turn(models.Model):
    """A lead merged with `other`, parted from it, or looked at again; none is changed."""

    ACTS = [(act.value, act.label) for act in (LeadAct.MERGE, LeadAct.REOPEN)]

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="turns")
    act = models.CharField(_("操作"), max_length=10, choices=ACTS)
    on = models.DateField(_("日期"))
    other = models.ForeignKey(
        Lead, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("线索")
    )
    reason = models.CharField(_("理由"), max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))

    SCOPE = "lead__mine__unit"
    SECTOR = "lead__mine__sector"

    class Meta:
        verbose_name = _("并案与重新研判")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_act_display()}"


class Task(models.Model):
    """A lead handed to a unit to look at in the mine, and what it brought back; or withdrawn before that."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="tasks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lead_tasks", verbose_name=_("核查单位"))
    given_by = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("交办单位")
    )
    given_on = models.DateField(_("交办日期"))
    due_on = models.DateField(_("核查期限"))
    instructions = models.CharField(_("核查要求"), max_length=500)
    result = models.CharField(_("核查结果"), max_length=10, choices=ENDS, blank=True)
    result_on = models.DateField(_("核查日期"), null=True, blank=True)
    result_note = models.CharField(_("核查情况"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE = "lead__mine__unit"
    SECTOR = "lead__mine__sector"

    class Meta:
        verbose_name = _("核查任务")
        ordering = ["given_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("given_on")),
                name="lead_task_due_after_given",
                violation_error_message=_("核查期限早于交办日期。"),
            ),
            models.CheckConstraint(
                condition=Q(result="", result_on__isnull=True) | (~Q(result="") & Q(result_on__isnull=False)),
                name="lead_task_result_has_day",
            ),
            models.UniqueConstraint(fields=["lead"], condition=Q(result=""), name="lead_has_one_open_task"),
        ]
        indexes = [models.Index(fields=["result", "due_on"])]

    def __str__(self) -> str:
        return f"{self.lead} → {self.unit}"
