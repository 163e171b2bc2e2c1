"""Bombs that are handed in, and texts that would have a paper fetch something."""

import json
import os
import re
import shutil
import subprocess
import time
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from masterdata.roles import Role
from proving.canary import Ear, listening, vectors
from proving.outside.desk import NEW, Desk, Gate, Journal, filled
from proving.outside.place import sqlite_place
from proving.outside.server import Server, serving
from proving.outside.visitor import Page, Visitor
from proving.programme import Breach, Programme, Reached, proof
from tests.bad_input import files
from tests.factories import PASSWORD

SHEETS = "/masterdata/items/import/"
MEMORY_LIMIT_MB = 200
KEPT_FILE = re.compile(r"/files?/\d+/")
# The door tells its refusal on the paper's page.
REFUSED = 422
TEXTS = ("remark", "delivery_note", "deliverer", "no_order_reason", "lines-0-line_remark")
LENGTHS = {"delivery_note": 60, "deliverer": 60, "no_order_reason": 200, "lines-0-line_remark": 200}


@dataclass
class Tried:
    """What one bomb did: the answer, its seconds, the worker's growth, the seconds of the next."""

    name: str
    status: int
    seconds: float
    growth_mb: int
    after_seconds: float
    wrong: list[str] = field(default_factory=list)


def memory(pid: int, what: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(what))


def forget_peak(pid: int) -> None:
    """From now on the peak is counted anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def bombs() -> dict[str, tuple[str, str, bytes]]:
    """Name, where it is handed in, and the file."""
    sheets = {n: (SHEETS, *file) for n, file in files.unfit_sheets().items()}
    pictures = {
        f"{n}, as a sheet": (SHEETS, *file)
        for n, file in files.unfit_pictures().items()
        if n in ("110 million true pixels", "25 MB", "1.6 billion pixels")
    }
    return {**sheets, **pictures}


def deep_json(levels: int = 100_000) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


def tried(server: Server, visitor: Visitor, name: str, send: Any) -> Tried:
    (pid,) = server.worker_pids
    forget_peak(pid)
    at_rest = memory(pid, "VmRSS")
    begun = time.monotonic()
    page: Page = send()
    seconds = time.monotonic() - begun
    alive = server.worker_pids == [pid]
    growth = memory(pid, "VmHWM") - at_rest if alive else 0
    begun = time.monotonic()
    after = visitor.get("/masterdata/items/")
    found = Tried(name, page.status, seconds, growth, time.monotonic() - begun)
    if not 400 <= page.status < 500:
        found.wrong.append(f"{name} was answered with {page.status}")
    if not page.tells_what_to_do:
        found.wrong.append(f"{name}: no sentence in {page.text[:200]}")
    if not alive:
        found.wrong.append(f"{name} killed the worker")
    if growth > MEMORY_LIMIT_MB:
        found.wrong.append(f"{name}: the worker grew by {growth} MB")
    if after.status != 200:
        found.wrong.append(f"after {name} the next page was {after.status}")
    return found


@proof(
    "bombs",
    "files that swell are refused at once, and the next person notices nothing",
    reach="29 bombs: refused (≤ 2 s is told), the worker grows ≤ 200 MB, the next page comes",
)
def bombs_refused(programme: Programme) -> Reached:
    with sqlite_place("small") as place, serving(place, workers=1) as server:
        boss = Visitor(server.address).sign_in(Role.ADMINISTRATOR.value, PASSWORD)
        buyer = Visitor(server.address).sign_in(Role.PURCHASER.value, PASSWORD)
        boss.get(SHEETS)
        # A first sheet loads what reading sheets needs; that is no bomb's doing.
        boss.post(SHEETS, {}, files={"file": ("a.csv", b"x,y\n1,2\n")})
        found = []
        for name, (address, file, data) in bombs().items():
            if programme.wanted(name):
                sent = {"file": (file, data)}
                found.append(tried(server, boss, name, lambda: boss.post(address, {}, files=sent)))  # noqa: B023
        found += others(server, boss, buyer, programme)
    breaches = [Breach(each.name, said, programme.seed) for each in found for said in each.wrong]
    slow = max(found, key=lambda each: each.seconds)
    big = max(found, key=lambda each: each.growth_mb)
    figure = (
        f"{len(found)} bombs refused, slowest {slow.name} in {slow.seconds:.1f} s, most memory "
        f"{big.name} + {big.growth_mb} MB, next page in "
        f"{max(each.after_seconds for each in found):.2f} s at most; {len(breaches)} breaches"
    )
    return Reached(figure, breaches)


def others(server: Server, boss: Visitor, buyer: Visitor, programme: Programme) -> list[Tried]:
    """A scan of 25 MB at a paper's door, and JSON of 100,000 levels in a form's place."""
    desk = Desk(server.address, 1, seed=programme.seed, gate=Gate(), journal=Journal())
    desk.one_paper()
    door = f"/purchasing/receipt/{desk.journal.acts[-1].paper}/attach/"
    scan = {"file": ("scan.jpg", b"\xff\xd8\xff\xe0" + os.urandom(1024) * 25 * 1024)}
    return [
        tried(server, boss, "a scan of 25 MB", lambda: attached(buyer, door, scan)),
        tried(
            server,
            boss,
            "deep JSON",
            lambda: boss._ask("POST", SHEETS, deep_json(), {"Content-Type": "application/json"}),
        ),
    ]


def attached(visitor: Visitor, door: str, sent: Any) -> Page:
    """The paper after it, which says why nothing was attached; or shows what was."""
    answer = visitor.post(door, {}, files=sent)
    if answer.status != 302:
        return answer
    page = visitor.get(answer.location)
    return page if KEPT_FILE.search(page.text) else replace(page, status=REFUSED)


# --- the canary ----------------------------------------------------------------------------------


def printed(desk: Desk, vector: str) -> bytes:
    """The slip of a receipt in which every text that has room for it is this vector."""
    form = next(f for f in desk.purchaser.get(NEW).forms if "lines-TOTAL_FORMS" in f.inputs)
    data = filled(form, desk.goods, remark=vector, draw=desk.random)
    data |= {name: vector for name in TEXTS if len(vector) <= LENGTHS.get(name, 500)}
    answer = desk.purchaser.post(NEW, data)
    if answer.status != 302:
        raise ValueError(f"{answer.status}: {answer.words[-300:]}")
    page = desk.purchaser.get(f"{answer.location}print/slip/")
    if not page.content.startswith(b"%PDF"):
        raise ValueError(f"no PDF: {page.status} {page.words[:200]}")
    return page.content


def unpacked(pdf: bytes) -> bytes:
    """Its streams as they were before they were packed, attachments among them."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return b"".join(found)


def text_of(pdf: bytes) -> bytes:
    """What a reader sees, if the tool that tells is installed."""
    tool = shutil.which("pdftotext")
    if tool is None:
        return b""
    return subprocess.run([tool, "-", "-"], input=pdf, capture_output=True).stdout


def sings(ear: Ear) -> bool:
    """A renderer without our fetcher is heard: so silence means something."""
    import weasyprint

    weasyprint.HTML(string=f"<img src='{ear.url}'>").write_pdf()
    heard = bool(ear.heard)
    ear.heard.clear()
    return heard


@proof(
    "canary",
    "nothing typed into a text makes a paper fetch anything",
    reach="≥ 30 vectors in every text of a slip: 0 connections, 0 bytes of local files in the PDF",
)
def canary(programme: Programme) -> Reached:
    breaches: list[Breach] = []
    with sqlite_place("small") as place, serving(place, workers=1) as server, listening() as ear:
        if not sings(ear):
            return Reached("the ear is deaf", [Breach("ear", "it hears nobody", programme.seed)])
        marker = f"kept-{uuid4().hex}"
        secret = place.folder / "s.txt"
        secret.write_text(marker)
        desk = Desk(server.address, 1, seed=programme.seed, gate=Gate(), journal=Journal())
        tried_ = [v for v in vectors(ear.url, secret) if programme.wanted(v)]
        tried_ = programme.of(small=tried_[:2], usual=tried_, long=tried_)
        for vector in tried_:
            try:
                pdf = printed(desk, vector)
            except ValueError as fault:
                breaches.append(Breach(vector, str(fault), programme.seed))
                continue
            if marker.encode() in unpacked(pdf) + text_of(pdf):
                breaches.append(Breach(vector, "a local file is in the PDF", programme.seed))
            for call in ear.heard:
                breaches.append(Breach(vector, f"somebody knocked: {call!r}", programme.seed))
            ear.heard.clear()
    figure = f"{len(tried_)} vectors in {len(TEXTS)} texts, {len(breaches)} breaches"
    notes = ["the ear was proved to hear", *([] if shutil.which("pdftotext") else ["no pdftotext"])]
    return Reached(figure, breaches, [*notes, f"vectors hold {json.dumps(ear.url)} or a file"])
