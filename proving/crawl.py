"""Every link and form that the pages show, for each role, from the first screen on.

Nothing is known of the program but what its pages say. A fault is an answer of 500 or more, an
answer that never comes, or a link that leads nowhere though its page still shows it.
"""

import random
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from masterdata.roles import Role
from proving.outside.place import sqlite_place
from proving.outside.server import serving
from proving.outside.visitor import Page, Unanswered, Visitor
from proving.programme import Breach, Programme, Reached, proof
from tests.bad_input.corpus import DATES, NUMBERS, TEXTS
from tests.bad_input.pages_read import Input, SentForm
from tests.factories import PASSWORD

LINK = re.compile(r'(?:href|hx-get|data-href|data-url)="([^"#][^"]*)"')
NUMBERED = re.compile(r"\d+")
# Left out: they end the session of who crawls, or lead out of the program.
CLOSED = ("/logout/", "/login/", "/static/", "/password")
# Of each form only so many are sent, or the crawl would stand at one list for ever.
SAME_SHAPE = 3
FOLLOWED_WITH = {"Accept": "text/html"}


@dataclass
class Found:
    """What a crawl of one role met."""

    requests: int = 0
    links: int = 0
    forms: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[tuple[str, str]] = field(default_factory=list)
    left: int = 0


class Crawler:
    """One role; `limit` requests, the order by its seed."""

    def __init__(self, visitor: Visitor, *, seed: int, limit: int) -> None:
        self.visitor, self.limit = visitor, limit
        self.random = random.Random(seed)
        self.found = Found()
        self.waiting: deque[tuple[str, str]] = deque([("/", "")])
        self.known: set[str] = {"/"}
        self.shapes: Counter[str] = Counter()

    def run(self) -> Found:
        while self.waiting and self.found.requests < self.limit:
            # Mostly in order, now and then from anywhere: lists are not all read before a paper.
            if self.random.random() < 0.3:
                self.waiting.rotate(self.random.randrange(len(self.waiting)))
            address, referrer = self.waiting.popleft()
            self.found.links += 1
            page = self.ask("GET", address, referrer)
            if page is not None:
                self.read(page)
        self.found.left = len(self.waiting)
        return self.found

    def ask(
        self, method: str, address: str, referrer: str, data: dict[str, str] | None = None
    ) -> Page | None:
        self.found.requests += 1
        try:
            if method == "GET":
                page = self.visitor.get(address, **FOLLOWED_WITH)
            else:
                page = self.visitor.post(address, data or {}, **FOLLOWED_WITH)
        except Unanswered as broken:
            self.found.faults.append((address, f"no answer: {broken}"))
            return None
        self.found.statuses[page.status] += 1
        self.judge(method, page, referrer)
        return page

    def judge(self, method: str, page: Page, referrer: str) -> None:
        words = f"{method} {page.address} from {referrer or 'the first screen'}"
        if page.status >= 500:
            self.found.faults.append((page.address, f"{page.status}: {words}: {page.words[:300]}"))
        elif method == "GET" and page.status == 404 and self.still_shown(page.address, referrer):
            self.found.faults.append((page.address, f"a link that leads nowhere: {words}"))
        elif not page.tells_what_to_do and page.status >= 400:
            self.found.faults.append((page.address, f"{page.status} without a sentence: {words}"))

    def still_shown(self, address: str, referrer: str) -> bool:
        """What was sent meanwhile may have taken the page away, and its link with it."""
        if not referrer:
            return True
        page = self.visitor.get(referrer)
        return page.status == 200 and address in self.links_of(page)

    def links_of(self, page: Page) -> list[str]:
        found = (urljoin(page.address, unescape(link)) for link in LINK.findall(page.text))
        return [link for link in found if self.inside(link)]

    def inside(self, link: str) -> bool:
        parts = urlsplit(link)
        return not parts.scheme and not parts.netloc and not link.startswith(CLOSED)

    def read(self, page: Page) -> None:
        if "text/html" not in page.headers.get("content-type", ""):
            return
        for link in self.links_of(page):
            # Three of each kind of address; a list of papers has more than a crawl can open.
            shape = NUMBERED.sub("0", link)
            if link not in self.known and self.shapes[shape] < SAME_SHAPE:
                self.shapes[shape] += 1
                self.known.add(link)
                self.waiting.append((link, page.address))
        for form in page.forms:
            self.send(form, page)

    def send(self, form: SentForm, page: Page) -> None:
        action = urljoin(page.address, form.action)
        shape = f"{form.method} {NUMBERED.sub('0', action)} {sorted(form.inputs)}"
        if not self.inside(action) or self.shapes[shape] >= SAME_SHAPE:
            return
        if self.found.requests >= self.limit:
            return
        self.shapes[shape] += 1
        self.found.forms += 1
        data = form.data | {one.name: self.typed(one) for one in form.inputs.values()}
        if form.method == "get":
            query = "&".join(f"{name}={value}" for name, value in data.items())
            self.ask("GET", f"{action}?{query}", "")
            return
        answer = self.ask("POST", action, page.address, data)
        if answer is not None and answer.status == 302:
            link = urljoin(action, answer.location)
            if self.inside(link) and link not in self.known:
                self.known.add(link)
                self.waiting.append((link, page.address))

    def typed(self, one: Input) -> str:
        """As it stands, or plausible, or now and then nothing that anybody should type."""
        if one.kind in ("hidden", "count", "file") or one.name.startswith("csrf"):
            return one.value
        if one.options:
            return self.random.choice([*one.options, one.value])
        draw = self.random.random()
        if draw < 0.4:
            return one.value
        if draw < 0.7:
            return {"date": "2026-11-23", "number": "1"}.get(one.kind, "1")
        return str(self.random.choice([*NUMBERS, *DATES, *TEXTS]))[:2000]


@proof(
    "crawl",
    "every link leads somewhere and no form breaks anything, for every role",
    reach="all roles, ≥ 8,000 requests, seeds 1 to 5: 0 answers ≥ 500, 0 broken links",
    usual="all roles, 150 requests each",
)
def crawl(programme: Programme) -> Reached:
    """On one firm for all roles: what one of them does, the next finds done."""
    limit = programme.of(small=60, usual=150, long=450)
    roles = programme.of(small=[Role.PURCHASER], usual=list(Role), long=list(Role))
    seeds = programme.of(small=[1], usual=[1], long=[1, 2, 3, 4, 5])
    total, breaches, left = Found(), [], 0
    with sqlite_place("papers") as place, serving(place) as server:
        for seed in seeds:
            for role in roles:
                case = f"{role.value} {seed}"
                if not programme.wanted(case) or programme.late:
                    continue
                visitor = Visitor(server.address).sign_in(role.value, PASSWORD)
                crawler = Crawler(visitor, seed=programme.seed_of(case), limit=limit)
                found = crawler.run()
                programme.log(f"{case}: {found.requests} requests, {len(found.faults)} faults")
                total.requests += found.requests
                total.links += found.links
                total.forms += found.forms
                total.statuses += found.statuses
                left += found.left
                breaches += [Breach(case, said, programme.seed) for _address, said in found.faults]
        breaches += [Breach("books", each, programme.seed) for each in place.books()]
    statuses = ", ".join(f"{status} × {n}" for status, n in sorted(total.statuses.items()))
    figure = (
        f"{len(roles)} roles, {total.requests} requests ({total.links} links, {total.forms} forms "
        f"sent): {statuses}; {len(breaches)} breaches"
    )
    return Reached(figure, breaches, [f"{left} addresses were known and not opened"])
