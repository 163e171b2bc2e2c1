"""The job is the request, carried out later: the same view, with the person's rights of then."""

import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _

from documents.errors import Refused
from documents.jobs import kinds, queue
from documents.jobs.kinds import Failed, Kind
from documents.jobs.work import Work
from documents.models import Job
from masterdata.models import User
from masterdata.once import remembered
from ui import errors, later, print_offset

REQUEST = "request"
PIECE = 256 * 1024
# What the row of a job keeps of a sentence.
MOST_SIGNS = 500
# What a browser keeps that changes a result; a session is none of it.
COOKIES = (print_offset.COOKIE,)


def register() -> None:
    kinds.register(Kind(REQUEST, carry_out))
    later.register(put_off)


# --- Now ---------------------------------------------------------------------------------------


def put_off(request: HttpRequest, errand: later.Errand) -> HttpResponse:
    """Asked twice it is one job, so that asking again does no harm."""
    owner: Any = request.user
    data = kept(request, errand)
    try:
        if not _is_asked_for(owner, data):
            order = queue.Order(REQUEST, errand.title, data, total=errand.total)
            queue.add(order, at=timezone.now(), owner=owner)
        messages.success(
            request, _("“%(title)s” is being prepared. You can go on working.") % vars(errand)
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("jobs")


def _is_asked_for(owner: User, data: dict[str, Any]) -> bool:
    waiting = Job.objects.filter(owner=owner, kind=REQUEST, status__in=Job.UNFINISHED)
    return data in list(waiting.values_list("data", flat=True))


def kept(request: HttpRequest, errand: later.Errand) -> dict[str, Any]:
    """As the page understood it: with the conditions in force, which the address may not name."""
    sent = request.POST.copy()
    # Drawn anew for every form; it would tell two equal requests apart.
    sent.pop("csrfmiddlewaretoken", None)
    return {
        "method": request.method,
        "path": request.path_info,
        "query": request.GET.urlencode(),
        "post": sent.urlencode(),
        "scheme": request.scheme,
        "host": request.get_host(),
        "language": translation.get_language(),
        "cookies": {name: request.COOKIES[name] for name in COOKIES if name in request.COOKIES},
        "memory": dict(errand.memory),
    }


# --- Later ---------------------------------------------------------------------------------------


def carry_out(work: Work) -> None:
    request = rebuilt(work)
    # Whatever is asked again and again while a page is read is asked once.
    if request.method == "GET":
        with remembered():
            response = answered(request)
    else:
        response = answered(request)
    name, said = _file_name(response), request._messages
    if response.status_code == 302 and said.texts and not said.is_bad:
        work.sentence = said.sentence[:MOST_SIGNS]
        return
    if response.status_code != 200 or not name:
        raise Failed(said.sentence[:MOST_SIGNS] or _("Nothing came of it. Ask for it again."))
    work.keep(_pieces(response), name=name, content_type=response["Content-Type"])


def rebuilt(work: Work) -> Any:
    """Without a session: only what was kept, and who the owner is by now."""
    data = work.job.data
    body = data["post"].encode()
    request: Any = WSGIRequest(
        {
            "REQUEST_METHOD": data["method"],
            "PATH_INFO": data["path"].encode().decode("latin-1"),
            "QUERY_STRING": data["query"],
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": data["host"],
            "wsgi.url_scheme": data["scheme"],
            "wsgi.input": io.BytesIO(body),
        }
    )
    request.COOKIES = dict(data["cookies"])
    request.META["REQUEST_ID"] = work.job.request_id
    request.user = person_of(work.job)
    request.session, request.htmx, request._messages = {}, False, Said()
    request.later_work, request.later_memory = work, data["memory"]
    request.LANGUAGE_CODE = data["language"]
    return request


def person_of(job: Job) -> User:
    """As he is now: roles are read anew, and who has left gets nothing."""
    owner = User.objects.filter(pk=job.owner_id or 0, is_active=True).first()
    if owner is None:
        raise Failed(_("The person who asked for this has no access any more."))
    return owner


def answered(request: Any) -> HttpResponse:
    match = request.resolver_match = resolve(request.path_info)
    try:
        return match.func(request, *match.args, **match.kwargs)
    except PermissionDenied as refused:
        raise Failed(str(refused) or str(errors.WORDS[403].sentence)) from refused
    except Http404 as missing:
        raise Failed(str(errors.WORDS[404].title)) from missing


class Said:
    """The messages of a page that nobody reads: they become the sentence of the job."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.is_bad = False

    @property
    def sentence(self) -> str:
        return " ".join(self.texts)

    def add(self, level: int, message: object, extra_tags: str = "") -> None:
        self.texts.append(str(message))
        self.is_bad |= level >= messages.ERROR

    def __iter__(self) -> Iterator[str]:
        return iter(())


def _file_name(response: HttpResponse) -> str:
    """As the view named it for the browser; a page that is no file has none."""
    said = response.get("Content-Disposition", "")
    return parse_header_parameters(said)[1].get("filename", "")


def _pieces(response: Any) -> Iterator[bytes]:
    if response.streaming:
        yield from response.streaming_content
        return
    content = response.content
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]
