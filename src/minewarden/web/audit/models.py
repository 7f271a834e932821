"""The chain of recorded writes: append-only, each row holding the digest of the row before it."""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
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

    def told(self) -> list[tuple[object, object, object]]:
        """The same as people call it: the fields' names in their language, versions left out."""
        return [(self._label(name), old, new) for name, old, new in self.changes() if name != "version"]

    def act(self) -> object:
        """What was done, in words; the bare verb where there is no word for it."""
        return ACTS.get(self.verb.rpartition(".")[2], self.verb)

    def _label(self, name: str) -> object:
        try:
            field = apps.get_model(self.object_type)._meta.get_field(name)
        except (LookupError, FieldDoesNotExist):
            return name
        return getattr(field, "verbose_name", name)  # rows of another table have none


ACTS = {
    "create": _("新增"),
    "change": _("修改"),
    "edit": _("修改"),
    "register": _("登记"),
    "rename": _("更名"),
    "move": _("变更隶属"),
    "state": _("变更状态"),
    "hand_over": _("移交监管"),
    "submit": _("报送"),
    "submitted": _("报送"),
    "approve": _("批准"),
    "return": _("退回"),
    "returned": _("退回"),
    "accepted": _("采用"),
    "file": _("备案"),
    "enter": _("录入系统"),
    "amend": _("调整"),
    "publish": _("印发"),
    "issued": _("印发"),
    "checked": _("核对"),
    "draft": _("退回起草"),
    "correct": _("更正"),
    "begin": _("起草"),
    "list": _("挂牌"),
    "plan": _("制定整改方案"),
    "extend": _("延期"),
    "rectify": _("整改"),
    "accept": _("验收"),
    "reject": _("验收不合格"),
    "delist": _("销号"),
    "expose": _("曝光"),
    "open": _("开始"),
    "close": _("结束"),
    "reopen": _("重新开始"),
    "confirm": _("确认"),
    "dismiss": _("不成立"),
    "take": _("批量接收"),
    "routines": _("修改工作制度"),
    "take_in": _("接收"),
    "refresh": _("更新数据"),
    "assess": _("研判"),
    "assessment": _("研判"),
    "task": _("交办"),
    "result": _("登记核查结果"),
    "merge": _("并案"),
    "feedback": _("结果回流"),
}


class Head(models.Model):
    """The one row that holds the end of the chain; locked while a write is appended."""

    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)
