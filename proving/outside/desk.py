"""Two people who work as long as they are let: one enters receipts, the other approves them.

Every act is written down before it is sent and acknowledged when its answer has come. What was
not answered is sent again, key and all, as a browser does when its reader presses the button anew.
"""

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from proving.outside.visitor import Page, Unanswered, Visitor
from tests.bad_input.pages_read import SentForm
from tests.factories import PASSWORD

NEW = "/purchasing/receipt/new/"
PURCHASER, MANAGER = "purchaser", "purchasing_manager"
AGAIN_SECONDS = 0.1


@dataclass
class Act:
    """One form that was sent: a new paper (no `step`), or a step of a paper."""

    key: str
    remark: str
    step: str = ""
    paper: int = 0
    acknowledged: bool = False
    sent: int = 0


@dataclass
class Journal:
    """What all desks have sent, and every answer that should not have been."""

    acts: list[Act] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    broken: int = 0
    resent: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return sum(act.acknowledged for act in self.acts)

    def as_data(self) -> list[dict[str, Any]]:
        return [asdict(act) for act in self.acts]


class Gate:
    """Closed while the books are read; nobody sends anything then."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.ended = False
        self.busy = 0
        self.lock = threading.Lock()

    def enter(self) -> bool:
        while not self.ended:
            with self.lock:
                if self.open.is_set():
                    self.busy += 1
                    return True
            self.open.wait(timeout=0.2)
        return False

    def leave(self) -> None:
        with self.lock:
            self.busy -= 1

    def close(self, *, patience: float = 120) -> bool:
        """Whether everybody finished what was under way."""
        self.open.clear()
        until = time.monotonic() + patience
        while self.busy and time.monotonic() < until:
            time.sleep(0.01)
        return not self.busy


class Desk(threading.Thread):
    """Enters, submits, approves and now and then reverses receipts, one after the other."""

    def __init__(self, host: str, number: int, *, seed: int, gate: Gate, journal: Journal) -> None:
        super().__init__(daemon=True, name=f"desk {number}")
        self.random = random.Random(f"{seed}/{number}")
        self.mark = f"{seed}-{number}"
        self.gate, self.journal = gate, journal
        self.purchaser = Visitor(host).sign_in(PURCHASER, PASSWORD)
        self.manager = Visitor(host).sign_in(MANAGER, PASSWORD)
        self.goods = goods(self.purchaser)
        self.count = 0

    def run(self) -> None:
        while self.gate.enter():
            try:
                self.one_paper()
            except Exception as fault:
                self.journal.wrong.append(f"{self.name} stopped: {fault!r}")
                return
            finally:
                self.gate.leave()

    def one_paper(self) -> None:
        self.count += 1
        remark = f"{self.mark}-{self.count}"
        page = self.asked(self.purchaser, NEW)
        form = next(form for form in page.forms if "lines-TOTAL_FORMS" in form.inputs)
        data = filled(form, self.goods, remark=remark, draw=self.random)
        answer = self.send(self.purchaser, NEW, data, Act(data["key"], remark))
        address = answer.location
        if self.step(self.purchaser, address, "submit", remark):
            self.step(self.manager, address, "approve", remark)
        if self.random.random() < 0.25:
            self.step(self.manager, address, "reverse", remark)

    def step(self, visitor: Visitor, address: str, code: str, remark: str) -> bool:
        page = self.asked(visitor, address)
        form = next((f for f in page.forms if f.action.endswith(f"/step/{code}/")), None)
        if form is None:
            if code != "reverse":
                self.journal.wrong.append(f"{address} does not offer {code}: {page.words[-300:]}")
            return False
        data = form.data | ({"reason": "重录"} if "reason" in form.inputs else {})
        paper = int(address.strip("/").rpartition("/")[2])
        act = Act(data["key"], remark, code, paper)
        return self.send(visitor, form.action, data, act).is_done

    def asked(self, visitor: Visitor, address: str) -> Page:
        return self.until_answered(lambda: visitor.get(address))

    def send(self, visitor: Visitor, address: str, data: dict[str, str], act: Act) -> Page:
        """Sent again until there is an answer; a refusal of what was asked rightly is a breach."""
        self.journal.acts.append(act)

        def post() -> Page:
            act.sent += 1
            return visitor.post(address, data)

        begun = time.monotonic()
        page = self.until_answered(post)
        self.journal.resent += act.sent > 1
        if act.sent == 1:
            self.journal.seconds.append(time.monotonic() - begun)
        act.acknowledged = page.is_done
        if not act.acknowledged:
            said = page.words[-400:]
            self.journal.wrong.append(f"{page.status} to {act}: {said}")
        return page

    def until_answered(self, ask: Callable[[], Page]) -> Page:
        while True:
            try:
                page = ask()
            except Unanswered:
                self.journal.broken += 1
            else:
                if page.status < 500:
                    return page
                self.journal.broken += 1
                if not page.tells_what_to_do:
                    self.journal.wrong.append(
                        f"{page.status} without a sentence: {page.text[:300]}"
                    )
            if self.gate.ended:
                raise Unanswered("ended before there was an answer")
            time.sleep(AGAIN_SECONDS)


def goods(visitor: Visitor) -> dict[str, list[str]]:
    """The ids of what a receipt names, as the look-ups of its form give them."""
    found = {}
    for kind in ("supplier", "warehouse", "item", "unit"):
        answer = json.loads(visitor.get(f"/lookup/{kind}/").text)
        found[kind] = [str(row["id"]) for row in answer["results"]]
        if kind == "unit":
            found[kind] = [str(r["id"]) for r in answer["results"] if r["code"] == "件"]
    return found


def filled(
    form: SentForm, goods: dict[str, list[str]], *, remark: str, draw: random.Random
) -> dict[str, str]:
    """Two or three lines of goods that others book at the same moment, in any order."""
    data = form.data | {
        "party": draw.choice(goods["supplier"]),
        "warehouse": goods["warehouse"][0],
        "no_order_reason": "试用",
        "remark": remark,
    }
    blank = {name: text for name, text in data.items() if name.startswith("lines-0-")}
    items = draw.sample(goods["item"], k=min(len(goods["item"]), draw.randint(2, 3)))
    for number, item in enumerate(items):
        line = blank | {
            "lines-0-item": item,
            "lines-0-unit": goods["unit"][0],
            "lines-0-quantity": str(draw.randint(1, 90)),
            "lines-0-price": f"{draw.randint(1, 999) / 100}",
            "lines-0-tax_rate": "13",
            "lines-0-unpacked": "on",
        }
        data |= {name.replace("-0-", f"-{number}-"): text for name, text in line.items()}
    data["lines-TOTAL_FORMS"] = str(len(items))
    return data
