"""Case-file reviews as records: the round, the bodies drawn, their files, the documents in them, the problems found."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minewarden.web.org.models import Sector, Unit
from minewarden.web.reviews.states import ProblemState, RoundState

RULE_ID = RegexValidator(r"^R\d{2,3}$", _("规则编号应如 R41"))


class ReviewRound(models.Model):
    """One review: when, how, by whom."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="review_rounds", verbose_name=_("组织单位"))
    title = models.CharField(_("名称"), max_length=120)
    method = models.CharField(_("方式"), max_length=60)
    sector = models.CharField(_("行业"), max_length=8, choices=Sector)
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=RoundState, default=RoundState.DRAWN)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE = "unit"
    SECTOR = "sector"
    SHARED_DOWN = True

    class Meta:
        verbose_name = _("案卷评查")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="review_round_ends_after_start",
                violation_error_message=_("结束日期早于开始日期。"),
            )
        ]
        indexes = [models.Index(fields=["starts_on"])]

    def __str__(self) -> str:
        return self.title


class ReviewBody(models.Model):
    """A body whose files are reviewed, in the order drawn."""

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="bodies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reviews_of", verbose_name=_("被查单位"))
    position = models.PositiveSmallIntegerField(_("顺序"))
    drawn_on = models.DateField(_("抽取日期"))

    SCOPE = "unit"
    SECTOR = "unit__sector"

    class Meta:
        verbose_name = _("被查单位")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="review_body_once_a_round")]

    def __str__(self) -> str:
        return self.unit.short_name


class CaseFile(models.Model):
    """One enforcement case file drawn from a body."""

    class Kind(models.TextChoices):
        PENALTY = "penalty", _("行政处罚案卷")
        INSPECTION = "inspection", _("监督检查案卷")

    body = models.ForeignKey(ReviewBody, models.CASCADE, related_name="case_files")
    number = models.CharField(_("案卷号"), max_length=60)
    title = models.CharField(_("案由"), max_length=200)
    kind = models.CharField(_("案卷类别"), max_length=10, choices=Kind)
    drawn_on = models.DateField(_("抽取日期"))

    SCOPE = "body__unit"
    SECTOR = "body__round__sector"

    class Meta:
        verbose_name = _("案卷")
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="case_file_number_once")]
        indexes = [models.Index(fields=["drawn_on"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class CaseDocument(models.Model):
    """One enforcement document in a case file, in its order."""

    case_file = models.ForeignKey(CaseFile, models.CASCADE, related_name="documents")
    position = models.PositiveSmallIntegerField(_("顺序"))
    kind = models.CharField(_("文书种类"), max_length=60)
    number = models.CharField(_("文书编号"), max_length=60, blank=True)
    dated_on = models.DateField(_("文书日期"), null=True, blank=True)

    SCOPE = "case_file__body__unit"
    SECTOR = "case_file__body__round__sector"

    class Meta:
        verbose_name = _("执法文书")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["case_file", "position"], name="case_document_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()


class Problem(models.Model):
    """A problem of a case file under a review rule; only a confirmed one is counted, by a person's decision."""

    class Severity(models.TextChoices):
        VETO = "veto", _("一票否决")
        MAJOR = "major", _("较重")
        MINOR = "minor", _("一般")

    case_file = models.ForeignKey(CaseFile, models.CASCADE, related_name="problems")
    document = models.ForeignKey(
        CaseDocument,
        models.SET_NULL,
        related_name="problems",
        null=True,
        blank=True,
        verbose_name=_("文书"),
    )
    rule = models.CharField(_("规则"), max_length=4, validators=[RULE_ID])
    severity = models.CharField(_("程度"), max_length=6, choices=Severity, default=Severity.MINOR)
    text = models.CharField(_("问题"), max_length=500)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    page = models.PositiveSmallIntegerField(_("页码"), null=True, blank=True)
    excerpt = models.CharField(_("原文摘录"), max_length=300, blank=True)
    found_on = models.DateField(_("查出日期"))
    state = models.CharField(_("状态"), max_length=10, choices=ProblemState, default=ProblemState.PROPOSED)
    decided_on = models.DateField(_("认定日期"), null=True, blank=True)
    decision = models.CharField(_("认定理由"), max_length=300, blank=True)
    corrected_on = models.DateField(_("整改日期"), null=True, blank=True)
    correction = models.CharField(_("整改情况"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE = "case_file__body__unit"
    SECTOR = "case_file__body__round__sector"

    class Meta:
        verbose_name = _("评查问题")
        indexes = [models.Index(fields=["found_on", "state"]), models.Index(fields=["rule"])]

    def __str__(self) -> str:
        return f"{self.rule} {self.text}"[:120]
