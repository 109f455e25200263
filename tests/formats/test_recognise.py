from __future__ import annotations

import pytest

from fairsvc.formats.recognise import (
    find_size_bytes,
    find_year,
    is_persistent,
    party_scheme_of,
    pid_key,
    resource_type_of,
    scheme_of,
)
from fairsvc.model.metadata import ResourceType


@pytest.mark.parametrize(
    ("value", "scheme", "persistent"),
    [
        ("10.5072/x", "DOI", True),
        ("https://doi.org/10.5072/x", "DOI", True),
        ("doi:10.5072/x", "DOI", True),
        ("21.11151/abc", "Handle", True),
        ("hdl:21.11151/abc", "Handle", True),
        ("https://hdl.handle.net/21.11151/abc", "Handle", True),
        ("ark:/99999/fk41C", "ARK", True),
        ("https://w3id.org/x/y", "PURL", True),
        ("urn:nbn:de:101:1-2", "URN", True),
        ("https://nbn-resolving.org/urn:nbn:de:101:1-2", "URN", True),
        ("igsn:AU1243", "Handle", True),
        (f"swh:1:dir:{'a' * 40}", "SWHID", True),
        ("https://ror.org/02550n020", "URL", False),
        ("https://orcid.org/0000-0002-1825-0098", "URL", False),
        ("arXiv:0706.0001", "arXiv", True),
        ("https://x.example/a", "URL", False),
        ("Smith/Jones", "", False),
        ("text/html", "", False),
        ("words", "", False),
        ("", "", False),
        ("10.5072/" + "x" * 5000, "", False),
    ],
)
def test_schemes(value: str, scheme: str, persistent: bool) -> None:
    assert (scheme_of(value), is_persistent(value)) == (scheme, persistent)


@pytest.mark.parametrize(
    ("value", "scheme"),
    [
        ("https://orcid.org/0000-0002-1825-0097", "ORCID"),
        ("0000-0002-1825-0097", "ORCID"),
        ("https://orcid.org/0000-0002-1694-233X/", "ORCID"),
        ("https://ror.org/02550n020", "ROR"),
        ("https://doi.org/10.13039/501100000780", "Crossref Funder ID"),
        ("https://isni.org/isni/0000000121032683", "ISNI"),
        ("https://x.example/me", "URL"),
        ("Smith, Jane", ""),
        ("isni.org/" * 100_000, ""),
    ],
)
def test_schemes_of_people_and_organisations(value: str, scheme: str) -> None:
    assert party_scheme_of(value) == scheme


@pytest.mark.parametrize(
    ("text", "size_bytes"),
    [
        ("0", 0),
        ("1024", 1024),
        ("1,188,555 bytes", 1_188_555),
        ("12 B", 12),
        ("1.5 GB", 1_500_000_000),
        ("3 MiB", 3 * 2**20),
        ("2kb", 2000),
        ("100 pages", None),
        ("", None),
        ("1.2.3 MB", None),
        (". MB", None),
    ],
)
def test_sizes(text: str, size_bytes: int | None) -> None:
    assert find_size_bytes(text) == size_bytes


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2018", 2018),
        (" 2018-05-01", 2018),
        ("2018/2020", 2018),
        ("20180501", None),
        ("0000", None),
        ("May 2018", None),
    ],
)
def test_years(text: str, year: int | None) -> None:
    assert find_year(text) == year


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("Dataset",), ResourceType("Dataset", "Dataset")),
        (("Dataset", "Experiment"), ResourceType("Dataset", "Experiment")),
        (("Course",), ResourceType("", "Course")),
        (("Moving Image",), ResourceType("Audiovisual", "Moving Image")),
    ],
)
def test_resource_types(words: tuple[str, ...], expected: ResourceType) -> None:
    assert resource_type_of(words) == expected


def test_two_spellings_of_one_identifier_share_a_key() -> None:
    assert pid_key("https://doi.org/10.5072/ABC") == pid_key("doi:10.5072/abc")
    assert pid_key("local") == "local"
