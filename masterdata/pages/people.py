"""Pages of people: users, their roles and reporting line; for the administrator alone."""

import logging
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.filters import UserFilter
from masterdata.forms.people import UserForm
from masterdata.models import User
from masterdata.roles import Role, has_any
from masterdata.sessions import end_sessions
from masterdata.tables import RolesColumn, UserTable
from ui import formats
from ui.history import Named
from ui.pages import RecordPages

log = logging.getLogger(__name__)
SHOWN = ("username", "full_name", "pinyin", "position", "phone", "superior", "region")


def is_administrator(user: Any) -> bool:
    return has_any(user, frozenset({Role.ADMINISTRATOR}))


def seen(_request: HttpRequest) -> "QuerySet[User]":
    return User.objects.select_related("superior", "region").prefetch_related("groups")


def save(form: UserForm, request: HttpRequest) -> User:
    """Store the person and the roles; end his sessions when what he may do has changed."""
    lost_access = "is_active" in form.changed_data and not form.cleaned_data["is_active"]
    new_password = bool(form.cleaned_data["password"])
    is_new = form.instance.pk is None
    form.prepare()
    person: User = form.save()
    other_roles = form.set_roles(person)
    roles = ",".join(sorted(form.chosen_roles))
    log.info("user %s stored by %s, roles %s", person.pk, request.user.pk, roles)
    if not is_new and (lost_access or new_password or other_roles):
        own = request.session.session_key if person.pk == request.user.pk else None
        ended = end_sessions(person, except_key=own)
        if ended:
            messages.info(request, gettext("%(name)s was logged out.") % {"name": person})
    return person


def sections_of(person: User, _request: HttpRequest) -> list[dict[str, Any]]:
    """What may be shown of a person: never the password, nor what it is made of."""
    facts = [
        {"label": User._meta.get_field(name).verbose_name, "value": getattr(person, name) or ""}
        for name in SHOWN
    ]
    roles = {"label": _("Roles"), "value": RolesColumn().render(person.groups), "wide": True}
    login = gettext("Yes") if person.has_usable_password() and person.is_active else gettext("No")
    last = formats.moment(person.last_login) if person.last_login else ""
    return [
        {"title": "", "fields": [*facts, roles]},
        {
            "title": _("Access"),
            "fields": [
                {"label": _("Can log in"), "value": login},
                {"label": _("Last login"), "value": last},
                {
                    "label": _("Active"),
                    "value": gettext("Yes") if person.is_active else gettext("No"),
                },
            ],
        },
        _reporting_line(person),
    ]


def _reporting_line(person: User) -> dict[str, Any]:
    reports = User.objects.filter(superior=person).order_by("full_name")
    names = ", ".join(one.display_name for one in reports)
    fact = {"label": _("Direct reports"), "value": names, "wide": True}
    return {"title": _("Reporting line"), "fields": [fact]}


def role_name(group: Any) -> str:
    """A group as the firm calls it; one that is no role keeps its own name."""
    return str(Role(group.name).label) if group.name in Role.values else str(group.name)


USERS = RecordPages(
    model=User,
    name="user",
    table=UserTable,
    filter=UserFilter,
    form=UserForm,
    title=_("User"),
    title_plural=_("Users"),
    may_view=is_administrator,
    may_change=is_administrator,
    queryset=seen,
    save=save,
    form_kwargs=lambda request: {"actor": request.user},
    sections=sections_of,
    history_names={"groups": Named(_("Roles"), role_name)},
    fieldsets=(
        ("", ("username", "full_name", "pinyin", "position", "phone", "superior", "region")),
        (_("Roles"), ("roles",)),
        (_("Access"), ("password", "is_active")),
    ),
)
