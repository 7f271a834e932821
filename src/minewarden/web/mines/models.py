"""The register of mines: who owns and supervises them, what they may produce, what is dangerous about them."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minewarden.web.org.models import Sector, Unit


class MineState(models.TextChoices):
    """The states of the monitoring contract, with those before production."""

    PROPOSED = "proposed", _("规划")
    BUILDING = "building", _("建设")
    PRODUCING = "producing", _("生产")
    OVERHAUL = "overhaul", _("检修")
    SUSPENDED = "suspended", _("停产停建")
    CLOSED = "closed", _("关闭")


class Mine(models.Model):
    """One mine, one enforcement level. Its name, code and place in both trees are those of its `unit`.

    Grades are as appraised (煤矿安全生产条例 art. 27); an empty one was not told by the source, which is not the same
    as harmless. `capacity_t_per_year` is the verified capacity.
    """

    class Method(models.TextChoices):
        UNDERGROUND = "underground", _("井工")
        OPEN_PIT = "open_pit", _("露天")
        BOTH = "both", _("井工和露天")

    class Gas(models.TextChoices):
        LOW = "low", _("低瓦斯")
        HIGH = "high", _("高瓦斯")
        OUTBURST = "outburst", _("煤与瓦斯突出")

    class Hydro(models.TextChoices):
        SIMPLE = "simple", _("简单")
        MEDIUM = "medium", _("中等")
        COMPLEX = "complex", _("复杂")
        EXTREME = "extreme", _("极复杂")

    class Burst(models.TextChoices):
        NONE = "none", _("无冲击")
        WEAK = "weak", _("弱冲击")
        STRONG = "strong", _("强冲击")

    class Ignition(models.TextChoices):
        EASY = "easy", _("容易自燃")
        LIABLE = "liable", _("自燃")
        NOT_EASY = "not_easy", _("不易自燃")

    class Class(models.TextChoices):
        A = "A", _("A类")
        B = "B", _("B类")
        C = "C", _("C类")
        D = "D", _("D类")

    SCOPE = "unit"
    SECTOR = "sector"

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="mine", verbose_name=_("单位"))
    sector = models.CharField(_("行业"), max_length=8, choices=Sector)
    region_code = models.CharField(_("区划代码"), max_length=6)
    supervised_by = models.ForeignKey(
        Unit, models.PROTECT, related_name="supervised_mines", verbose_name=_("监管部门")
    )
    owner = models.CharField(_("企业"), max_length=160, blank=True)
    parent_company = models.CharField(_("上级公司"), max_length=300, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    longitude = models.FloatField(
        _("经度"), null=True, blank=True, validators=[MinValueValidator(73.0), MaxValueValidator(136.0)]
    )
    latitude = models.FloatField(
        _("纬度"), null=True, blank=True, validators=[MinValueValidator(3.0), MaxValueValidator(54.0)]
    )
    method = models.CharField(_("开采方式"), max_length=12, choices=Method, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=MineState)
    state_since = models.DateField(_("状态起始"))
    capacity_t_per_year = models.PositiveIntegerField(
        _("核定产能（吨/年）"), null=True, blank=True, validators=[MaxValueValidator(100_000_000)]
    )
    headcount_limit = models.PositiveIntegerField(
        _("核定下井人数"), null=True, blank=True, validators=[MaxValueValidator(20_000)]
    )
    workforce = models.PositiveIntegerField(
        _("从业人数"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    gas = models.CharField(_("瓦斯等级"), max_length=10, choices=Gas, blank=True)
    hydro = models.CharField(_("水文地质类型"), max_length=10, choices=Hydro, blank=True)
    rock_burst = models.CharField(_("冲击地压"), max_length=10, choices=Burst, blank=True)
    ignition = models.CharField(_("自燃倾向性"), max_length=10, choices=Ignition, blank=True)
    grade = models.PositiveSmallIntegerField(
        _("标准化等级"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    mine_class = models.CharField(_("安全分类"), max_length=1, choices=Class, blank=True)
    source = models.CharField(_("来源"), max_length=160, blank=True)
    source_code = models.CharField(_("来源编码"), max_length=40, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("矿山")
        indexes = [
            models.Index(fields=["state", "capacity_t_per_year"]),
            models.Index(fields=["region_code"]),
            models.Index(fields=["-capacity_t_per_year", "id"]),
        ]

    def __str__(self) -> str:
        return self.unit.name

    def get_absolute_url(self) -> str:
        return reverse("mines:mine", args=[self.pk])

    @property
    def capacity_wt(self) -> float | None:
        """Verified capacity in 万吨/年, as officials write it."""
        return None if self.capacity_t_per_year is None else self.capacity_t_per_year / 10_000


class StatePeriod(models.Model):
    """A state of a mine from a day until the day before the next."""

    mine = models.ForeignKey(Mine, models.CASCADE, related_name="states", verbose_name=_("矿山"))
    state = models.CharField(_("状态"), max_length=10, choices=MineState)
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"), null=True, blank=True)
    document = models.CharField(_("依据文件"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("状态历史")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="state_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["mine"], condition=Q(to_on__isnull=True), name="one_present_state"
            ),
        ]
        indexes = [models.Index(fields=["state", "from_on"])]


class Licence(models.Model):
    """A licence of a mine with its term (安全生产许可证条例 art. 9: three years, extension three months before)."""

    class Kind(models.TextChoices):
        SAFETY = "safety", _("安全生产许可证")
        MINING = "mining", _("采矿许可证")
        BUSINESS = "business", _("营业执照")

    mine = models.ForeignKey(Mine, models.CASCADE, related_name="licences", verbose_name=_("矿山"))
    kind = models.CharField(_("证照"), max_length=10, choices=Kind)
    number = models.CharField(_("编号"), max_length=60)
    from_on = models.DateField(_("有效期起"))
    to_on = models.DateField(_("有效期止"), null=True, blank=True)

    class Meta:
        verbose_name = _("证照")
        constraints = [
            models.UniqueConstraint(fields=["mine", "kind", "number"], name="licence_once"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")),
                name="licence_ends_after_it_begins",
            ),
        ]


class InCharge(models.Model):
    """Who holds a post at a mine; names are personal data and are shown only within scope."""

    class Post(models.TextChoices):
        HEAD = "head", _("矿长")
        ENGINEER = "engineer", _("总工程师")
        SAFETY = "safety", _("安全副矿长")
        PRODUCTION = "production", _("生产副矿长")
        ELECTRIC = "electric", _("机电副矿长")
        CONTROLLER = "controller", _("实际控制人")

    mine = models.ForeignKey(Mine, models.CASCADE, related_name="people", verbose_name=_("矿山"))
    post = models.CharField(_("职务"), max_length=12, choices=Post)
    name = models.CharField(_("姓名"), max_length=40)
    certificate = models.CharField(_("考核合格证号"), max_length=60, blank=True)
    from_on = models.DateField(_("任职起"))
    to_on = models.DateField(_("任职止"), null=True, blank=True)

    class Meta:
        verbose_name = _("负责人")


class Face(models.Model):
    """A declared working face; what works elsewhere is undeclared."""

    class Kind(models.TextChoices):
        COAL = "coal_face", _("采煤工作面")
        HEADING = "heading", _("掘进工作面")

    mine = models.ForeignKey(Mine, models.CASCADE, related_name="faces", verbose_name=_("矿山"))
    face_code = models.CharField(_("编码"), max_length=20, validators=[RegexValidator(r"^[0-9A-Za-z_-]+$")])
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    from_on = models.DateField(_("开工日期"))
    to_on = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("申报工作面")
        constraints = [models.UniqueConstraint(fields=["mine", "face_code"], name="face_code_once_a_mine")]
