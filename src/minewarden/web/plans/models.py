"""Enforcement plans of a year with their work days and visits, use of the enforcement system, and who checked both."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minewarden.web.org.models import Sector, Unit
from minewarden.web.plans.states import PlanState
from minewarden.web.plans.workdays import Use


class EnforcementPlan(models.Model):
    """One edition of the plan of a regulator for a year and a sector; an approved edition is not changed any more."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="enforcement_plans", verbose_name=_("监管部门")
    )
    sector = models.CharField(_("行业"), max_length=8, choices=Sector)
    year = models.PositiveSmallIntegerField(
        _("年度"), validators=[MinValueValidator(2021), MaxValueValidator(2100)]
    )
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    amends = models.OneToOneField(
        "self", models.PROTECT, related_name="amendment", null=True, blank=True, verbose_name=_("调整自")
    )
    amendment_reason = models.CharField(_("调整理由"), max_length=300, blank=True)
    title = models.CharField(_("计划名称"), max_length=120)
    key_points = models.TextField(_("检查重点"), max_length=2000, blank=True)
    officers = models.PositiveIntegerField(_("执法人员数"), validators=[MinValueValidator(1)])
    legal_days = models.PositiveSmallIntegerField(
        _("每人法定工作日"), validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    state = models.CharField(_("状态"), max_length=10, choices=PlanState, default=PlanState.MADE)
    made_on = models.DateField(_("制定日期"))
    submitted_on = models.DateField(_("报批日期"), null=True, blank=True)
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    government = models.CharField(_("批准的人民政府"), max_length=80, blank=True)
    approval_document = models.CharField(_("批准文件"), max_length=120, blank=True)
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    filed_with = models.ForeignKey(
        Unit, models.PROTECT, related_name="plans_filed", null=True, blank=True, verbose_name=_("备案机关")
    )
    entered_on = models.DateField(_("录入执法系统日期"), null=True, blank=True)
    replaced_on = models.DateField(_("被替代日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE = "unit"
    SECTOR = "sector"

    class Meta:
        verbose_name = _("执法计划")
        constraints = [
            models.UniqueConstraint(fields=["unit", "sector", "year", "edition"], name="plan_edition_once"),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True)
                | (Q(submitted_on__isnull=False) & Q(approved_on__gte=F("submitted_on"))),
                name="plan_approved_after_submitted",
            ),
            models.CheckConstraint(
                condition=Q(submitted_on__isnull=True) | Q(submitted_on__gte=F("made_on")),
                name="plan_submitted_after_made",
            ),
        ]
        indexes = [models.Index(fields=["year", "sector", "state"])]

    def __str__(self) -> str:
        return f"{self.title}（第{self.edition}版）" if self.edition > 1 else self.title


class PlanReturn(models.Model):
    """A submitted plan sent back, and why."""

    plan = models.ForeignKey(EnforcementPlan, models.CASCADE, related_name="returns")
    on = models.DateField(_("退回日期"))
    reason = models.CharField(_("退回理由"), max_length=300)

    SCOPE = "plan__unit"

    class Meta:
        verbose_name = _("退回")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.reason}"


class WorkdayItem(models.Model):
    """One line of the work-day ledger: so many officer-days for this."""

    plan = models.ForeignKey(EnforcementPlan, models.CASCADE, related_name="workday_items")
    use = models.CharField(_("用途"), max_length=8, choices=[(u.value, u.label) for u in Use])
    name = models.CharField(_("事项"), max_length=60)
    days = models.PositiveIntegerField(_("工作日（人·天）"))

    SCOPE = "plan__unit"

    class Meta:
        verbose_name = _("工作日台账")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "use", "name"], name="workday_item_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.days}"


class VisitKind(models.TextChoices):
    KEY = "key", _("重点检查")
    SPECIAL = "special", _("专项检查")
    REGULAR = "regular", _("定期检查")


class PlannedVisit(models.Model):
    """So many visits of one mine in one month of the plan; `random` marks 双随机."""

    plan = models.ForeignKey(EnforcementPlan, models.CASCADE, related_name="planned_visits")
    mine = models.ForeignKey(Unit, models.PROTECT, related_name="planned_visits", verbose_name=_("矿山"))
    month = models.PositiveSmallIntegerField(
        _("月份"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    kind = models.CharField(_("检查方式"), max_length=8, choices=VisitKind, default=VisitKind.KEY)
    random = models.BooleanField(_("双随机"), default=False)
    times = models.PositiveSmallIntegerField(
        _("矿次"), default=1, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )

    SCOPE = "plan__unit"

    class Meta:
        verbose_name = _("计划矿次")
        ordering = ["month", "mine__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "mine", "month", "kind", "random"], name="planned_visit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mine} {self.month} × {self.times}"


class SystemActivity(models.Model):
    """What a department entered in the enforcement system on a day; use is counted from these rows, never ticked."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("制作执法文书")
        CHECK = "check", _("录入检查")
        PLAN = "plan", _("录入计划")
        LOGIN = "login", _("登录")

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="system_activities", verbose_name=_("监管部门")
    )
    on = models.DateField(_("日期"))
    kind = models.CharField(_("操作"), max_length=8, choices=Kind)
    count = models.PositiveIntegerField(_("次数"), validators=[MinValueValidator(1)])
    source = models.CharField(_("数据来源"), max_length=120)

    SCOPE = "unit"
    SECTOR = "unit__sector"

    class Meta:
        verbose_name = _("执法系统使用记录")
        constraints = [
            models.UniqueConstraint(fields=["unit", "on", "kind", "source"], name="system_activity_once"),
            models.CheckConstraint(condition=Q(count__gte=1), name="system_activity_counts"),
        ]
        indexes = [models.Index(fields=["on", "kind"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.on} {self.get_kind_display()} × {self.count}"


class PlanCheckRound(models.Model):
    """A check of how plans are made, approved and entered, such as the one for the two sessions."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="plan_check_rounds", verbose_name=_("组织单位")
    )
    title = models.CharField(_("名称"), max_length=120)
    sector = models.CharField(_("行业"), max_length=8, choices=Sector)
    year = models.PositiveSmallIntegerField(_("计划年度"))
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"))
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE = "unit"
    SECTOR = "sector"

    class Meta:
        verbose_name = _("计划监督检查")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="plan_check_round_ends_after_start",
                violation_error_message=_("结束日期早于开始日期。"),
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlanCheck(models.Model):
    """One regulator whose plan was looked at, on which day, with what was found."""

    round = models.ForeignKey(PlanCheckRound, models.CASCADE, related_name="plan_checks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plan_checks", verbose_name=_("被查部门"))
    checked_on = models.DateField(_("检查日期"))
    checked_by = models.ForeignKey(
        Unit, models.PROTECT, related_name="plan_checks_made", verbose_name=_("检查单位")
    )
    finding = models.CharField(_("检查情况"), max_length=300, blank=True)

    SCOPE = "unit"
    SECTOR = "unit__sector"

    class Meta:
        verbose_name = _("计划检查")
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="plan_check_once_a_round")]

    def __str__(self) -> str:
        return f"{self.unit} {self.checked_on}"


class UsageCheck(models.Model):
    """A sample of how the city and county regulators of a province use the enforcement system."""

    round = models.ForeignKey(PlanCheckRound, models.CASCADE, related_name="usage_checks")
    province = models.ForeignKey(
        Unit, models.PROTECT, related_name="usage_checks", verbose_name=_("抽查省份")
    )
    cities = models.BooleanField(_("市级"), default=True)
    counties = models.BooleanField(_("县级"), default=True)
    checked_on = models.DateField(_("检查日期"))
    checked_by = models.ForeignKey(
        Unit, models.PROTECT, related_name="usage_checks_made", verbose_name=_("检查单位")
    )
    finding = models.CharField(_("检查情况"), max_length=300, blank=True)

    SCOPE = "province"
    SECTOR = "province__sector"

    class Meta:
        verbose_name = _("系统使用抽查")
        constraints = [
            models.UniqueConstraint(fields=["round", "province"], name="usage_check_once_a_round"),
            models.CheckConstraint(condition=Q(cities=True) | Q(counties=True), name="usage_check_has_level"),
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.checked_on}"
