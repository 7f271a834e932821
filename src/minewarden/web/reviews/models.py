"""Case-file reviews as records: the round, the bodies drawn, their files, the documents in them, the problems found."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minewarden.web.org.models import Assignment, Sector, Unit
from minewarden.web.reviews.states import JobState, ProblemState, RoundState

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
    seed = models.CharField(_("抽取种子"), max_length=64, blank=True)
    sample_size = models.PositiveSmallIntegerField(_("每单位抽取份数"), null=True, blank=True)
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


class CaseKind(models.TextChoices):
    PENALTY = "penalty", _("行政处罚案卷")
    INSPECTION = "inspection", _("监督检查案卷")


class ListedFile(models.Model):
    """One line of the list of case files that a body hands in; the sample is drawn from the whole list."""

    body = models.ForeignKey(ReviewBody, models.CASCADE, related_name="listed")
    number = models.CharField(_("案卷号"), max_length=60)
    title = models.CharField(_("案由"), max_length=200)
    kind = models.CharField(_("案卷类别"), max_length=10, choices=CaseKind)

    SCOPE = "body__unit"
    SECTOR = "body__round__sector"

    class Meta:
        verbose_name = _("案卷清单")
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="listed_file_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PanelMember(models.Model):
    """A reviewer of a round, through the post that they review from; files of its own region are never theirs."""

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="panel")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="panels", verbose_name=_("评查员岗位")
    )

    SCOPE = "round__unit"
    SECTOR = "round__sector"

    class Meta:
        verbose_name = _("评查员")
        ordering = ["assignment__account__username", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "assignment"], name="panel_member_once_a_round")
        ]

    def __str__(self) -> str:
        return str(self.assignment.account)


class CaseFile(models.Model):
    """One enforcement case file drawn from a body, with what the program read in it."""

    Kind = CaseKind

    body = models.ForeignKey(ReviewBody, models.CASCADE, related_name="case_files")
    number = models.CharField(_("案卷号"), max_length=60)
    title = models.CharField(_("案由"), max_length=200)
    kind = models.CharField(_("案卷类别"), max_length=10, choices=CaseKind)
    drawn_on = models.DateField(_("抽取日期"))
    reviewer = models.ForeignKey(
        PanelMember,
        models.SET_NULL,
        related_name="case_files",
        null=True,
        blank=True,
        verbose_name=_("评查员"),
    )
    blind_no = models.PositiveSmallIntegerField(_("盲评编号"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("上传时间"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("机器评查时间"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    failure = models.CharField(_("评查失败原因"), max_length=300, blank=True)
    facts = models.JSONField(_("案卷要素"), default=dict, blank=True)
    not_judged = models.JSONField(_("无法判断的规则"), default=list, blank=True)
    unreadable = models.JSONField(_("未能读取"), default=list, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

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
    file = models.CharField(_("文件"), max_length=255, blank=True)
    first_page = models.PositiveSmallIntegerField(_("起始页"), null=True, blank=True)
    last_page = models.PositiveSmallIntegerField(_("结束页"), null=True, blank=True)

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

    class Origin(models.TextChoices):
        PERSON = "person", _("人工登记")
        PROGRAM = "program", _("机器提出")

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
    origin = models.CharField(_("来源"), max_length=8, choices=Origin, default=Origin.PERSON)
    text = models.CharField(_("问题"), max_length=500)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    file = models.CharField(_("文件"), max_length=255, blank=True)
    page = models.PositiveSmallIntegerField(_("页码"), null=True, blank=True)
    box = models.JSONField(_("位置"), null=True, blank=True)
    excerpt = models.CharField(_("原文摘录"), max_length=300, blank=True)
    found_on = models.DateField(_("查出日期"))
    state = models.CharField(_("状态"), max_length=10, choices=ProblemState, default=ProblemState.PROPOSED)
    decided_on = models.DateField(_("认定日期"), null=True, blank=True)
    decision = models.CharField(_("认定理由"), max_length=300, blank=True)
    corrected_on = models.DateField(_("整改日期"), null=True, blank=True)
    correction = models.CharField(_("整改情况"), max_length=300, blank=True)
    appealed_on = models.DateField(_("申诉日期"), null=True, blank=True)
    appeal = models.CharField(_("申诉理由"), max_length=300, blank=True)
    appeal_decided_on = models.DateField(_("申诉答复日期"), null=True, blank=True)
    appeal_decision = models.CharField(_("申诉答复"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE = "case_file__body__unit"
    SECTOR = "case_file__body__round__sector"

    class Meta:
        verbose_name = _("评查问题")
        indexes = [models.Index(fields=["found_on", "state"]), models.Index(fields=["rule"])]

    def __str__(self) -> str:
        return f"{self.rule} {self.text}"[:120]


class ReviewJob(models.Model):
    """The reading of a round's uploaded files by the program: how far it is, and whether anybody is at it.

    A worker owns the job while its `heartbeat_at` is fresh; a stale one lets another take over.
    """

    round = models.OneToOneField(ReviewRound, models.CASCADE, related_name="job")
    state = models.CharField(_("状态"), max_length=8, choices=JobState, default=JobState.QUEUED)
    total = models.PositiveIntegerField(_("案卷总数"), default=0)
    done = models.PositiveIntegerField(_("已评查"), default=0)
    current = models.CharField(_("正在评查"), max_length=120, blank=True)
    worker = models.CharField(max_length=40, blank=True, editable=False)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("最近进展"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    SCOPE = "round__unit"
    SECTOR = "round__sector"

    class Meta:
        verbose_name = _("机器评查")

    def __str__(self) -> str:
        return f"{self.round} {self.done}/{self.total}"
