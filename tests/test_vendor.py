"""The vendored files are the ones that VENDOR.md names, and ask for nothing that is not there."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = re.findall(
    r"`([\w./-]+)` \| `([0-9a-f]{64})`", (ROOT / "static/vendor/VENDOR.md").read_text()
)


@pytest.mark.parametrize(("path", "sha256"), ROWS)
def test_a_vendored_file_is_the_one_that_was_reviewed(path: str, sha256: str) -> None:
    assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == sha256


def test_every_vendored_file_is_listed() -> None:
    kinds = {".js", ".css", ".woff2", ".ttf"}
    folders = ("static/vendor", "static/fonts", "tests/browser/vendor")
    found = {
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in kinds
    }

    assert found == {path for path, _sum in ROWS}


def test_no_vendored_file_names_a_source_map() -> None:
    texts = [ROOT / path for path, _sum in ROWS if path.endswith((".js", ".css"))]

    assert not [path for path in texts if "sourceMappingURL" in path.read_text()]
