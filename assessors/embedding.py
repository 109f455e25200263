"""Metadata inside the landing page: which kinds there are, and whether they could be read."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence

_SPOILT = ("json-ld.invalid", "json-ld.no-dataset")


def embedded(evidence: Evidence, kinds: tuple[str, ...]) -> list[str]:
    """List the kinds of embedded metadata that the page has and that could be read."""
    facts = evidence.page_facts
    if facts is None or evidence.page is None:
        return []
    broken = useless_json_ld(evidence)
    return [kind for kind in facts.embedded if kind in kinds and not (broken and kind == "json-ld")]


def useless_json_ld(evidence: Evidence) -> bool:
    """Tell whether the page has JSON-LD and none of it could be read as a dataset."""
    if not any(finding.code in _SPOILT for finding in evidence.findings):
        return False
    origins = evidence.page.origins if evidence.page else ()
    return not any(origin.document == "schema-org" for _, origin in origins)
