"""What may be chosen at printing — paper, mode, copy — and what a person chose the last time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from documents.copies import Copy, Mode, title_of
from documents.models import Document
from documents.pages.declaration import DocumentPages, Print
from documents.print_settings import PrintRules, rules_of
from masterdata.models import User
from ui import preferences
from ui.prints import Paper

ALL_COPIES = 0


@dataclass(frozen=True)
class Choice:
    """`copy` counts from 1; 0 means all of them."""

    paper: Paper
    mode: str = ""
    copy: int = ALL_COPIES

    @property
    def query(self) -> dict[str, Any]:
        asked = {"paper": self.paper.name, "mode": self.mode, "copy": self.copy or ""}
        return {name: value for name, value in asked.items() if value}

    def drawn(self, copies: tuple[Copy, ...]) -> list[int]:
        """The copies that are drawn; a 0 stands for a slip that serves as all of them."""
        if self.copy:
            return [self.copy]
        if self.mode == Mode.LASER and copies:
            return list(range(1, len(copies) + 1))
        return [ALL_COPIES]


def usual_mode(paper: Paper) -> str:
    return Mode.CARBONLESS if paper.continuous else Mode.LASER


def choice_from(asked: Mapping[str, Any], chosen: Print, *, copies: tuple[Copy, ...]) -> Choice:
    """What was asked for; where it does not exist, the usual."""
    wanted = asked.get("paper", "")
    paper = next((each for each in chosen.papers if each.name == wanted), chosen.papers[0])
    if not copies:
        return Choice(paper)
    mode = str(asked.get("mode", ""))
    number = str(asked.get("copy", ""))
    single = int(number) if number.isascii() and number.isdigit() and len(number) < 3 else 0
    return Choice(
        paper,
        mode if mode in Mode.values else usual_mode(paper),
        single if single <= len(copies) else ALL_COPIES,
    )


def _key(pages: DocumentPages, chosen: Print) -> str:
    return f"print:{pages.type.code}:{chosen.code}"


def remembered(
    user: User, pages: DocumentPages, chosen: Print, *, copies: tuple[Copy, ...]
) -> Choice:
    kept = preferences.read(user, _key(pages, chosen), {})
    return choice_from(kept if isinstance(kept, dict) else {}, chosen, copies=copies)


def remember(user: User, pages: DocumentPages, chosen: Print, *, choice: Choice) -> None:
    key = _key(pages, chosen)
    if preferences.read(user, key) != choice.query:
        preferences.write(user, key, choice.query)


def rules_for(pages: DocumentPages, chosen: Print) -> PrintRules:
    """A print without copies of its own is no slip in copies, and has no settings."""
    if not chosen.copies:
        return PrintRules()
    return rules_of(pages.type.code, usual=chosen.copies)


def label_of(chosen: Print, choice: Choice, *, copies: tuple[Copy, ...]) -> str:
    parts = [str(chosen.label), str(choice.paper.label)]
    if copies:
        parts.append(title_of(copies, choice.copy) if choice.copy else _mode_label(choice.mode))
    return " · ".join(parts)


def _mode_label(mode: str) -> str:
    return str(Mode(mode).label)


def links_of(
    chosen: Print, url: str, *, last: Choice, copies: tuple[Copy, ...]
) -> list[dict[str, Any]]:
    """What was chosen the last time first, then every paper in its usual way."""
    usual = [Choice(paper, usual_mode(paper) if copies else "") for paper in chosen.papers]
    choices = [last, *(choice for choice in usual if choice != last)]
    return [
        {
            "label": label_of(chosen, choice, copies=copies) if len(choices) > 1 else chosen.label,
            "url": f"{url}?{urlencode(choice.query)}",
        }
        for choice in choices
    ]


def menu_of(document: Document, pages: DocumentPages, *, user: User) -> dict[str, Any]:
    """The print menu of one paper: links, and for slips in copies a form to choose freely."""
    links: list[dict[str, Any]] = []
    forms: list[dict[str, Any]] = []
    for chosen in pages.prints:
        if chosen.states and document.state not in chosen.states:
            continue
        rules = rules_for(pages, chosen)
        url = pages.url("print", document.pk, chosen.code)
        last = remembered(user, pages, chosen, copies=rules.copies)
        links += links_of(chosen, url, last=last, copies=rules.copies)
        if rules.copies:
            lists = fields_of(pages, chosen, user=user, rules=rules)
            forms.append({"label": chosen.label, "url": url, **lists})
    return {"prints": links, "print_forms": forms}


def fields_of(
    pages: DocumentPages, chosen: Print, *, user: User, rules: PrintRules
) -> dict[str, Any]:
    """The lists to choose from, each with what was chosen the last time."""
    copies = rules.copies
    last = remembered(user, pages, chosen, copies=copies)
    papers = [(paper.name, paper.label, paper == last.paper) for paper in chosen.papers]
    if not copies:
        return {"papers": papers}
    own = "" if last.mode == usual_mode(last.paper) else last.mode
    modes = [("", _("As usual for the paper"), own == "")]
    modes += [(mode.value, mode.label, mode == own) for mode in Mode]
    numbers = range(1, len(copies) + 1)
    singles = [(number, title_of(copies, number), number == last.copy) for number in numbers]
    return {"papers": papers, "modes": modes, "copies": singles}
