"""发货通报 by mail: what left for a manager's region the day before, written in the night (R56)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents.jobs import mails
from documents.models import Document
from documents.recurring import register_duty
from documents.visibility import visible_to
from masterdata.models import User
from masterdata.roles import Role, holders
from orders.delivery.digest import GROUPS, LATE, SHORT, conditions, with_figures
from orders.delivery.flow import DELIVERY
from orders.delivery.queries import BINDING, OUT
from ui.punctuation import labelled

MOST_NAMED = 20


def register() -> None:
    register_duty("mail the shipments", mail_digests)


def mail_digests(now: datetime) -> str:
    """Once for each day and manager, however often the night is done over."""
    day = timezone.localdate(now) - timedelta(days=1)
    managers = holders(Role.REGIONAL_MANAGER).filter(region__isnull=False).exclude(email="")
    told = sum(_mail(manager, day, at=now) for manager in managers)
    return f"{told} managers told of the shipments of {day}"


def _mail(manager: User, day: date, *, at: datetime) -> bool:
    """Nothing is sent of a day on which nothing went and nothing was to go."""
    rows = _rows(manager, day)
    if not rows.exists():
        return False
    with translation.override(manager.language):
        words = {"region": manager.region, "day": day}
        subject = _("Shipments to %(region)s on %(day)s") % words
        text = "\n".join(_lines(rows, day))
        once = f"shipments {day}"
        return mails.post(manager, subject, text, at=at, once=once) is not None


def _rows(manager: User, day: date) -> Any:
    papers = visible_to(manager, of=DELIVERY).filter(
        state__in=("draft", *BINDING, *OUT), party__region=manager.region_id
    )
    return with_figures(papers, day).filter(day=day).select_related("party").order_by("pk")


def _lines(rows: Any, day: date) -> list[str]:
    """How many of each group, and the papers that want a look."""
    asked: dict[str, Q] = conditions(day)
    lines = [labelled(label, rows.filter(asked[code]).count()) for code, label in GROUPS]
    for code, label in GROUPS:
        if code not in (SHORT, LATE):
            continue
        named = list(rows.filter(asked[code])[:MOST_NAMED])
        if named:
            lines += ["", str(label), *(_named(row) for row in named)]
    if settings.SITE_URL:
        query = f"?day_from={day}&day_to={day}"
        lines += ["", settings.SITE_URL + reverse("delivery_digest") + query]
    return lines


def _named(row: Document) -> str:
    return f"{row.number}  {row.party.name if row.party else ''}"
