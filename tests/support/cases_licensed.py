"""Special cases of the checks on licences."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.model.evidence import Evidence
from fairsvc.model.link import Link
from fairsvc.model.metadata import Rights
from tests.support import evidence_builder as build
from tests.support.check_worlds import (
    GOOD,
    rights,
)
from tests.support.evidence_builder import changed, failure

CASES: list[tuple[str, str, Evidence]] = [
    ("licence-present", "P", rights(Rights("ask me"))),
    ("licence-present", "F", rights(Rights(uri="info:eu-repo/semantics/openAccess", text="Open Access"))),
    (
        "licence-present",
        "P",
        replace(rights(), links=(Link("https://creativecommons.org/licenses/by/4.0/", "license"),)),
    ),
    ("licence-standard", "F", rights(Rights("ask me"))),
    ("licence-standard", "F", rights(Rights("CC BY"))),
    ("licence-standard", "P", rights(Rights("CC-BY-4.0"))),
    ("licence-standard", "I", changed(rights(Rights("ask me")), failure("registry"))),
    ("licence-machine-readable", "F", rights(Rights("Creative Commons Attribution 4.0 International"))),
    ("licence-machine-readable", "P", rights(Rights(identifier="cc-by-4.0"))),
    ("licence-agrees", "F", replace(GOOD, registry=build.metadata(rights=(Rights("CC0-1.0"),)))),
    ("licence-agrees", "N", replace(GOOD, registry=None, oai=None)),
]
