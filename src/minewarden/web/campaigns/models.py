"""The three-year campaign as records: plans with tasks and measures, targets, reports, events, teams, duties, texts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minewarden.web.org.models import Account, Level, Sector, Unit


class Versioned(models.Model):
    """A record that two people may open: a save names the version it started from."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Direction(models.TextChoices):
    AT_LEAST = "at_least", _("不低于")
    AT_MOST = "at_most", _("不高于")


class Indicator(models.Model):
    """A ratio or count that targets are set for; `measure` names the computation in `campaigns.indicators`."""

    code = models.CharField(_("编码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120)
    unit = models.CharField(_("计量单位"), max_length=20)
    sector = models.CharField(_("行业"), max_length=8, choices=Sector, blank=True)
    direction = models.CharField(_("方向"), max_length=8, choices=Direction)
    measure = models.CharField(_("计算"), max_length=40, blank=True)
    threshold = models.DecimalField(_("界限值"), max_digits=12, decimal_places=2, null=True, blank=True)
    definition = models.CharField(_("定义"), max_length=300)

    class Meta:
        verbose_name = _("指标")

    def __str__(self) -> str:
        return self.name


class Plan(Versioned):
    """One body's campaign plan for one sector; `parent` is the plan above whose targets it may only tighten."""

    class State(models.TextChoices):
        DRAFT = "draft", _("起草")
        PUBLISHED = "published", _("已印发")
        REPLACED = "replaced", _("已被替代")

    SCOPE = "unit"
    SECTOR = "sector"
    SHARED_DOWN = True

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaign_plans", verbose_name=_("单位"))
    sector = models.CharField(_("行业"), max_length=8, choices=Sector, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("上级方案"))
    title = models.CharField(_("名称"), max_length=120)
    document = models.CharField(_("文号"), max_length=60, blank=True)
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"))
    report_level = models.CharField(
        _("报送层级"),
        max_length=12,
        choices=Level,
        default=Level.PROVINCE,
        help_text=_("本级监管部门按月报送每条措施"),
    )
    task_word = models.CharField(_("任务量词"), max_length=8, default="项任务")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    published_on = models.DateField(_("印发日期"), null=True, blank=True)
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)

    class Meta:
        verbose_name = _("行动方案")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "sector", "edition"], name="one_campaign_plan_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(to_on__gt=F("from_on")), name="campaign_plan_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:plan", args=[self.pk])


class Task(models.Model):
    """A task of a plan; its measures are what is reported on."""

    SCOPE = "plan__unit"
    SECTOR = "plan__sector"
    SHARED_DOWN = True

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks", verbose_name=_("方案"))
    number = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("任务"), max_length=160)

    class Meta:
        verbose_name = _("任务")
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="task_number_once_a_plan")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("campaigns:plan", args=[self.plan_id]) + f"#task-{self.number}"


class Measure(models.Model):
    """A concrete measure: who answers for it, by when, and which indicators it moves."""

    SCOPE = "task__plan__unit"
    SECTOR = "task__plan__sector"
    SHARED_DOWN = True

    task = models.ForeignKey(Task, models.CASCADE, related_name="measures", verbose_name=_("任务"))
    number = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("措施"), max_length=300)
    responsible = models.ForeignKey(
        Unit, models.PROTECT, related_name="campaign_measures", verbose_name=_("责任单位")
    )
    due_on = models.DateField(_("完成时限"))
    indicators = models.ManyToManyField(
        Indicator, blank=True, related_name="measures", verbose_name=_("指标")
    )

    class Meta:
        verbose_name = _("措施")
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="measure_number_once_a_task")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"

    def get_absolute_url(self) -> str:
        return reverse("campaigns:measure", args=[self.pk])


class Target(models.Model):
    """What an indicator has to reach in a plan: a number with a direction, a day and its source."""

    SCOPE = "plan__unit"
    SECTOR = "plan__sector"
    SHARED_DOWN = True

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets", verbose_name=_("方案"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets", verbose_name=_("指标"))
    value = models.DecimalField(_("目标值"), max_digits=12, decimal_places=4)
    due_on = models.DateField(_("达到日期"))
    base_on = models.DateField(_("基期"), null=True, blank=True)
    source = models.CharField(_("出处"), max_length=160)
    synthetic = models.BooleanField(_("虚构"), default=False)

    class Meta:
        verbose_name = _("目标")
        constraints = [models.UniqueConstraint(fields=["plan", "indicator"], name="one_target_an_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.get_sign()} {self.value.normalize():f}"

    def get_absolute_url(self) -> str:
        return reverse("campaigns:plan", args=[self.plan_id]) + "#targets"

    def get_sign(self) -> str:
        """≥ or ≤, from the indicator's direction."""
        return "≥" if self.indicator.direction == Direction.AT_LEAST else "≤"

    def met_by(self, value: Decimal | float | None) -> bool | None:
        """Whether `value` reaches the target; None when there is no value."""
        if value is None:
            return None
        return (
            value >= float(self.value)
            if self.indicator.direction == Direction.AT_LEAST
            else value <= float(self.value)
        )


class Report(models.Model):
    """What one unit did on one measure in one month; a published month changes only by a visible correction."""

    class State(models.TextChoices):
        NOT_BEGUN = "not_begun", _("未开展")
        UNDER_WAY = "under_way", _("推进中")
        DONE = "done", _("已完成")

    SCOPE = "unit"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaign_reports", verbose_name=_("单位"))
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="reports", verbose_name=_("措施"))
    month = models.DateField(_("月份"), help_text=_("当月1日"))
    state = models.CharField(_("进展"), max_length=10, choices=State)
    numerator = models.DecimalField(_("分子"), max_digits=14, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField(_("分母"), max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("收到时间"))
    on_time = models.BooleanField(_("按时"))
    accepted_at = models.DateTimeField(_("上级接收时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("进展报送")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "measure", "month"], name="one_report_a_measure_and_month"
            )
        ]
        indexes = [models.Index(fields=["month", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.month:%Y-%m} {self.measure.number}"

    def get_absolute_url(self) -> str:
        return reverse("campaigns:report", args=[self.pk])


class Rollup(models.Model):
    """Counts of the reports of a unit and all below it, kept in the transaction that writes a report.

    `plan` and `month` are those of the reports; ratios are always recomputed from `numerator` and `denominator`.
    """

    SCOPE = "unit"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    month = models.DateField()
    received = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    numerator = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    denominator = models.DecimalField(max_digits=18, decimal_places=2, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "month", "unit"], name="one_rollup_a_month")]


class Event(Versioned):
    """A meeting, lecture or training: when, by whom, where, for whom, what was handed out."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("会议")
        LECTURE = "lecture", _("讲座")
        TRAINING = "training", _("宣讲培训")

    class Convener(models.TextChoices):
        GOVERNMENT = "government", _("人民政府")
        COMMITTEE = "committee", _("安全生产委员会")
        BODY = "body", _("监管监察部门")

    SCOPE = "unit"

    kind = models.CharField(_("类别"), max_length=8, choices=Kind)
    title = models.CharField(_("名称"), max_length=160)
    on = models.DateField(_("日期"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="events", verbose_name=_("报送单位"))
    region_code = models.CharField(_("区划代码"), max_length=6, blank=True)
    convened_by = models.CharField(_("召集层级"), max_length=10, choices=Convener, blank=True)
    hosts = models.ManyToManyField(Unit, blank=True, related_name="hosted_events", verbose_name=_("主办单位"))
    other_hosts = models.CharField(_("其他主办方"), max_length=200, blank=True)
    venues = models.CharField(_("会场"), max_length=200, blank=True)
    audience = models.CharField(_("参加对象"), max_length=300, blank=True)
    topics = models.CharField(_("内容"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("会议与培训")
        indexes = [models.Index(fields=["on"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:event", args=[self.pk])


class Material(models.Model):
    """Something handed out at an event or to mines."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="materials", verbose_name=_("会议与培训"))
    title = models.CharField(_("资料"), max_length=160)
    receivers = models.CharField(_("发放对象"), max_length=160, blank=True)

    def __str__(self) -> str:
        return self.title


class Team(Versioned):
    """A working team (工作专班) with its term and routines."""

    SCOPE = "unit"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", verbose_name=_("单位"))
    name = models.CharField(_("名称"), max_length=120)
    head = models.CharField(_("组长"), max_length=80, help_text=_("只填职务，不填姓名"))
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"))
    full_time = models.BooleanField(_("脱产集中办公"))

    class Meta:
        verbose_name = _("工作专班")
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="team_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("campaigns:team", args=[self.pk])


class Routine(models.Model):
    """A standing routine of a team, such as 专班例会 or 季度通报."""

    SCOPE = "team__unit"

    team = models.ForeignKey(Team, models.CASCADE, related_name="routines", verbose_name=_("专班"))
    name = models.CharField(_("制度"), max_length=40)

    class Meta:
        verbose_name = _("工作制度")
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="routine_once_a_team")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("campaigns:team", args=[self.team_id])


class Duty(Versioned):
    """The mine-safety duty of one provincial department, fixed by a document."""

    SCOPE = "unit"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="fixed_duties", verbose_name=_("报送单位"))
    region_code = models.CharField(_("区划代码"), max_length=6)
    department = models.CharField(_("部门"), max_length=80)
    duty = models.CharField(_("职责"), max_length=300)
    fixed_on = models.DateField(_("明确日期"))
    document = models.CharField(_("依据文件"), max_length=120, blank=True)
    synthetic = models.BooleanField(_("虚构"), default=False)

    class Meta:
        verbose_name = _("部门职责")
        constraints = [
            models.UniqueConstraint(fields=["region_code", "department"], name="one_duty_a_department")
        ]

    def __str__(self) -> str:
        return self.department

    def get_absolute_url(self) -> str:
        return reverse("campaigns:duty", args=[self.pk])


class Contribution(Versioned):
    """A local practice told in words; numbers in it are placeholders of figures."""

    class State(models.TextChoices):
        DRAFT = "draft", _("起草")
        SUBMITTED = "submitted", _("已报送")
        ACCEPTED = "accepted", _("已采用")
        RETURNED = "returned", _("已退回")

    SCOPE = "unit"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contributions", verbose_name=_("报送单位"))
    month = models.DateField(_("月份"))
    place = models.CharField(_("地区"), max_length=40)
    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("正文"), help_text=_("每段一行；数字写成 {指标编码}，由记录算出"))
    order = models.PositiveSmallIntegerField(_("排序"), default=100)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    author = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, verbose_name=_("填报人"))
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    return_reason = models.CharField(_("退回原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("经验做法")

    def __str__(self) -> str:
        return f"{self.place}：{self.title}"

    def get_absolute_url(self) -> str:
        return reverse("campaigns:contribution", args=[self.pk])


def first_of_month(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)
