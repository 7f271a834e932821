"""Pages for what went wrong: one sentence, and the way back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def explain(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """The page (or, for a part of a page, the alert) that tells `message`."""
    template = "parts/alert.html" if getattr(request, "htmx", False) else "error.html"
    return render(request, template, {"message": message, "status": status}, status=status)


def session_lost(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF failure: the session ended while a form was open."""
    return explain(
        request,
        _("登录已过期或页面已失效，本次提交没有保存。请返回上一页，复制已填内容，重新登录后再提交。"),
        403,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is outside one's scope answers like what does not exist."""
    return explain(request, _("没有找到您要的页面或记录。它可能已不存在，或不在您的管辖范围内。"), 404)


def broken(request: HttpRequest) -> HttpResponse:
    """An error of ours; what was typed is still in the browser's form."""
    return explain(
        request, _("系统内部出错，已记入日志。您的数据没有改变，请返回重试；仍不成功请联系管理员。"), 500
    )
