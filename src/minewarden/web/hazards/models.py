"""The ledger of hazards, from finding to delisting, each step dated."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minewarden.web.hazards.states import HazardLevel, HazardState
from minewarden.web.inspections.models import Visit
from minewarden.web.org.models import Level, Sector, Unit

LISTING_LEVELS = [(level.value, level.label) for level in Level if level != Level.ENTERPRISE]


class Hazard(models.Model):
    """One hazard at one mine. `criteria_key` and `category_no` name the criterion of the day it was found."""

    class Source(models.TextChoices):
        SPECIAL = "special", _("专项检查")
        PLANNED = "planned", _("计划检查")
        SELF = "self", _("企业自查自报")
        REPORT = "report", _("举报核查")

    number = models.CharField(_("隐患编号"), max_length=30, unique=True)
    mine = models.ForeignKey(Unit, models.PROTECT, related_name="hazards", verbose_name=_("矿山"))
    sector = models.CharField(_("行业"), max_length=8, choices=Sector)
    visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="hazards", null=True, blank=True, verbose_name=_("专项检查")
    )
    source = models.CharField(_("来源"), max_length=10, choices=Source)
    found_on = models.DateField(_("查出日期"))
    found_by = models.ForeignKey(
        Unit, models.PROTECT, related_name="hazards_found", verbose_name=_("查出单位")
    )
    level = models.CharField(_("等级"), max_length=8, choices=HazardLevel)
    criteria_key = models.CharField(_("判定标准"), max_length=20, blank=True)
    category_no = models.PositiveSmallIntegerField(_("判定类别"), null=True, blank=True)
    place = models.CharField(_("部位"), max_length=80, blank=True)
    description = models.CharField(_("隐患描述"), max_length=300)
    due_on = models.DateField(_("整改期限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=HazardState, default=HazardState.FOUND)

    listed_on = models.DateField(_("挂牌日期"), null=True, blank=True)
    listing_number = models.CharField(_("挂牌文号"), max_length=60, blank=True)
    listing_level = models.CharField(_("挂牌级别"), max_length=12, choices=LISTING_LEVELS, blank=True)

    planned_on = models.DateField(_("方案落实日期"), null=True, blank=True)
    responsibility = models.CharField(
        _("责任"), max_length=120, blank=True, help_text=_("责任部门和岗位，不写个人姓名")
    )
    measures = models.CharField(_("措施"), max_length=500, blank=True)
    money_yuan = models.DecimalField(
        _("资金（元）"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    contingency = models.CharField(_("预案"), max_length=300, blank=True)

    rectified_on = models.DateField(_("整改完成日期"), null=True, blank=True)
    accepted_on = models.DateField(_("验收日期"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="hazards_accepted",
        null=True,
        blank=True,
        verbose_name=_("验收单位"),
    )
    delisted_on = models.DateField(_("销号日期"), null=True, blank=True)
    exposed_on = models.DateField(_("曝光日期"), null=True, blank=True)
    exposed_in = models.CharField(_("曝光媒体"), max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE = "mine"
    SECTOR = "sector"

    class Meta:
        verbose_name = _("隐患")
        constraints = [
            models.CheckConstraint(
                condition=~Q(level="major") | Q(category_no__isnull=False), name="major_hazard_has_criterion"
            ),
            models.CheckConstraint(
                condition=Q(rectified_on__isnull=True) | Q(rectified_on__gte=F("found_on")),
                name="hazard_rectified_after_found",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True) | Q(rectified_on__isnull=False),
                name="hazard_accepted_after_rectified",
            ),
            models.CheckConstraint(
                condition=Q(delisted_on__isnull=True) | Q(accepted_on__gte=F("rectified_on")),
                name="hazard_delisted_after_accepted",
            ),
        ]
        indexes = [
            models.Index(fields=["found_on", "level"]),
            models.Index(fields=["state", "due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.mine}"


class HazardNote(models.Model):
    """A dated extension or refusal of acceptance, with its reason; the ledger keeps them all."""

    class Kind(models.TextChoices):
        EXTENDED = "extended", _("延期")
        REJECTED = "rejected", _("验收不通过")

    hazard = models.ForeignKey(Hazard, models.CASCADE, related_name="notes")
    kind = models.CharField(_("事项"), max_length=10, choices=Kind)
    on = models.DateField(_("日期"))
    former_due_on = models.DateField(_("原期限"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=300)

    SCOPE = "hazard__mine"
    SECTOR = "hazard__sector"

    class Meta:
        verbose_name = _("隐患记事")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"
