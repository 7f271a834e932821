"""Leads from monitoring data: what was found, what persons thought of it, whom it was handed to, what came back."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minewarden.web.leads.states import Conclusion, LeadState, Result
from minewarden.web.mines.models import Mine
from minewarden.web.org.models import Level, Unit

SHARE = (MinValueValidator(0.0), MaxValueValidator(1.0))
HANDLING = [(level.value, level.label) for level in (Level.COUNTY, Level.CITY, Level.PROVINCE)]


class LeadKind(models.TextChoices):
    """The conducts of the monitoring contract, section 5."""

    HIDDEN_FACE = "hidden_face", _("疑似隐蔽工作面")
    HEADCOUNT_CONCEALED = "headcount_concealed", _("疑似隐瞒入井人数")
    CARDS_CARRIED = "cards_carried", _("疑似一人带多卡")
    CARD_PARKED = "card_parked", _("疑似人卡分离")
    DATA_FABRICATED = "data_fabricated", _("疑似人员位置数据造假")
    SENSOR_MASKED = "sensor_masked", _("疑似传感器被遮挡或失真")
    WORKING_WHILE_STOPPED = "working_while_stopped", _("疑似停产期间违规作业")
    OVER_CAPACITY = "over_capacity", _("疑似超能力生产")
    OVERSTAFFED = "overstaffed", _("疑似超定员作业")


class Lead(models.Model):
    """One suspicion at one mine. `score` is what the comparison calculated, `shown_score` what results made of it.

    `digest` names the sighting that these columns come from; its factors, cards and evidence are there.
    """

    mine = models.ForeignKey(Mine, models.PROTECT, related_name="leads", verbose_name=_("矿山"))
    kind = models.CharField(_("类型"), max_length=24, choices=LeadKind)
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
        return f"{self.mine.unit.short_name} {self.get_kind_display()}"

    @property
    def days(self) -> int:
        """How many China days the period touches."""
        first, last = timezone.localdate(self.from_at), timezone.localdate(self.to_at)
        ends_at_midnight = timezone.localtime(self.to_at).time() == datetime.min.time()
        return (last - first).days + (0 if ends_at_midnight else 1)


class Sighting(models.Model):
    """A lead as one run of the comparison told it, kept word for word; never changed."""

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


class Task(models.Model):
    """A lead handed to a unit to look at in the mine, and what it brought back."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="tasks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lead_tasks", verbose_name=_("核查单位"))
    given_on = models.DateField(_("交办日期"))
    due_on = models.DateField(_("核查期限"))
    instructions = models.CharField(_("核查要求"), max_length=500)
    result = models.CharField(_("核查结果"), max_length=10, choices=Result, blank=True)
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
