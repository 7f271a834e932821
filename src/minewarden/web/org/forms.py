"""Forms about units."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from minewarden.web.forms import DayInput
from minewarden.web.org.models import Tree, Unit


class RenameForm(forms.Form):
    """A new name from a day on."""

    name = forms.CharField(label=_("新全称"), max_length=120)
    short_name = forms.CharField(label=_("新简称"), max_length=40)
    on = forms.DateField(label=_("自何日起"), widget=DayInput())
    document = forms.CharField(label=_("依据文件"), max_length=120, required=False)


class MoveForm(forms.Form):
    """Another parent in one tree from a day on."""

    tree = forms.ChoiceField(label=_("隶属关系"), choices=Tree.choices)
    parent = forms.ModelChoiceField(label=_("新上级"), queryset=Unit.objects.none())
    on = forms.DateField(label=_("自何日起"), widget=DayInput())

    def __init__(self, *args: object, unit: Unit, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        higher = Unit.objects.exclude(pk=unit.pk).exclude(kind__in=[Unit.Kind.MINE, Unit.Kind.COMPANY])
        self.fields["parent"].queryset = higher.order_by("code")
