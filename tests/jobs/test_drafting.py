"""Metadata judged before they are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairsvc.errors import NotFound, Unreadable
from fairsvc.jobs.drafting import UNNAMED, judge_draft
from fairsvc.jobs.judging import call_panel
from fairsvc.model.check import Outcome

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "formats"
PANEL = call_panel(("rda-fdmm", "fsf"))
PAGE = (
    """<!doctype html><html lang="en"><head><title>Absorption of iron</title>
<script type="application/ld+json">{"@context": "https://schema.org/", "@type": "Dataset",
"name": "Absorption of an iron foil", "identifier": "https://doi.org/10.5072/iron"}</script></head>
<body><p>Absorption of an iron foil, doi:10.5072/iron. """
    + 20 * "Measured in spring. "
    + "</p></body></html>"
)


@pytest.mark.parametrize("name", ["datacite.xml", "datacite.json", "dataset.jsonld", "dcat.ttl", "oai_dc.xml"])
def test_a_document_is_judged_by_what_it_says(name: str) -> None:
    draft = judge_draft(SAMPLES / name, "", PANEL)
    verdicts = draft.assessed.verdicts
    assert verdicts["title-meaningful"].outcome is Outcome.PASS
    assert "pid-resolves" in draft.later
    assert not set(draft.later) & set(verdicts)
    assert Outcome.INDETERMINATE not in {verdict.outcome for verdict in verdicts.values()}
    assert len(verdicts) + len(draft.later) == len(PANEL.checks)


def test_a_page_is_judged_with_what_is_embedded(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    draft = judge_draft(path, "", PANEL)
    assert str(draft.assessed.evidence.pid) == "doi:10.5072/iron"
    assert draft.assessed.verdicts["landing-page-readable"].outcome is Outcome.PASS
    assert draft.assessed.verdicts["licence-present"].outcome is Outcome.FAIL


def test_how_it_will_be_published_is_not_praised() -> None:
    later = judge_draft(SAMPLES / "datacite.xml", "", PANEL).later
    assert {"metadata-protocol-free", "metadata-rdf-negotiated", "registered", "file-type-true"} <= set(later)


def test_the_identifier_is_the_one_given_or_the_one_inside_or_a_stand_in(tmp_path: Path) -> None:
    nameless = tmp_path / "nameless.json"
    nameless.write_text(
        '{"@context": "https://schema.org/", "@type": "Dataset", "name": "Absorption of iron"}', "utf-8"
    )
    assert (
        str(judge_draft(SAMPLES / "datacite.xml", "10.5072/other", PANEL).assessed.evidence.pid) == "doi:10.5072/other"
    )
    assert judge_draft(SAMPLES / "datacite.xml", "", PANEL).named
    draft = judge_draft(nameless, "", PANEL)
    assert not draft.named
    assert draft.assessed.evidence.pid == UNNAMED


@pytest.mark.parametrize("content", [b"", b"no metadata at all", b"{", b"<record/>", b"\x00\xff" * 99])
def test_what_is_no_metadata_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "draft.json"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=r"draft\.json"):
        judge_draft(path, "", PANEL)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="cannot be read"):
        judge_draft(tmp_path / "none.xml", "", PANEL)
