"""Forms of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from minewarden.web.forms import RecordForm
from minewarden.web.mines.models import Mine, MineState
from minewarden.web.org import scope
from minewarden.web.org.models import Unit
from minewarden.web.record import StepForm


class MineForm(RecordForm):
    """Facts of a mine."""

    class Meta:
        model = Mine
        fields = [
            "owner",
            "parent_company",
            "address",
            "longitude",
            "latitude",
            "method",
            "capacity_t_per_year",
            "headcount_limit",
            "workforce",
            "gas",
            "hydro",
            "rock_burst",
            "ignition",
            "grade",
            "mine_class",
        ]


class StateForm(StepForm):
    """A new state."""

    state = forms.ChoiceField(label=_("状态"), choices=MineState.choices)
    document = forms.CharField(label=_("依据文件"), max_length=120, required=False)


class HandOverForm(StepForm):
    """Another supervisor."""

    to = forms.ModelChoiceField(label=_("新监管部门"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, record: Mine, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, record=record, request=request, **kwargs)
        units = Unit.objects.filter(kind=Unit.Kind.REGULATOR, sector=record.sector)
        self.fields["to"].queryset = scope.within(units, request.user).order_by("administrative_path")
