"""Pages without what their frame counts for whoever looks; that is tested with inbox and jobs."""

import pytest

from ui import context


@pytest.fixture
def bare_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same three counts on every page are a seventh of the time that drawing takes."""
    monkeypatch.setattr(context, "_parts", [])
