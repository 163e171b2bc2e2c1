"""Probes: one question each about a part that must be well for the program to be well.

`/healthz`, `/metrics` and the self-check all ask the same probes. A part registers its own:
`register_probe("jobs", probe, label=_("Jobs"))`.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)
Words = str | Promise


@dataclass(frozen=True)
class Finding:
    """How a part is: well or not, in a sentence for a person, in figures for a machine."""

    ok: bool
    sentence: Words = ""
    figures: Mapping[str, float] = field(default_factory=dict)


Probe = Callable[[], Finding]


@dataclass(frozen=True)
class Part:
    label: Words
    probe: Probe


_parts: dict[str, Part] = {}


def register_probe(name: str, probe: Probe, *, label: Words = "") -> None:
    if name in _parts:
        raise ValueError(f"probe {name} twice")
    _parts[name] = Part(label or name, probe)


def parts() -> dict[str, Part]:
    return dict(_parts)


def ask_all() -> dict[str, Finding]:
    """Every part's finding, by name; a probe that fails is a part that is not well."""
    return {name: _ask(name, part.probe) for name, part in sorted(_parts.items())}


def _ask(name: str, probe: Probe) -> Finding:
    try:
        return probe()
    except Exception as fault:
        log.warning("the probe %s failed: %s", name, fault)
        return Finding(ok=False, sentence=DOES_NOT_ANSWER)


DOES_NOT_ANSWER = _("does not answer; the log says why")
