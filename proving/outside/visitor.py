"""Somebody at a browser: keeps cookies, reads forms, sends them as they stand."""

import http.client
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

from tests.bad_input.pages_read import SentForm, forms_of

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
Files = Mapping[str, tuple[str, bytes]]


class Unanswered(OSError):
    """The connection broke before there was an answer: what was sent may be done or not."""


@dataclass(frozen=True)
class Page:
    """An answer: its status, its text, where it leads, the number to quote."""

    address: str
    status: int
    content: bytes
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def number(self) -> str:
        return self.headers.get("x-request-id", "")

    @property
    def is_done(self) -> bool:
        """What was sent has been done; a way to the sign-in says that it has not."""
        return self.status == 302 and not self.location.startswith("/login/")

    @property
    def words(self) -> str:
        """What a person reads, without the marks."""
        body = re.sub(r"(?s)<(script|style).*?</\1>", " ", self.text)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def forms(self) -> list[SentForm]:
        return forms_of(self.text, address=self.address)

    @property
    def tells_what_to_do(self) -> bool:
        """A fault is a page with a sentence and a number, never a bare or a technical one."""
        plain = self.words
        quoted = self.status < 500 or (bool(self.number) and self.number in plain)
        return quoted and len(plain) > 20 and "Traceback" not in plain


class Visitor:
    """One session; `patience` is how long it waits for an answer."""

    def __init__(self, host: str, *, patience: float = 120) -> None:
        self.host, self.patience = host.removeprefix("http://"), patience
        self.cookies: dict[str, str] = {}

    def get(self, address: str, *, follow: bool = True, **headers: str) -> Page:
        page = self._ask("GET", address, b"", headers)
        if follow and page.status in (301, 302) and page.location.startswith("/"):
            return self.get(page.location, follow=True)
        return page

    def post(
        self, address: str, data: Mapping[str, str], *, files: Files | None = None, **headers: str
    ) -> Page:
        """Not followed: the answer itself is what counts."""
        sent = dict(data)
        sent.setdefault("csrfmiddlewaretoken", self.cookies.get("csrftoken", ""))
        if files:
            kind, body = multipart(sent, files)
        else:
            kind = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(sent).encode()
        return self._ask("POST", address, body, {"Content-Type": kind, **headers})

    def _ask(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Page:
        path = urllib.parse.quote(address, safe="/?&=%#+,:;@!$'()*~[]")
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookie, "Host": self.host, **headers}
        connection = http.client.HTTPConnection(self.host, timeout=self.patience)
        try:
            connection.request(method, path.partition("#")[0], body or None, sent)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as broken:
            raise Unanswered(f"{method} {address}: {broken!r}") from broken
        finally:
            connection.close()
        self._keep(answer.headers.get_all("Set-Cookie") or ())
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Page(address, answer.status, content, found)

    def _keep(self, given: Any) -> None:
        for line in given:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if not morsel.value:
                    del self.cookies[name]

    def sign_in(self, username: str, password: str) -> "Visitor":
        page = self.get("/login/")
        token = TOKEN.search(page.text)
        data = {"username": username, "password": password}
        data["csrfmiddlewaretoken"] = token.group(1) if token else ""
        answer = self.post("/login/", data)
        if answer.status != 302:
            raise PermissionError(f"{username} was not let in: {answer.status}")
        return self


def multipart(data: Mapping[str, str], files: Files) -> tuple[str, bytes]:
    edge = uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in data.items()
    ]
    for name, (filename, content) in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"'
        kind = "\r\nContent-Type: application/octet-stream\r\n\r\n"
        parts.append((head + kind).encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={edge}", b"".join(parts) + f"--{edge}--\r\n".encode()
