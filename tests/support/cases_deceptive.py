"""Special cases of what looks like more than it is, and of what looks like that and is not."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Text
from tests.support import evidence_builder as build
from tests.support.check_worlds import GOOD
from tests.support.evidence_builder import PID, changed, everywhere, failure

JUNK = build.junk()
NEEDS_SAYING = (
    "metadata-outlives-data",
    "metadata-protocol-authenticates",
    "metadata-protocol-free",
    "metadata-protocol-standard",
    "pid-in-metadata",
    "provenance-basic",
    "record-echoes-pid",
    "resource-type-stated",
)


def titled(*titles: str, evidence: Evidence = GOOD) -> Evidence:
    """Let all views have these titles, and no other words."""
    return everywhere(evidence, titles=tuple(map(Text, titles)), descriptions=(), subjects=())


SAYS_NOTHING = (
    everywhere(titled(PID.uri), creators=(Agent(PID.value),)),
    everywhere(titled("Scan series 7"), creators=(Agent("Scan series 7"),), publisher=Agent("Scan series 7")),
    titled("n/a"),
)
SAYS_SOMETHING = (titled(PID.uri), replace(JUNK, registry=GOOD.registry), titled("Gold foil"))

CASES = [
    *((name, "F", evidence) for name in NEEDS_SAYING for evidence in SAYS_NOTHING),
    *((name, "P", evidence) for name in NEEDS_SAYING for evidence in SAYS_SOMETHING),
    *((name, "I", changed(replace(JUNK, registry=None), failure("registry"))) for name in NEEDS_SAYING),
]
