"""Small pages of the frame: language, theme, search box, column choice, keys."""

import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ui import navigation
from ui.context import THEMES
from ui.listing import Memory
from ui.safe_next import is_ours, safe_next
from ui.text import UnfitText, normalise

YEAR = 365 * 24 * 3600
LIST_KEY = re.compile(r"[\w:.\-]{1,90}")
COLUMN_NAME = re.compile(r"\w{1,60}")
MOST_COLUMNS = 100


def _remember(response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, kept in the browser and with the person."""
    response = redirect(safe_next(request))
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        messages.error(request, _("This language is not offered. Choose Chinese or English."))
        return response
    user: Any = request.user
    if user.is_authenticated and getattr(user, "language", language) != language:
        user.language = language
        user.save(update_fields=["language"])
    translation.activate(language)
    return _remember(response, settings.LANGUAGE_COOKIE_NAME, language)


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    response = redirect(safe_next(request))
    return _remember(response, "theme", theme if theme in THEMES else "auto")


@require_GET
def go(request: HttpRequest) -> HttpResponse:
    """The search box: a paper by its number (a scanner types here), else a page of the menu."""
    try:
        q = normalise(str(request.GET.get("q", "")))[:100]
    except UnfitText:
        q = ""
    address = navigation.find_address(request.user, q) if q else ""
    if address:
        return redirect(address)
    if q:
        sentence = _("Nothing is called “%(q)s”. Type a number, or a word of the menu.")
        messages.warning(request, sentence % {"q": q})
    back = request.headers.get("Referer", "")
    return redirect(back if is_ours(request, back) else "/")


@require_POST
def list_columns(request: HttpRequest, key: str) -> HttpResponse:
    """Which columns a list shows this user, and in which order."""
    back = redirect(safe_next(request))
    if not LIST_KEY.fullmatch(key):
        return back
    memory = Memory.named(request.user, key)
    sent = request.POST.getlist("column")[:MOST_COLUMNS]
    names = [name for name in sent if COLUMN_NAME.fullmatch(name)]
    if request.POST.get("reset"):
        memory.forget("columns")
    elif names:
        memory.keep("columns", names)
    else:
        messages.warning(request, _("Tick at least one column."))
    return back


KEYS = (
    ("Enter", gettext_lazy("Next cell; in the last cell of the last line a new line")),
    ("Shift+Enter", gettext_lazy("Previous cell")),
    ("↑ ↓", gettext_lazy("Same column, other line; in an open list: move the choice")),
    ("Space", gettext_lazy("Open the choices of a cell; tick a box")),
    ("Esc", gettext_lazy("Close the list; pressed again: undo the cell")),
    ("F7", gettext_lazy("Full look-up with what was typed")),
    ("F8, Ctrl+S", gettext_lazy("Save")),
    ("Ctrl+Enter", gettext_lazy("Save and start a new one")),
    ("F4", gettext_lazy("The next step: submit, approve, post, pay … (asks once)")),
    ("Shift+F4", gettext_lazy("Reverse (asks once)")),
    ("F9", gettext_lazy("Last deals of the item")),
    ("Ctrl+Insert", gettext_lazy("Insert a line")),
    ("Ctrl+Delete", gettext_lazy("Delete the line")),
    ("Ctrl+D", gettext_lazy("Repeat the cell above")),
    ("Ctrl+P", gettext_lazy("Print preview of the saved paper")),
    ("/", gettext_lazy("Search box")),
    ("?, F1", gettext_lazy("This list of keys")),
)


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    fields = [{"label": key, "value": words} for key, words in KEYS]
    context = {"title": _("Keys"), "sections": [{"title": "", "fields": fields}]}
    return render(request, "ui/detail.html", context)
