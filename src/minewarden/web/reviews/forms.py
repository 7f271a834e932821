"""Forms about reviews, in the order of the work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from minewarden.web import sheets
from minewarden.web.forms import DayInput, RecordForm
from minewarden.web.org import scope
from minewarden.web.org.models import Assignment, Level, Role, Unit
from minewarden.web.record import StepForm
from minewarden.web.reviews import queries
from minewarden.web.reviews.actions import BODIES
from minewarden.web.reviews.models import CaseFile, Problem, ReviewBody, ReviewRound
from minewarden.web.reviews.storage import MOST_ARCHIVE_BYTES
from minewarden.web.sheets import SheetColumn


class RoundForm(RecordForm):
    """What a review is about."""

    class Meta:
        model = ReviewRound
        fields = ("title", "method", "sector", "starts_on", "ends_on")


class StartForm(StepForm):
    """Beginning needs no day of its own."""

    on = None


class BodiesForm(forms.Form):
    """Bodies drawn on a day."""

    units = forms.ModelMultipleChoiceField(
        label=_("被查单位"),
        queryset=Unit.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 14}),
        help_text=_("按住 Ctrl 可多选；按单位类别和区划排列"),
    )
    on = forms.DateField(label=_("抽取日期"), widget=DayInput())

    def __init__(self, *args: Any, request: HttpRequest, review: ReviewRound, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": max(request.as_of, review.starts_on)}, **kwargs)
        units = Unit.objects.filter(kind__in=BODIES, sector__in=["", review.sector])
        if request.user.eyes.unit.level == Level.NATIONAL:
            units = units.filter(level=Level.PROVINCE)
        drawn = review.bodies.values("unit")
        units = scope.within(units.exclude(pk__in=drawn), request.user)
        self.fields["units"].queryset = units.order_by("kind", "region_code", "code")


class ProblemForm(forms.ModelForm):
    """A problem found in a case file by a person, with why it is one."""

    reason = forms.CharField(label=_("登记理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    class Meta:
        model = Problem
        fields = ("rule", "severity", "document", "page", "text", "excerpt", "basis", "found_on")
        widgets = {"found_on": DayInput(), "text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, case_file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = case_file.documents.order_by("position")
        self.fields["rule"].help_text = _("评查规则编号，如 R41")


class DecideForm(StepForm):
    """A person's decision about a problem."""

    reason = forms.CharField(
        label=_("认定理由"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CorrectForm(StepForm):
    """What the body did about a problem."""

    correction = forms.CharField(
        label=_("整改情况"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AppealForm(StepForm):
    """Why the body holds a problem to be none."""

    reason = forms.CharField(label=_("申诉理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class AppealDecisionForm(StepForm):
    """Why an appeal is accepted or not."""

    reason = forms.CharField(label=_("答复理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class SampleForm(forms.Form):
    """The published seed and how many files of each body."""

    seed = forms.CharField(
        label=_("抽取种子"),
        max_length=64,
        help_text=_(
            "事先公布、事后可复核的字样，如公布日的体彩开奖号码。同一种子、同一清单，抽取结果必然相同。"
        ),
    )
    size = forms.IntegerField(label=_("每单位抽取份数"), min_value=1, max_value=200, initial=9)
    on = forms.DateField(label=_("抽取日期"), widget=DayInput())

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": request.as_of}, **kwargs)


class PanelForm(forms.Form):
    """Who reviews."""

    assignments = forms.ModelMultipleChoiceField(
        label=_("评查员"),
        queryset=Assignment.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_("按住 Ctrl 可多选；评查员不会分到本地区的案卷"),
    )

    def __init__(self, *args: Any, review: ReviewRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Assignment.objects.filter(role=Role.REVIEWER, sector__in=["", review.sector])
        rows = rows.exclude(panels__round=review).select_related("account", "unit")
        field = self.fields["assignments"]
        field.queryset = rows.order_by("unit__code", "account__username")
        field.label_from_instance = lambda row: f"{row.account} · {row.unit.short_name}"


class ManyFiles(forms.ClearableFileInput):
    """A file field of the browser that takes several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several uploaded files as a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


class UploadForm(forms.Form):
    """Papers of case files: a ZIP of sub-folders, or the files of one case."""

    body = forms.ModelChoiceField(label=_("被查单位"), queryset=ReviewBody.objects.none())
    files = ManyFilesField(
        label=_("文件"),
        help_text=_(
            "一个ZIP：每个案卷一个子文件夹，以案卷号命名；或同一案卷的多个 DOCX、PDF、图片（一次最多100个）"
        ),
    )
    number = forms.CharField(
        label=_("案卷号"), max_length=60, required=False, help_text=_("上传单个案卷的文件时填写")
    )

    def __init__(self, *args: Any, review: ReviewRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = review.bodies.select_related("unit").order_by("position")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        files = values.get("files") or []
        zipped = [file for file in files if file.name.lower().endswith(".zip")]
        if zipped and len(files) > 1:
            self.add_error("files", _("ZIP 请单独上传，一次一个。"))
        elif files and not zipped and not values.get("number"):
            self.add_error("number", _("请填写这些文件所属的案卷号。"))
        elif sum(file.size for file in files) > MOST_ARCHIVE_BYTES:
            self.add_error("files", _("文件合计超过1 GB，请分批上传。"))
        return values


def listed_sheet(user: Any, review: ReviewRound) -> tuple[SheetColumn, ...]:
    """The columns of a workbook of the bodies' lists."""
    return file_sheet(user, review)[:4]


def file_sheet(user: Any, review: ReviewRound) -> tuple[SheetColumn, ...]:
    """The columns of a workbook of case files."""
    bodies = {b.unit.code: b for b in queries.bodies_within(user).filter(round=review)}
    names = {b.unit.name: b for b in bodies.values()}

    def body(cell: Any) -> Any:
        raw = str(cell).strip()
        found = bodies.get(raw) or names.get(raw)
        if found is None:
            raise ValueError(_("本次评查没有抽取这个单位，或不在您的管辖范围内"))
        return found

    return (
        SheetColumn("body", _("被查单位"), body, True, _("编码或全称"), "R530000C"),
        SheetColumn("number", _("案卷号"), sheets.text(60), True, "", "2023-001"),
        SheetColumn("title", _("案由"), sheets.text(200), True),
        SheetColumn("kind", _("案卷类别"), sheets.choice(CaseFile.Kind.choices), True, "", _("行政处罚案卷")),
        SheetColumn("drawn_on", _("抽取日期"), sheets.day, True, "", "2024-03-04"),
    )


def case_file_reader(user: Any, review: ReviewRound) -> Any:
    """A reader of case files of `review` written as number, or body code / number where a number occurs twice."""
    known: dict[str, list[CaseFile]] = {}
    for row in queries.case_files_within(user).filter(body__round=review):
        known.setdefault(row.number, []).append(row)
        known[f"{row.body.unit.code}/{row.number}"] = [row]

    def read(cell: Any) -> CaseFile:
        found = known.get(str(cell).strip(), [])
        if len(found) == 1:
            return found[0]
        raise ValueError(_("有多个同号案卷，请写成“单位编码/案卷号”") if found else _("本次评查没有这个案卷"))

    return read


def document_sheet(user: Any, review: ReviewRound) -> tuple[SheetColumn, ...]:
    """The columns of a workbook of documents."""
    return (
        SheetColumn("case_file", _("案卷"), case_file_reader(user, review), True, "", "R530000C/2023-001"),
        SheetColumn("position", _("顺序"), sheets.number(1, 1000, whole=True), True, "", 1),
        SheetColumn("kind", _("文书种类"), sheets.text(60), True, "", "现场检查记录"),
        SheetColumn("number", _("文书编号"), sheets.text(60)),
        SheetColumn("dated_on", _("文书日期"), sheets.day),
    )


def problem_sheet(user: Any, review: ReviewRound) -> tuple[SheetColumn, ...]:
    """The columns of a workbook of problems."""
    return (
        SheetColumn("case_file", _("案卷"), case_file_reader(user, review), True, "", "R530000C/2023-001"),
        SheetColumn("rule", _("规则"), sheets.text(4), True, _("评查规则编号，如 R41"), "R41"),
        SheetColumn("position", _("文书顺序"), sheets.number(1, 1000, whole=True), False, "", 10),
        SheetColumn("severity", _("程度"), sheets.choice(Problem.Severity.choices), True, "", _("一般")),
        SheetColumn("text", _("问题"), sheets.text(500), True),
        SheetColumn("basis", _("依据"), sheets.text(200)),
        SheetColumn("found_on", _("查出日期"), sheets.day, True, "", "2024-03-11"),
    )
