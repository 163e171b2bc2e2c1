"""Files through the doors where people hand them in: all or nothing, and every fault at once.

One door of each sort gets all of them; each other door gets some, others than the next one.
`./run prove --only fuzz` hands every file in at every door.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import Workbook, load_workbook

from documents.models import Attachment
from documents.pages import pages_of
from tests import tally
from tests.bad_input import files, filling
from tests.bad_input import firm as firms
from tests.bad_input.corpus import MARK
from tests.bad_input.firm import Firm
from tests.bad_input.test_forged import form_on
from tests.frames import bare_frame
from tests.test_permissions import writes
from tests.ui.workbooks import book, packed

__all__ = ["bare_frame"]
pytestmark = [
    pytest.mark.once,
    pytest.mark.usefixtures("bare_frame"),
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
]
IMPORTS = [n for n in firms.NAMES if n.endswith(("_import", "_import_into"))]
THOROUGH = ("receipt_import", "receipt_import_into")
HEAVY = {"a million rows", "zip bomb", "16,384 columns", "60,000 rows", "quotes"}
SERIALS = (0, 60, -1, 2_958_466, 0.5, 1e300)
BY_THE_DOOR = ("wrong headings", "no rows")
PICTURES = (("item_edit", "picture"), ("company", "logo"), ("receipt_arrival", "photo"))
QUIET = ('"django_session"', '"masterdata_preference"')


@pytest.fixture(scope="module")
def sheets() -> dict[str, tuple[str, bytes]]:
    return files.unfit_sheets()


def hand_in(client: Client, address: str, name: str, data: bytes) -> tuple[Any, list[str]]:
    """The answer, and what was stored."""
    with writes() as changed:
        answer = client.post(address, {"file": SimpleUploadedFile(name, data)})
    return answer, [sql for sql in changed if not any(table in sql for table in QUIET)]


def handed_in(name: str, sheets: Iterable[str]) -> list[str]:
    """Everything at the first door of papers and of records; at the others what depends on the
    door, and three more.
    """
    light = [what for what in sheets if what not in HEAVY]
    if name == IMPORTS[0]:
        return list(sheets)
    if tally.ALL or name in THOROUGH:
        return light
    others = [what for what in light if what not in BY_THE_DOOR]
    return [*BY_THE_DOOR, *tally.in_turn(others, 3, turn=IMPORTS.index(name))]


@pytest.mark.parametrize("name", IMPORTS)
def test_what_is_no_sheet_is_refused_whole_with_its_reason(
    name: str, boss: Client, firm: Firm, sheets: dict[str, tuple[str, bytes]]
) -> None:
    wrong = []
    for what in handed_in(name, sheets):
        tally.count("files")
        file, data = sheets[what]
        for address in firm.addresses(name):
            with firms.undone():
                answer, changed = hand_in(boss, address, file, data)
            faults = answer.context["faults"] if answer.status_code == 422 else []
            if not faults or not all(fault.reason for fault in faults) or changed:
                wrong.append(f"{what}: {answer.status_code} {faults} {changed}")

    assert not wrong, "\n".join(wrong)


def headings_of(client: Client, name: str, firm: Firm) -> list[str]:
    """The headings of the template that this door hands out."""
    import io

    (address,) = firm.addresses(name.replace("_import_into", "_import") + "_template")
    page = client.get(address)
    data = b"".join(page) if page.streaming else page.content
    sheet: Any = load_workbook(io.BytesIO(data)).active
    return [str(cell.value) for cell in sheet[1]]


@pytest.mark.parametrize("name", IMPORTS)
def test_every_bad_cell_is_named_at_once_and_nothing_is_stored(
    name: str, boss: Client, firm: Firm
) -> None:
    headings = headings_of(boss, name, firm)
    bad = ["NaN", "1e400", MARK, "−", "2026-02-30", "9" * 400, "'; DROP TABLE x; --", "\u202ea"]
    rows = [[f"{value}{number}" for _heading in headings] for number, value in enumerate(bad)]
    for address in firm.addresses(name):
        answer, changed = hand_in(boss, address, "a.xlsx", book([headings, *rows]))

        assert answer.status_code == 422
        assert not changed
        # Where there are only texts, only the endless one cannot be kept.
        rows_bad = range(2, len(bad) + 2) if len(headings) > 2 else [7]
        if headings == ["None"]:
            rows_bad = [1]  # A statement has no lines to hand in: the sheet is refused as a whole.
        assert {fault.row for fault in answer.context["faults"]} >= set(rows_bad)
        assert all(fault.reason for fault in answer.context["faults"])
        assert any(fault.column in headings or fault.column for fault in answer.context["faults"])
        assert MARK not in answer.content.decode()


def of_days(headings: list[str], serials: Sequence[float]) -> bytes:
    """A row for each serial, which stands in every column as a day."""
    made = Workbook()
    sheet: Any = made.active
    sheet.append(headings)
    for row, serial in enumerate(serials, start=2):
        for place in range(len(headings)):
            cell = sheet.cell(row=row, column=place + 1, value=serial)
            cell.number_format = "yyyy-mm-dd"
    return packed(made)


@pytest.mark.parametrize("name", IMPORTS)
def test_days_that_a_spreadsheet_counts_wrongly_break_nothing(
    name: str, boss: Client, firm: Firm
) -> None:
    """All of them in one sheet, of which every row is read; and one that gets further alone."""
    headings = headings_of(boss, name, firm)
    alone = tally.in_turn(SERIALS, 1, turn=IMPORTS.index(name))
    for sheet in (of_days(headings, SERIALS), *(of_days(headings, [one]) for one in alone)):
        for address in firm.addresses(name):
            with firms.undone():
                answer, changed = hand_in(boss, address, "a.xlsx", sheet)

            assert answer.status_code in (200, 422)
            assert not changed


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_honest_text_files_are_read_in_each_encoding(
    encoding: str, boss: Client, firm: Firm
) -> None:
    (address,) = firm.addresses("unit_import")
    headings = headings_of(boss, "unit_import", firm)
    rows = ["\t".join(headings), "\t".join(["㎡面", "平米面", "２"][: len(headings)])]
    answer, changed = hand_in(boss, address, "a.csv", "\r\n".join(rows).encode(encoding))

    assert answer.status_code == 200, answer.context["faults"]
    assert answer.context["row_count"] == 1
    assert not changed, "the first look stores nothing"


def test_what_was_checked_is_taken_up_by_its_owner_alone(boss: Client, firm: Firm) -> None:
    (address,) = firm.addresses("unit_import")
    headings = headings_of(boss, "unit_import", firm)
    sheet = book([headings, ["面", "面", "0"][: len(headings)]])
    token = hand_in(boss, address, "a.xlsx", sheet)[0].context["token"]
    other = firms.signed_in(_second_administrator())
    elsewhere = firm.addresses("region_import")[0]

    for client, door, sent in (
        (other, address, token),
        (boss, elsewhere, token),
        (boss, address, token + "x"),
        (boss, address, "../../" + token),
        (boss, address, ""),
    ):
        with writes() as changed:
            answer = client.post(door, {"confirm": "1", "token": sent})
        assert answer.status_code == 422
        assert not [sql for sql in changed if "masterdata_unit" in sql]
    assert boss.post(address, {"confirm": "1", "token": token}).status_code == 302


def _second_administrator() -> Any:
    from masterdata.roles import Role
    from tests import factories

    return factories.user(*Role)


@pytest.mark.parametrize(("name", "field"), PICTURES)
def test_what_is_no_picture_is_not_taken_for_one(
    name: str, field: str, boss: Client, firm: Firm
) -> None:
    (address,) = firm.addresses(name)
    right = filling.rightly(form_on(boss, address), firm)
    taken = []
    for what, (file, data) in files.unfit_pictures().items():
        with firms.undone():
            answer = boss.post(address, right | {field: SimpleUploadedFile(file, data)})
            if answer.status_code != 422:
                taken.append(f"{what}: {answer.status_code}")

    assert not taken


@pytest.mark.parametrize("given", files.NAMES)
def test_no_name_of_a_file_leads_anywhere(
    given: str, boss: Client, firm: Firm, settings: Any
) -> None:
    paper = firm.drafts["receipt"]
    pages: Any = pages_of("receipt")
    file = SimpleUploadedFile("a.txt", b"what stands in it")
    # As sent: the class itself would already cut the path away.
    file._name = given

    boss.post(pages.url("attach", paper.pk), {"file": file})

    kept = Attachment.objects.filter(document=paper).latest("pk")
    assert Path(kept.file.path).resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve())
    served = boss.get(pages.url("file", paper.pk, kept.pk))
    disposition = served.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert not {"\r", "\n", "/", "\\"} & set(disposition.replace("UTF-8''", ""))
    assert "Set-Cookie" not in served.headers
    assert MARK not in boss.get(pages.url("detail", paper.pk)).content.decode()


def test_the_tables_still_stand(boss: Client) -> None:
    assert "masterdata_unit" in connection.introspection.table_names()
