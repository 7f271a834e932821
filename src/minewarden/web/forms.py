"""What every form of a record shares: date fields of the browser, and the version that was opened."""

from __future__ import annotations

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """The browser's date field, filled as it wants it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class RecordForm(forms.ModelForm):
    """A form that only reads and checks; `changed()` is what an action is to write."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = DayInput(field.widget.attrs)
            if name != "version" and isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("rows", 8)
        self.initial.setdefault("version", getattr(self.instance, "version", 1))

    def changed(self) -> dict[str, Any]:
        """Values of the model's own columns that the form asks for, without the version."""
        own = {f.name for f in self.instance._meta.concrete_fields} - {"version"}
        return {name: value for name, value in self.cleaned_data.items() if name in own}
