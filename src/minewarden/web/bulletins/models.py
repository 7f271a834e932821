"""Issues of the bulletin: their texts, receivers, and the figures frozen when they were issued."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minewarden.web.campaigns.models import Contribution
from minewarden.web.org.models import Account, Unit


class Issue(models.Model):
    """One bulletin over the records from `from_on` to `as_of`."""

    class State(models.TextChoices):
        DRAFT = "draft", _("起草")
        CHECKED = "checked", _("已核")
        ISSUED = "issued", _("已印发")

    SCOPE = "unit"
    SHARED_DOWN = True

    code = models.CharField(_("期次"), max_length=7, unique=True, help_text=_("年-月，如 2024-03"))
    title = models.CharField(_("名称"), max_length=60)
    number = models.PositiveSmallIntegerField(_("期号"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="issues", verbose_name=_("编发单位"))
    from_on = models.DateField(_("起"))
    as_of = models.DateField(_("截至"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.DRAFT)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    checked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("通报")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(as_of__gte=models.F("from_on")), name="issue_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="issued") | models.Q(issued_on__isnull=False),
                name="issued_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("bulletins:issue", args=[self.code])


class Item(models.Model):
    """One text of an issue: a title and paragraphs, numbers written as {figure} placeholders.

    `section` names the content module it came from; a local practice keeps its contribution.
    """

    class Part(models.TextChoices):
        NATIONAL = "national", _("三年行动进展情况")
        LOCAL = "local", _("地方经验做法")

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="items")
    part = models.CharField(_("栏目"), max_length=8, choices=Part)
    section = models.CharField(max_length=40)
    contribution = models.ForeignKey(Contribution, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.TextField(_("标题"), help_text=_("每行一行标题"))
    body = models.TextField(_("正文"), help_text=_("每段一行；数字写成 {指标编码}"))
    order = models.PositiveSmallIntegerField(_("排序"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("通报文稿")
        constraints = [models.UniqueConstraint(fields=["issue", "order"], name="one_item_a_place")]

    def __str__(self) -> str:
        return self.title.replace("\n", "")


class Receiver(models.Model):
    """Who an issue goes to: 报 upward, 送 to the others."""

    SCOPE = "issue__unit"
    SHARED_DOWN = True

    class Kind(models.TextChoices):
        REPORT = "report", _("报")
        SEND = "send", _("送")

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="receivers")
    kind = models.CharField(_("类别"), max_length=6, choices=Kind)
    name = models.CharField(_("单位"), max_length=120)
    order = models.PositiveSmallIntegerField(_("排序"))

    class Meta:
        verbose_name = _("发送对象")
        constraints = [
            models.UniqueConstraint(fields=["issue", "kind", "order"], name="one_receiver_a_place")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.issue.get_absolute_url() + "#receivers"


class FrozenFigure(models.Model):
    """A figure as an issue printed it: value, printed text, the records behind it, and a digest over all three."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="frozen")
    figure = models.CharField(max_length=60)
    value = models.JSONField()
    text = models.CharField(max_length=500)
    records = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "figure"], name="figure_frozen_once")]


class FrozenText(models.Model):
    """The whole content of an issue as printed, so that it can be rendered again to the letter."""

    issue = models.OneToOneField(Issue, models.CASCADE, related_name="frozen_text")
    content = models.JSONField()
    digest = models.CharField(max_length=64)


class Correction(models.Model):
    """A figure that changed after its issue; shown beside the issue, which itself stays as it was printed."""

    SCOPE = "issue__unit"

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="corrections")
    figure = models.CharField(_("指标"), max_length=60)
    printed = models.JSONField(_("原数"))
    corrected = models.JSONField(_("更正为"))
    reason = models.CharField(_("原因"), max_length=300)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("更正")

    def __str__(self) -> str:
        return f"{self.issue.code} {self.figure}"
