"""The chain of recorded writes: append-only, each row holding the digest of the row before it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from minewarden.errors import NotAllowed


class Entry(models.Model):
    """One write: by whom, when, to what, before and after. `sequence` counts from 1 without a hole."""

    sequence = models.BigIntegerField(_("序号"), primary_key=True)
    at = models.DateTimeField(_("时间"))
    actor = models.CharField(_("操作人"), max_length=150)
    unit = models.CharField(_("单位"), max_length=200, blank=True)
    verb = models.CharField(_("操作"), max_length=60)
    object_type = models.CharField(_("对象类型"), max_length=80)
    object_id = models.CharField(_("对象编号"), max_length=40)
    label = models.CharField(_("对象"), max_length=200, blank=True)
    before = models.JSONField(_("变更前"), null=True)
    after = models.JSONField(_("变更后"), null=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    algorithm = models.CharField(max_length=10)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "sequence"]), models.Index(fields=["at"])]
        verbose_name = _("留痕")

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.label}"

    def save(self, *args: object, **kwargs: object) -> None:
        raise NotAllowed("Recorded writes are only appended, by audit.actions.record.")

    def delete(self, *args: object, **kwargs: object) -> None:
        raise NotAllowed("Recorded writes are never deleted.")

    def changes(self) -> list[tuple[str, object, object]]:
        """(field, before, after) of every field that this write changed."""
        before, after = self.before or {}, self.after or {}
        names = list(dict.fromkeys([*before, *after]))
        return [(n, before.get(n), after.get(n)) for n in names if before.get(n) != after.get(n)]


class Head(models.Model):
    """The one row that holds the end of the chain; locked while a write is appended."""

    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)
