"""Addresses at the resolver in use are identifiers, wherever that resolver is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessors.catalogue import load_checks
from fairsvc.model.check import Verdict
from fairsvc.model.evidence import Endpoints
from fairsvc.model.manifest import FileEntry, Manifest
from tests.support.evidence_builder import PID, everywhere, good

LOCAL = "http://127.0.0.1:8081"


def judged(url: str, resolver: str) -> Verdict:
    """Judge a dataset whose one file has this address, and that names no part."""
    only = everywhere(replace(good(), links=(), manifest=Manifest((FileEntry(url),))), content=(), related=())
    evidence = replace(only, endpoints=Endpoints(resolver=resolver))
    return load_checks()["data-has-persistent-identifier"](evidence)


@pytest.mark.parametrize(
    ("url", "resolver", "outcome"),
    [
        (f"{LOCAL}/{PID.value}/scan.nxs", LOCAL, "pass"),
        (f"{LOCAL}/{PID.value.upper()}%2FSCAN.NXS", LOCAL, "pass"),
        (f"{LOCAL}/{PID.value}/scan.nxs", "https://doi.org", "fail"),
        (f"https://doi.org/{PID.value}/scan.nxs", LOCAL, "pass"),
        ("https://hdl.handle.net/20.500.1/scan_1", LOCAL, "pass"),
        (f"{LOCAL}/{PID.value}", LOCAL, "fail"),
        (f"{LOCAL}/{PID.value}?locatt=1", LOCAL, "fail"),
        (f"{LOCAL}/files/scan.nxs", LOCAL, "fail"),
        (f"{LOCAL}0/{PID.value}/scan.nxs", LOCAL, "fail"),
        (f"{LOCAL}/", LOCAL, "fail"),
    ],
)
def test_an_address_at_the_resolver_in_use_is_read_as_one_at_doi_org(url: str, resolver: str, outcome: str) -> None:
    verdict = judged(url, resolver)
    assert verdict.outcome.value == outcome, verdict.because


def test_the_sentence_names_the_doi() -> None:
    verdict = judged(f"{LOCAL}/{PID.value}/scan.nxs", LOCAL)
    assert verdict.because == f"A file is named by doi:{PID.value}/scan.nxs."
