"""Meeting sheets brought into each of their states by real steps."""

from documents.models import Document
from tests.purchasing import firm
from tests.purchasing.meeting_sheet import desk


def make(state: str) -> Document:
    document = desk.sheet(("甲厂", "500.00"), week=desk.free_week())
    if state == "void":
        return firm.step(document, "void", desk.manager(), reason="录错")
    if state in {"submitted", "read"}:
        document = desk.submit(document)
    return desk.read(document) if state == "read" else document
