"""Every text a person can see has its Chinese, and the catalogue does not lag behind the code."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources import APPS, ROOT

CATALOGUES = sorted((ROOT / "locale/zh_Hans/LC_MESSAGES").glob("*.po"))
ENTRY = re.compile(
    r'^(?P<old>#~ )?(?:msgctxt (?P<context>".*"(?:\n".*")*)\n)?'
    r'msgid (?P<id>".*"(?:\n".*")*)\n'
    r'(?:msgid_plural (?P<plural>".*"(?:\n".*")*)\n)?'
    r'(?P<texts>(?:msgstr(?:\[\d\])? ".*"(?:\n".*")*\n?)+)',
    re.M,
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def joined(quoted: str) -> str:
    return "".join(line.strip()[1:-1] for line in quoted.splitlines())


def entries(path: Path) -> dict[str, list[str]]:
    """msgid → its translations; what is only kept as obsolete is left out."""
    found: dict[str, list[str]] = {}
    for match in ENTRY.finditer(path.read_text()):
        msgid = joined(match["id"])
        if msgid and not match["old"]:
            texts = re.split(r"^msgstr(?:\[\d\])? ", match["texts"], flags=re.M)[1:]
            found[(match["context"] or "") + msgid] = [joined(text) for text in texts]
    return found


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues as the code of today would make them, in a copy of the project."""
    if not shutil.which("xgettext"):
        pytest.fail("The gettext tools are missing. Type: sudo apt-get install gettext")
    copy = tmp_path_factory.mktemp("texts")
    for folder in (*APPS, "templates", "static/js"):
        if (ROOT / folder).is_dir():
            shutil.copytree(ROOT / folder, copy / folder)
    for file in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / file, copy / file)
    shutil.copytree(ROOT / "tests", copy / "tests", ignore=shutil.ignore_patterns("vendor"))
    (copy / "locale/zh_Hans/LC_MESSAGES").mkdir(parents=True)
    for domain in [path.stem for path in CATALOGUES] or ["django"]:
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "-l", "zh_Hans", "-d", domain]
            + ["--ignore", "tests/*"],
            cwd=copy,
            env=os.environ | {"GENDAN_TESTING": "1", "DJANGO_SETTINGS_MODULE": "config.settings"},
            check=True,
            capture_output=True,
        )
    return copy / "locale/zh_Hans/LC_MESSAGES"


def test_there_is_a_chinese_catalogue() -> None:
    assert CATALOGUES


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_text_in_the_code_is_in_the_catalogue(path: Path, fresh: Path) -> None:
    in_code, kept = entries(fresh / path.name), entries(path)

    assert not sorted(set(in_code) - set(kept)), "not in the catalogue: run makemessages"
    assert not sorted(set(kept) - set(in_code)), "no longer in the code: run makemessages"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_nothing_is_untranslated_or_fuzzy(path: Path) -> None:
    empty = [msgid for msgid, texts in entries(path).items() if not all(texts)]
    fuzzy = re.findall(r"^#,.*fuzzy.*\n(?:#.*\n)*msgid (.*)", path.read_text(), re.M)

    assert (empty, fuzzy) == ([], [])


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_translations_name_the_same_things(path: Path) -> None:
    wrong = [
        msgid
        for msgid, texts in entries(path).items()
        for text in filter(None, texts)
        # A plural need not repeat the number; it may not invent a name.
        if not set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(msgid))
        or (len(texts) == 1 and set(PLACEHOLDER.findall(text)) < set(PLACEHOLDER.findall(msgid)))
    ]

    assert not wrong


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_the_compiled_catalogue_is_the_written_one(path: Path, tmp_path: Path) -> None:
    if not shutil.which("msgfmt"):
        pytest.fail("The gettext tools are missing. Type: sudo apt-get install gettext")
    compiled = tmp_path / "compiled.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", compiled, path], check=True)

    assert texts_of(path.with_suffix(".mo")) == texts_of(compiled), "run compilemessages"


def texts_of(compiled: Path) -> object:
    with compiled.open("rb") as file:
        return vars(gettext.GNUTranslations(file))["_catalog"]
