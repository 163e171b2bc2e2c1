"""Files of a paper: known by content, served to readers only, never as a page, never deleted."""

import io
import zipfile
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from documents import attachments, sniffing
from documents.errors import Refused
from documents.models import Attachment, Document, Event
from documents.pages import pages_of
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.factories_papers import make
from tests.purchasing import firm

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (4, 4)) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "white").save(drawn, kind)
    return drawn.getvalue()


def packed(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "<x/>")
    return made.getvalue()


WORKBOOK = packed("[Content_Types].xml", "xl/workbook.xml")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


@pytest.fixture
def pages() -> Any:
    return pages_of("purchase_order")


@pytest.fixture
def order(client: Client) -> Document:
    document = firm.order(state="draft")
    client.force_login(firm.people().purchaser, backend="masterdata.backend.PeopleBackend")
    return document


def attached(client: Client, document: Document, data: bytes = PDF, name: str = "合同.pdf") -> Any:
    url = pages_of(document.type).url("attach", document.pk)  # type: ignore[union-attr]
    return client.post(url, {"file": upload(data, name)}, follow=True)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (PDF, "a.png", "application/pdf"),
        (picture("PNG"), "a.png", "image/png"),
        (picture("JPEG"), "a.jpg", "image/jpeg"),
        (picture("WEBP"), "a.webp", "image/webp"),
        (picture("GIF"), "a.gif", "image/gif"),
        (picture("TIFF"), "a.tif", "image/tiff"),
        (WORKBOOK, "a.xlsx", sniffing.OFFICE["xl/workbook.xml"]),
        ("交期：下周".encode(), "a.txt", "text/plain"),
        ("编码,数量\n1,2".encode("gb18030"), "a.csv", "text/csv"),
    ],
)
def test_a_file_is_what_its_content_says(
    client: Client, order: Document, data: bytes, name: str, kind: str
) -> None:
    attached(client, order, data, name)

    assert Attachment.objects.get().media_type == kind


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (SVG, "a.svg"),
        (SVG, "a.png"),
        (SVG, "a.txt"),
        (HTML, "a.html"),
        (HTML, "a.txt"),
        (HTML, "a.pdf"),
        (b"MZ\x90\x00\x03", "a.exe"),
        (b"", "empty.pdf"),
        (b"\x89PNG\r\n\x1a\nnothing more", "a.png"),
        (picture("PNG")[:40], "cut.png"),
        (b"%PDF-1.7 cut off", "a.pdf"),
        (picture("BMP"), "a.bmp"),
        (packed("a.txt"), "a.zip"),
        (packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsx"),
        (b"a\0b", "a.txt"),
    ],
)
def test_what_could_harm_or_cannot_be_read_is_refused_in_words(
    client: Client, order: Document, data: bytes, name: str
) -> None:
    response = attached(client, order, data, name)

    assert Attachment.objects.count() == 0
    assert [str(message) for message in response.context["messages"]]


def test_a_picture_of_a_hundred_million_pixels_is_refused_before_it_is_unpacked(
    client: Client, order: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = picture("PNG", (11_000, 10_000))

    attached(client, order, bomb, "bomb.png")

    assert len(bomb) < 500_000
    assert Attachment.objects.count() == 0


def test_a_file_over_the_limit_is_refused(client: Client, order: Document, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 100

    attached(client, order, PDF + b" " * 100 + b"%%EOF")

    assert Attachment.objects.count() == 0


def test_the_same_file_is_attached_once(client: Client, order: Document) -> None:
    attached(client, order)
    attached(client, order, name="again.pdf")

    assert Attachment.objects.count() == 1


def served(client: Client, document: Document) -> Any:
    file = Attachment.objects.get()
    return client.get(pages_of(document.type).url("file", document.pk, file.pk))  # type: ignore[union-attr]


def test_a_pdf_opens_under_its_own_name_and_may_load_nothing(
    client: Client, order: Document
) -> None:
    attached(client, order, name="..\\x/合同; evil=1.pdf")

    response = served(client, order)

    assert b"".join(response.streaming_content) == PDF
    disposition = unquote(response["Content-Disposition"])
    assert disposition.startswith("inline")
    assert disposition.endswith("合同_ evil=1.pdf")
    assert "/" not in disposition.partition("''")[2]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_picture_opens_in_a_sandbox(client: Client, order: Document) -> None:
    attached(client, order, picture(), "a.png")

    assert "sandbox" in served(client, order)["Content-Security-Policy"]


def test_texts_and_workbooks_are_only_saved_never_shown(client: Client, order: Document) -> None:
    attached(client, order, "交期".encode(), "a.txt")

    response = served(client, order)

    assert response["Content-Disposition"].startswith("attachment")


def test_the_stored_file_has_a_random_name_outside_the_web_root(
    client: Client, order: Document, settings: Any
) -> None:
    attached(client, order)

    file = Attachment.objects.get().file
    assert "合同" not in file.name
    assert file.path.startswith(str(settings.MEDIA_ROOT))


def test_a_stranger_gets_no_file(client: Client) -> None:
    document = make("opening_balance", state="draft")
    file = attachments.attach(
        document, upload(PDF, "a.pdf"), by=document.maker, at=document.created_at
    )
    client.force_login(factories.user(Role.DRIVER), backend="masterdata.backend.PeopleBackend")
    pages: Any = pages_of("opening_balance")

    assert client.get(pages.url("file", document.pk, file.pk)).status_code == 404
    assert client.post(pages.url("withdraw_file", document.pk, file.pk)).status_code == 404


def test_a_file_is_found_only_under_its_own_paper(client: Client, order: Document) -> None:
    attached(client, order)
    other = firm.order(state="draft")
    file = Attachment.objects.get()

    assert client.get(pages_of(order.type).url("file", other.pk, file.pk)).status_code == 404  # type: ignore[union-attr]


def test_attaching_and_withdrawing_stand_in_the_timeline(
    client: Client, order: Document, pages: Any
) -> None:
    attached(client, order)
    file = Attachment.objects.get()

    client.post(pages.url("withdraw_file", order.pk, file.pk))

    file.refresh_from_db()
    assert file.withdrawn_at
    notes = Event.objects.filter(document=order, kind=Event.Kind.NOTE).order_by("id")
    assert [event.details for event in notes] == [
        {"attached": "合同.pdf"},
        {"withdrawn": "合同.pdf"},
    ]
    page = client.get(pages.url("detail", order.pk))
    assert page.context["attachments"] == []
    assert "合同.pdf" in page.context["timeline"][-1]["title"]


def test_only_who_attached_it_withdraws_it(client: Client, order: Document, pages: Any) -> None:
    attached(client, order)
    file = Attachment.objects.get()
    client.force_login(firm.people().manager, backend="masterdata.backend.PeopleBackend")

    client.post(pages.url("withdraw_file", order.pk, file.pk))

    file.refresh_from_db()
    assert file.withdrawn_at is None


def withdrawn_by(user: User, file: Attachment) -> None:
    attachments.withdraw(file, by=user, at=file.uploaded_at)


def test_after_the_approval_files_are_added_but_none_withdrawn(
    client: Client, order: Document, pages: Any
) -> None:
    attached(client, order)
    submitted = firm.step(order, "submit", firm.people().purchaser)
    firm.approve(submitted)

    attached(client, order, picture(), "later.png")

    assert Attachment.objects.count() == 2
    with pytest.raises(Refused):
        withdrawn_by(firm.people().purchaser, Attachment.objects.order_by("pk")[0])
    page = client.get(pages.url("detail", order.pk))
    assert {row["delete_url"] for row in page.context["attachments"]} == {""}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\y.pdf", "y.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("‮fdp.exe.pdf", "fdp.exe.pdf"),
        ("合同（一）.pdf", "合同（一）.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert attachments.clean_name(given) == kept
