"""The pure parts of the scripts, run by Node where there is one."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NODE = shutil.which("node")


@pytest.mark.skipif(
    NODE is None, reason="Node is not installed: the scripts' own tests are skipped"
)
def test_the_line_arithmetic_agrees_with_the_conventions() -> None:
    tests = sorted((ROOT / "tests/js").glob("*.test.mjs"))

    done = subprocess.run(
        [str(NODE), "--test", *map(str, tests)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_have_no_eval_no_map_and_a_word_on_what_they_are(script: Path) -> None:
    text = script.read_text()

    assert text.startswith("//")
    assert "sourceMappingURL" not in text
    assert not re.search(r"\beval\(|new Function\(|document\.write", text)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_import_only_what_is_there(script: Path) -> None:
    for name in re.findall(r'from "\./([\w.]+)"', script.read_text()):
        assert (script.parent / name).is_file(), name


def test_scripts_hold_no_words_of_their_own() -> None:
    """What a script says comes from the page, in the reader's language; signs it reads are free."""
    readers = {"arithmetic.js", "paste.js", "menu.js"}
    for script in SCRIPTS:
        if script.name not in readers:
            code = re.sub(r"//.*|/\*.*?\*/", "", script.read_text(), flags=re.S)
            assert not re.search(r"[\u4e00-\u9fff]", code), script.name


def _camel(words: str) -> str:
    first, *rest = words.split("-")
    return first + "".join(word.title() for word in rest)


def test_every_word_a_script_asks_for_is_on_the_page() -> None:
    toasts = (ROOT / "templates/components/_toasts.html").read_text()
    grid = (ROOT / "templates/components/grid_words.html").read_text()
    said = {_camel(name) for name in re.findall(r"data-([a-z-]+)=", toasts)}
    of_grid = {_camel(name) for name in re.findall(r"data-([a-z-]+)=", grid)}

    text = "\n".join(script.read_text() for script in SCRIPTS)

    assert set(re.findall(r'\bword\("(\w+)"', text)) <= said
    assert set(re.findall(r"\b(?:grid|this)\.words\.(\w+)", text)) <= of_grid


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_what_they_take_and_hold_no_inline_style_or_script(template: Path) -> None:
    if "print" in template.parts:
        pytest.skip("prints have their own rules")
    text = template.read_text()

    lines = text.splitlines()
    assert any(line.startswith("{#") for line in lines[:2]), "first line: what it takes"
    assert "style=" not in re.sub(r"type=.text/css.", "", text)
    assert not re.search(r"\son\w+=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
