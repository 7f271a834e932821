"""Units, the two dated trees over them, divisions, accounts and what an account may look through."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """Coal and non-coal mines have regulators, plans and hazards of their own."""

    COAL = "coal", _("煤矿")
    NONCOAL = "noncoal", _("非煤矿山")


class Level(models.TextChoices):
    NATIONAL = "national", _("国家级")
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县级")
    ENTERPRISE = "enterprise", _("企业")


class Tree(models.TextChoices):
    """国家监察 and 地方监管 run over the same units but along different lines (煤矿安全生产条例 art. 4)."""

    ADMINISTRATIVE = "administrative", _("监管隶属")
    SUPERVISING = "supervising", _("监察隶属")


class Division(models.Model):
    """A division of GB/T 2260 or a reserved code beside it, as published on a date."""

    code = models.CharField(_("区划代码"), max_length=6)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("级别"), max_length=12, choices=Level)
    parent_code = models.CharField(_("上级代码"), max_length=6, blank=True)
    published_on = models.DateField(_("数据日期"))
    source = models.CharField(_("来源"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "level", "published_on"], name="division_code_once_a_list"
            )
        ]
        verbose_name = _("行政区划")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Unit(models.Model):
    """A body that acts or is acted upon; it exists from `valid_from` until the day before `valid_to`.

    `administrative_path` and `supervising_path` are the present lines from the root, six characters a step, written
    by `actions.place`; what was true on another day is in `UnitLink`.
    """

    class Kind(models.TextChoices):
        NATIONAL = "national", _("国家局")
        BUREAU = "bureau", _("省级局")
        REGULATOR = "regulator", _("监管部门")
        DEPARTMENT = "department", _("其他部门")
        GOVERNMENT = "government", _("人民政府")
        SQUAD = "squad", _("督导组")
        COMPANY = "company", _("矿山企业")
        MINE = "mine", _("矿山")

    code = models.CharField(_("单位编码"), max_length=40, unique=True)
    kind = models.CharField(_("单位类别"), max_length=12, choices=Kind)
    name = models.CharField(_("全称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    level = models.CharField(_("级别"), max_length=12, choices=Level)
    sector = models.CharField(_("行业"), max_length=8, choices=Sector, blank=True)
    region_code = models.CharField(_("区划代码"), max_length=6, blank=True, db_index=True)
    covers = models.JSONField(
        _("管辖省份"), default=list, blank=True, help_text=_("区划代码；省级局可辖一个以上省份")
    )
    valid_from = models.DateField(_("设立日期"))
    valid_to = models.DateField(_("撤销日期"), null=True, blank=True)
    synthetic = models.BooleanField(_("虚构"), default=False)
    administrative_path = models.CharField(max_length=60, db_index=True, editable=False, default="")
    supervising_path = models.CharField(max_length=60, db_index=True, editable=False, default="")

    class Meta:
        verbose_name = _("单位")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="unit_ends_after_it_begins",
            )
        ]

    SCOPE = ""  # the unit itself is what the scope is about

    def __str__(self) -> str:
        return self.name

    def called(self) -> str:
        """The name in the reader's language, the Chinese one where there is no other."""
        return self.name_en if self.name_en and get_language() == "en" else self.name

    def path(self, tree: str) -> str:
        """The present line from the root in `tree`."""
        return self.supervising_path if tree == Tree.SUPERVISING else self.administrative_path

    def existed_on(self, day: date) -> bool:
        """Whether this unit existed on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class UnitLink(models.Model):
    """Who stood under whom in which tree from when to when."""

    tree = models.CharField(_("隶属关系"), max_length=16, choices=Tree)
    child = models.ForeignKey(Unit, models.CASCADE, related_name="parents", verbose_name=_("单位"))
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="children", verbose_name=_("上级"))
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("隶属")
        constraints = [
            models.CheckConstraint(condition=~Q(child=F("parent")), name="unit_is_not_its_own_parent"),
            models.UniqueConstraint(
                fields=["tree", "child"], condition=Q(valid_to__isnull=True), name="one_present_parent_a_tree"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} < {self.parent}"


class UnitEvent(models.Model):
    """A split, merger or renaming, from which statistics as then and as now follow."""

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("更名")
        SPLIT = "split", _("拆分")
        MERGED = "merged", _("合并")
        MOVED = "moved", _("隶属变更")

    kind = models.CharField(_("事件"), max_length=10, choices=Kind)
    on = models.DateField(_("日期"))
    before = models.ManyToManyField(Unit, related_name="events_ending", verbose_name=_("变更前单位"))
    after = models.ManyToManyField(Unit, related_name="events_beginning", verbose_name=_("变更后单位"))
    former_name = models.CharField(_("原名称"), max_length=120, blank=True)
    document = models.CharField(_("依据文件"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("机构变更")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class Role(models.TextChoices):
    NATIONAL = "national", _("国家局")
    BUREAU = "bureau", _("省级局")
    PROVINCE = "province", _("省级监管")
    CITY = "city", _("市级监管")
    COUNTY = "county", _("县级监管")
    INSPECTOR = "inspector", _("执法人员")
    REVIEWER = "reviewer", _("评查员")
    MINE = "mine", _("矿山企业")


class Account(AbstractUser):
    """A person who signs in. What they see depends on the assignment they look through (`eyes`)."""

    display_name = models.CharField(_("姓名"), max_length=40, blank=True)
    language = models.CharField(_("语言"), max_length=8, blank=True)

    eyes: Assignment | None = None  # set per request by the middleware, or by `queries.sign_in_eyes`

    def __str__(self) -> str:
        return self.display_name or self.username


class Assignment(models.Model):
    """One role at one unit, perhaps for one sector only."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="assignments", verbose_name=_("账号"))
    role = models.CharField(_("角色"), max_length=10, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name=_("单位"))
    sector = models.CharField(_("行业"), max_length=8, choices=Sector, blank=True)

    class Meta:
        verbose_name = _("岗位")
        constraints = [
            models.UniqueConstraint(fields=["account", "role", "unit", "sector"], name="assignment_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit.short_name} · {self.get_role_display()}"

    @property
    def tree(self) -> str:
        """The tree this role looks along: bureaux see the regions they supervise."""
        return (
            Tree.SUPERVISING if self.unit.kind in {Unit.Kind.BUREAU, Unit.Kind.SQUAD} else Tree.ADMINISTRATIVE
        )


class SavedView(models.Model):
    """A list with its filters, kept by a person under a name."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="saved_views")
    path = models.CharField(max_length=120)
    query = models.CharField(max_length=500)
    name = models.CharField(_("名称"), max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "path", "name"], name="saved_view_name_once")
        ]

    def __str__(self) -> str:
        return self.name
