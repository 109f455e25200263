"""The small decisions that checks are made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessors.checks.people import valid_orcid, valid_ror
from assessors.memory import remembered_of_view
from assessors.reading.absence import absent, falls_short
from assessors.reading.access_rights import access_state
from assessors.reading.file_formats import akin, find_format, find_format_of_name
from assessors.reading.sentences import shown
from assessors.reading.substance import substantial
from assessors.reading.tables import FILES, find_owner, placeholders, tables_digest
from fairsvc.model.check import Outcome
from fairsvc.model.exchange import FailureKind
from fairsvc.model.metadata import Metadata
from fairsvc.vocab import load_text, load_toml
from fairsvc.vocab.access_rights import find_access_state
from tests.support import evidence_builder as build


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("XAS", True),
        ("Übersicht", True),
        ("署名", True),
        ("42", True),
        ("", False),
        ("x", False),
        ("XXX", False),
        ("...", False),
        ("--", False),
        ("n/a", False),
        (" N/A ", False),
        ("Unknown", False),
        ("test", False),
        ("(:unav)", False),
        ("lorem  ipsum", False),
        ("-" * 80, False),
        (" " * 80, False),
        ("a" * 80, False),
        ("A long description of the measurement, of the sample and of the instrument.", True),
    ],
)
def test_substance(text: str, says: bool) -> None:
    assert substantial(text) is says


def test_no_placeholder_is_longer_than_the_shortcut() -> None:
    assert all(len(text) <= 60 and text == text.casefold() for text in placeholders())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\nlines  here", "two lines here"),
        ("https://e.org/f?token=secret", "https://e.org/f?…"),
        ("x" * 500, "x" * 119 + "…"),
        ("", ""),
    ],
)
def test_foreign_text_in_a_sentence(text: str, line: str) -> None:
    assert shown(text) == line


@pytest.mark.parametrize(
    ("orcid", "valid"),
    [
        ("https://orcid.org/0000-0002-1825-0097", True),
        ("0000-0002-1825-0097", True),
        ("0000000218250097", True),
        ("0000-0001-5109-3700", True),
        ("0000-0002-1694-233X", True),
        ("0000-0002-1694-233x", True),
        ("0000-0002-1825-0098", False),
        ("0000-0002-1825", False),
        ("", False),
    ],
)
def test_orcid(orcid: str, valid: bool) -> None:
    assert valid_orcid(orcid) is valid


@pytest.mark.parametrize(
    ("ror", "valid"),
    [
        ("https://ror.org/02550n020", True),
        ("ror.org/01xtthb56/", True),
        ("https://ror.org/02550n021", False),
        ("https://ror.org/12550n020", False),
        ("", False),
    ],
)
def test_ror(ror: str, valid: bool) -> None:
    assert valid_ror(ror) is valid


@pytest.mark.parametrize(
    ("term", "state"),
    [
        ("http://purl.org/coar/access_right/c_abf2", "open"),
        ("https://purl.org/coar/access_right/c_f1cf/", "embargoed"),
        ("info:eu-repo/semantics/restrictedAccess", "restricted"),
        ("http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC", "closed"),
        ("Open Access", "open"),
        ("open-access", "open"),
        ("NO_ACCESS", "closed"),
        ("Metadata-only access", "metadata only"),
        ("https://vocabularies.coar-repositories.org/access_rights/c_16ec/", "restricted"),
        ("metadata only", "metadata only"),
        ("https://creativecommons.org/licenses/by/4.0/", None),
        ("", None),
    ],
)
def test_access_terms(term: str, state: str | None) -> None:
    assert find_access_state(term) == state


@pytest.mark.parametrize(
    ("until", "state"),
    [("2031-01-01", "embargoed"), ("2026-11-21", "open"), ("2026-13-45", "embargoed"), ("", "embargoed")],
)
def test_an_embargo_ends(until: str, state: str) -> None:
    assert access_state(build.embargoed(until))[0] == state


@pytest.mark.parametrize(
    ("claim", "found", "true"),
    [
        ("application/x-hdf5", "application/x-hdf5", True),
        ("application/x-nxs", "application/x-hdf5", True),
        ("text/csv; charset=utf-8", "text/plain", True),
        (".h5", "application/x-hdf5", True),
        ("image/png", "application/x-hdf5", False),
        ("text/csv", "text/html", False),
    ],
)
def test_formats_are_akin(claim: str, found: str, true: bool) -> None:
    one, other = find_format(claim), find_format(found)
    assert one
    assert other
    assert akin(one, other) is true


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("https://e.org/a/scan.NXS?token=1", "nexus"),
        ("scan.tar.gz", "gzip"),
        ("scan", None),
        (".h5", None),
        ("https://e.org/v1.h5/", None),
        ("https://e.org", None),
        ("http://[bad/scan.h5", None),
    ],
)
def test_format_of_a_name(name: str, id: str | None) -> None:
    found = find_format_of_name(name)
    assert (found.id if found else None) == id


def test_file_formats_name_each_spelling_once_and_kin_that_exist() -> None:
    rows = load_toml("file_formats.toml")["format"]
    ids = [row["id"] for row in rows]
    spellings = [name for row in rows for key in ("media_types", "extensions") for name in row.get(key, ())]
    assert len(set(spellings)) == len(spellings)
    assert {kin for row in rows for kin in row.get("kin", ())} <= set(ids)


@pytest.mark.parametrize(
    ("address", "section", "owner"),
    [
        ("http://purl.org/pan-science/PaNET/PaNET01196", "subject", "PaNET"),
        ("https://www.wikidata.org/wiki/Q11466", "subject", "Wikidata"),
        ("http://astrothesaurus.org/uat/90", "subject", "Unified Astronomy Thesaurus"),
        ("http://purl.org/coar/access_right/c_abf2", "other", "COAR vocabularies"),
        ("https://orcid.org/0000-0002-1825-0097", "subject", None),
        ("http://schema.org/", "other", None),
        ("", "subject", None),
    ],
)
def test_vocabularies(address: str, section: str, owner: str | None) -> None:
    assert find_owner(address, "vocabularies.toml", section) == owner


def test_tables_are_spelt_as_they_are_looked_up() -> None:
    for name in ("vocabularies.toml", "metadata_standards.toml"):
        for section in load_toml(name).values():
            assert all(prefix == prefix.lower() and "://" not in prefix for prefix in section)
    assert all(term == term.lower() and "://" not in term for term in load_toml("access_rights.toml"))
    assert len(tables_digest()) == 64
    assert all(load_text(name) for name in FILES)


@pytest.mark.parametrize(
    ("evidence", "outcome"),
    [
        (build.blank(), Outcome.INDETERMINATE),
        (build.silent(), Outcome.FAIL),
        (build.changed(build.silent(), build.exchange("registry", 503)), Outcome.INDETERMINATE),
        (build.changed(build.silent(), build.exchange("registry", 429)), Outcome.INDETERMINATE),
        (build.changed(build.silent(), build.exchange("registry", 403)), Outcome.FAIL),
        (build.changed(build.silent(), build.failure("description", FailureKind.ROBOTS)), Outcome.INDETERMINATE),
        (build.changed(build.silent(), build.failure("oai-record", FailureKind.NOT_RECORDED)), Outcome.INDETERMINATE),
        (build.changed(build.silent(), build.failure("metalink")), Outcome.FAIL),
        (build.without(build.silent(), "registry", "description", "oai-record"), Outcome.FAIL),
    ],
)
def test_silence(evidence: build.Evidence, outcome: Outcome) -> None:
    assert absent(evidence, "a licence", remedy="state-licence").outcome is outcome
    assert falls_short(evidence, "a licence", "It is poor.", "view/page", remedy="state-licence").outcome is outcome


def test_silence_names_who_was_not_heard() -> None:
    verdict = absent(build.unreachable(), "a licence", remedy="state-licence")
    assert verdict.because == "The landing page could not be read (answered 503); it may state a licence."
    assert verdict.cites == ("exchange/page",)


def test_memory_knows_the_views_that_perspectives_share_and_forgets_older_ones() -> None:
    asked: list[Metadata] = []
    count = remembered_of_view(lambda view: asked.append(view) or len(view.titles))
    shared, alike = build.metadata(), build.metadata()
    assert [count(view) for view in (shared, alike, shared)] == [1, 1, 1]
    assert len(asked) == 2
    for _ in range(10):
        count(build.metadata())
    assert count(shared) == 1
    assert sum(view is shared for view in asked) == 2


def test_memory_forgets_the_evidence_before() -> None:
    good = build.good()
    other = replace(good, page=None, registry=None, oai=None)
    assert [access_state(evidence)[0] for evidence in (good, other, good)] == ["open", "", "open"]
