"""What is installed is what the hashed lock names: no more, no less, and all of it allowed."""

import re
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config import dependencies
from config.management.commands.audit_dependencies import default_lock
from tests.sources import ROOT

pytestmark = pytest.mark.once
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
HASH = "--hash=sha256:" + "0" * 64


def audited(lock: str, folder: Path) -> str:
    file = folder / "some.lock"
    file.write_text(lock)
    return "\n".join(dependencies.audit(file))


def changed(name: str, to: str) -> str:
    """The true lock with one package's head line replaced."""
    pattern = re.compile(rf"^{name}==\S+", re.M)
    return pattern.sub(to, default_lock().read_text(), count=1)


def test_what_is_installed_is_what_the_lock_names() -> None:
    assert dependencies.audit(default_lock()) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_versions_and_hashes_and_no_address(lock: Path) -> None:
    pins = list(dependencies.pins(lock.read_text()))

    assert len(pins) > 10
    assert all(pin.hashes for pin in pins)
    assert "://" not in lock.read_text()
    assert "--index" not in lock.read_text()


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "thing @ https://example.org/thing.whl " + HASH,
        "-e ./folder",
        "thing>=1.0 " + HASH,
        "thing==1.* " + HASH,
        "./thing.whl",
    ],
)
def test_anything_but_a_version_with_hashes_is_refused(line: str, tmp_path: Path) -> None:
    assert "some.lock" in audited(line, tmp_path)


def test_a_package_without_a_hash_is_named(tmp_path: Path) -> None:
    assert "django has no hash" in audited("django==5.2.19", tmp_path)


def test_a_package_beyond_the_lock_is_named(tmp_path: Path) -> None:
    lock = re.sub(r"^whitenoise==(?:.*\\\n)+.*\n", "", default_lock().read_text(), flags=re.M)

    assert re.search(r"whitenoise \S+ is not in the lock", audited(lock, tmp_path))


def test_a_package_that_is_missing_is_named(tmp_path: Path) -> None:
    lock = default_lock().read_text() + f"no-such-package==1.0 {HASH}\n"

    assert audited(lock, tmp_path) == "no-such-package 1.0 is missing"


def test_another_version_is_named(tmp_path: Path) -> None:
    said = audited(changed("whitenoise", "whitenoise==0.0.1"), tmp_path)

    assert re.fullmatch(r"whitenoise is \S+, the lock names 0\.0\.1", said)


def test_a_package_for_other_machines_need_not_be_here(tmp_path: Path) -> None:
    other = f"no-such-package==1.0 ; sys_platform == 'beos' {HASH}\n"

    assert audited(default_lock().read_text() + other, tmp_path) == ""


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 AND BSD-2-Clause", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("SSPL-1.0", False),
    ],
)
def test_each_licence_is_one_that_is_allowed(
    licence: str, allowed: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    theirs = metadata.distribution("whitenoise")

    class Licensed:
        name, version, requires = theirs.name, theirs.version, theirs.requires
        metadata = {"License-Expression": licence}

    there = dependencies.installed() | {"whitenoise": Licensed()}
    monkeypatch.setattr(dependencies, "installed", lambda: there)

    said = audited(default_lock().read_text(), tmp_path)

    assert (said == "") is allowed


def test_a_need_that_is_not_met_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    theirs = metadata.distribution("whitenoise")

    class Needy:
        name, version, metadata = theirs.name, theirs.version, theirs.metadata
        requires = ["django<2", "no-such-package", "brotli; extra == 'brotli'"]

    there = dependencies.installed() | {"whitenoise": Needy()}
    monkeypatch.setattr(dependencies, "installed", lambda: there)

    said = audited(default_lock().read_text(), tmp_path).splitlines()

    assert len(said) == 2
    assert "needs no-such-package, which is missing" in said[1]


def test_the_command_says_so_and_fails_when_something_differs(tmp_path: Path, capsys: Any) -> None:
    call_command("audit_dependencies")
    assert "all of them as" in capsys.readouterr().out

    (tmp_path / "empty.lock").write_text("")
    with pytest.raises(CommandError, match="packages are not as"):
        call_command("audit_dependencies", str(tmp_path / "empty.lock"))
