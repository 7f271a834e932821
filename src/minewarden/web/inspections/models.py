"""Special inspections: squads and their regions, visits, hidden faces, exposures, and what was done to whom."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minewarden.web.inspections.states import InspectionState
from minewarden.web.org.models import Sector, Unit


class OutcomeKind(models.TextChoices):
    """What a special inspection keeps count of (矿安综〔2024〕11号 names the five)."""

    TALK = "talk", _("谈话")
    NOTICE = "notice", _("通报")
    ACCOUNTABILITY = "accountability", _("追责")
    PENALTY = "penalty", _("惩处")
    TYPICAL_CASE = "typical_case", _("典型案例")


class SpecialInspection(models.Model):
    """One special inspection; `period_text` keeps the approximate wording beside the two days it stands for."""

    class Topic(models.TextChoices):
        HIDDEN_FACES = "hidden_faces", _("打击隐蔽工作面")
        DUTY = "duty", _("主要负责人履职")
        OTHER = "other", _("其他")

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="special_inspections", verbose_name=_("组织单位")
    )
    topic = models.CharField(_("专题"), max_length=14, choices=Topic)
    title = models.CharField(_("名称"), max_length=120)
    sector = models.CharField(_("行业"), max_length=8, choices=Sector)
    notice = models.CharField(_("通知文号"), max_length=60, blank=True)
    notice_title = models.CharField(_("通知标题"), max_length=160, blank=True)
    announced_on = models.DateField(_("部署日期"), null=True, blank=True)
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"), null=True, blank=True)
    period_text = models.CharField(
        _("时段表述"), max_length=60, blank=True, help_text=_("如“1月中旬至2月初”；日期仍须填写")
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=InspectionState, default=InspectionState.PREPARED
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE = "unit"
    SECTOR = "sector"
    SHARED_DOWN = True

    class Meta:
        verbose_name = _("专项检查")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="special_inspection_ends_after_start",
                violation_error_message=_("结束日期早于开始日期。"),
            )
        ]
        indexes = [models.Index(fields=["topic", "starts_on"])]

    def __str__(self) -> str:
        return self.title


class TrackedKind(models.Model):
    """One of the kinds that the notice of an inspection has lower units report regularly (定期调度)."""

    inspection = models.ForeignKey(SpecialInspection, models.CASCADE, related_name="tracked_kinds")
    position = models.PositiveSmallIntegerField(_("顺序"))
    kind = models.CharField(_("调度内容"), max_length=16, choices=OutcomeKind)

    SCOPE = "inspection__unit"
    SECTOR = "inspection__sector"
    SHARED_DOWN = True

    class Meta:
        verbose_name = _("调度内容")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["inspection", "kind"], name="tracked_kind_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Squad(models.Model):
    """A squad sent for this inspection, or the standing supervision group of a region that joins it."""

    class Kind(models.TextChoices):
        SQUAD = "squad", _("执法小分队")
        SUPERVISION = "supervision", _("督导组")

    inspection = models.ForeignKey(SpecialInspection, models.CASCADE, related_name="squads")
    position = models.PositiveSmallIntegerField(_("顺序"))
    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    name = models.CharField(_("名称"), max_length=60)
    region = models.ForeignKey(Unit, models.PROTECT, related_name="squads_sent", verbose_name=_("被检地区"))
    formed_on = models.DateField(_("组成日期"))

    SCOPE = "region"
    SECTOR = "inspection__sector"

    class Meta:
        verbose_name = _("检查组")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["inspection", "name"], name="squad_name_once")]

    def __str__(self) -> str:
        return self.name


class SquadMember(models.Model):
    """A body that lends staff to a squad, and how many; no persons are named."""

    squad = models.ForeignKey(Squad, models.CASCADE, related_name="members")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="squad_members", verbose_name=_("抽调单位"))
    persons = models.PositiveSmallIntegerField(_("人数"), validators=[MinValueValidator(1)])

    SCOPE = "squad__region"

    class Meta:
        verbose_name = _("成员单位")
        ordering = ["body__code"]
        constraints = [models.UniqueConstraint(fields=["squad", "body"], name="squad_member_once")]

    def __str__(self) -> str:
        return f"{self.body} × {self.persons}"


class Visit(models.Model):
    """A mine visited in a special inspection, by which squad and how."""

    class Method(models.TextChoices):
        UNANNOUNCED = "unannounced", _("四不两直")
        OPEN = "open", _("明查")
        COVERT = "covert", _("暗访")
        CROSS = "cross", _("交叉执法")

    inspection = models.ForeignKey(SpecialInspection, models.PROTECT, related_name="visits")
    squad = models.ForeignKey(
        Squad, models.PROTECT, related_name="visits", null=True, blank=True, verbose_name=_("检查组")
    )
    mine = models.ForeignKey(Unit, models.PROTECT, related_name="inspection_visits", verbose_name=_("矿山"))
    on = models.DateField(_("检查日期"))
    method = models.CharField(_("检查方式"), max_length=12, choices=Method, default=Method.UNANNOUNCED)
    summary = models.TextField(_("检查情况"), max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE = "mine"
    SECTOR = "inspection__sector"

    class Meta:
        verbose_name = _("检查")
        constraints = [
            models.UniqueConstraint(fields=["inspection", "mine", "on"], name="visit_once_a_day_and_mine")
        ]
        indexes = [models.Index(fields=["on"])]

    def __str__(self) -> str:
        return f"{self.mine} {self.on}"


class HiddenFace(models.Model):
    """An undeclared working place that a visit brought to light."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="hidden_faces")
    name = models.CharField(_("工作面"), max_length=60)
    found_on = models.DateField(_("查出日期"))
    description = models.CharField(_("情况"), max_length=300, blank=True)

    SCOPE = "visit__mine"
    SECTOR = "visit__inspection__sector"

    class Meta:
        verbose_name = _("隐蔽工作面")
        constraints = [models.UniqueConstraint(fields=["visit", "name"], name="hidden_face_once_a_visit")]

    def __str__(self) -> str:
        return f"{self.visit.mine} {self.name}"


class Exposure(models.Model):
    """A typical case made public: which mine, on which day, in which medium."""

    class Medium(models.TextChoices):
        LOCAL = "local", _("地方媒体")
        BUREAU_SITE = "bureau_site", _("省级局网站")
        NATIONAL_ACCOUNT = "national_account", _("国家局微信公众号")
        OTHER = "other", _("其他")

    inspection = models.ForeignKey(SpecialInspection, models.PROTECT, related_name="exposures")
    mine = models.ForeignKey(Unit, models.PROTECT, related_name="exposures", verbose_name=_("矿山"))
    title = models.CharField(_("案例"), max_length=160)
    medium = models.CharField(_("媒体类别"), max_length=18, choices=Medium)
    medium_name = models.CharField(_("媒体名称"), max_length=80)
    on = models.DateField(_("曝光日期"))

    SCOPE = "mine"
    SECTOR = "inspection__sector"

    class Meta:
        verbose_name = _("曝光")
        constraints = [
            models.UniqueConstraint(fields=["inspection", "mine", "medium", "on"], name="exposure_once")
        ]

    def __str__(self) -> str:
        return self.title


class Outcome(models.Model):
    """A talk, notice, act of accountability, penalty or typical case reported by a unit; `count` of them."""

    inspection = models.ForeignKey(SpecialInspection, models.PROTECT, related_name="outcomes")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="inspection_outcomes", verbose_name=_("填报单位")
    )
    kind = models.CharField(_("种类"), max_length=16, choices=OutcomeKind)
    on = models.DateField(_("日期"))
    count = models.PositiveIntegerField(_("件（人）次"), default=1, validators=[MinValueValidator(1)])
    about = models.CharField(_("对象和事由"), max_length=200, help_text=_("写单位或岗位，不写个人姓名"))
    document = models.CharField(_("文书或文件"), max_length=120, blank=True)

    SCOPE = "unit"
    SECTOR = "inspection__sector"

    class Meta:
        verbose_name = _("处理情况")
        constraints = [models.CheckConstraint(condition=Q(count__gte=1), name="outcome_counts")]
        indexes = [models.Index(fields=["inspection", "kind", "on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.about}"
