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


def _ported(page: str, registry: str) -> Evidence:
    """State one licence on the page and another at the registry."""
    views = {"page": build.metadata(rights=(Rights(page),)), "registry": build.metadata(rights=(Rights(registry),))}
    return replace(GOOD, oai=None, **views)


CASES: list[tuple[str, str, Evidence]] = [
    ("licence-present", "F", rights(Rights("ask me"))),
    ("licence-present", "F", rights(Rights("All rights reserved"))),
    ("licence-present", "F", rights(Rights("Copyright (c) 2026 the facility"))),
    ("licence-present", "F", rights(Rights("Please see our website for terms of use"))),
    ("licence-present", "F", rights(Rights("licence"))),
    ("licence-present", "F", rights(Rights(uri="https://creativecommons.org/licenses/by/9.0/"))),
    ("licence-present", "F", rights(Rights(uri="https://www.example.org/terms"))),
    ("licence-present", "F", rights(Rights("n/a", "n/a", "n/a"))),
    ("licence-present", "P", rights(Rights("Elettra Data Policy"))),
    ("licence-present", "P", rights(Rights(uri="https://www.esrf.fr/datapolicy"))),
    ("licence-present", "I", changed(rights(Rights("ask me")), failure("registry"))),
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
    ("licence-machine-readable", "P", rights(Rights(identifier="InC", scheme="rightsstatements.org"))),
    ("licence-machine-readable", "F", rights(Rights("License: https://creativecommons.org/licenses/by/4.0/"))),
    ("licence-agrees", "N", replace(GOOD, registry=None, oai=None)),
    ("licence-agrees", "P", replace(GOOD, registry=build.metadata(rights=(Rights("CC BY 4.0"),)))),
    ("licence-agrees", "P", _ported("CC BY 3.0 DE", "CC BY 3.0")),
    ("licence-agrees", "F", _ported("CC BY 3.0 DE", "CC BY 3.0 AT")),
    ("licence-agrees", "F", _ported("CC BY 4.0", "CC BY-SA 4.0")),
    ("licence-agrees", "F", replace(GOOD, links=(Link("https://creativecommons.org/licenses/by-nc/4.0/", "license"),))),
    ("licence-agrees", "N", rights(Rights("ask me"))),
    ("licence-agrees", "I", changed(replace(GOOD, registry=None, oai=None), failure("registry"))),
]
