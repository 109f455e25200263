"""Blanking keeps the length, hits every spelling, and leaves what only looks alike."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.blanking import blank_identifier, blank_person, find_names, find_orcid, has_orcid
from fairsvc.model.metadata import Agent, Identifier, Metadata

ORCID = "0000-0002-1825-0097"
ADA = Agent(
    "Müller, Ada", given="Ada", family="Müller", identifiers=(Identifier(f"https://orcid.org/{ORCID}", "ORCID"),)
)
LI = Agent("Li, Wu", given="Wu", family="Li", identifiers=(Identifier(ORCID),))


def known(orcid: str) -> bool:
    return orcid == ORCID


@pytest.mark.parametrize(
    ("text", "orcid"),
    [
        (ORCID, ORCID),
        (f"https://orcid.org/{ORCID}", ORCID),
        ("0000000218250097", ORCID),
        ("0000-0001-5109-370X", ""),
        ("0000-0002-1694-233X", "0000-0002-1694-233X"),
        ("0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("0000-0002-1825-0098", ""),
        ("10.5072/0000", ""),
        ("", ""),
    ],
)
def test_reading_an_orcid(text: str, orcid: str) -> None:
    assert find_orcid(text) == orcid


@pytest.mark.parametrize(
    ("agent", "data", "blanked"),
    [
        (ADA, f"<id>{ORCID}</id>", "<id>-------------------</id>"),
        (ADA, '"https://orcid.org/0000000218250097"', '"https://orcid.org/----------------"'),
        (ADA, "<creatorName>Müller, Ada</creatorName>", "<creatorName>------------</creatorName>"),
        (ADA, "written by Ada Müller.", "written by -----------."),
        (ADA, "written by ADA MüLLER.", "written by -----------."),
        (
            ADA,
            "<givenName>Ada</givenName><familyName>Müller</familyName>",
            "<givenName>---</givenName><familyName>-------</familyName>",
        ),
        (ADA, r'{"name":"M\u00fcller, Ada"}', r'{"name":"' + "-" * 16 + '"}'),
        (ADA, "<a>M&#252;ller, Ada</a><b>M&#xfc;ller, Ada</b>", "<a>----------------</a><b>----------------</b>"),
        (ADA, "the language Ada, and the Müller cell", "the language Ada, and the Müller cell"),
        (Agent("Ada Müller"), "<a>Müller, Ada</a> and <b>Ada</b>", "<a>------------</a> and <b>---</b>"),
        (LI, "<subject>Li-ion cells</subject><f>Li</f>", "<subject>Li-ion cells</subject><f>--</f>"),
        (LI, "Li in Wu Li's sample", "Li in -----'s sample"),
        (ADA, "0000-0001-5109-3700 of another", "0000-0001-5109-3700 of another"),
        (ADA, f"1{ORCID}", f"1{ORCID}"),
    ],
)
def test_what_is_blanked(agent: Agent, data: str, blanked: str) -> None:
    found = blank_person(data.encode(), known, [agent])
    assert found.decode() == blanked
    assert len(found) == len(data.encode())


def test_only_the_known_are_found() -> None:
    other = Agent("Other", identifiers=(Identifier("0000-0002-1694-233X"),))
    metadata = Metadata(creators=(ADA, other, Agent("Nobody")), contributors=(LI,))
    assert find_names(metadata, known) == {ADA, LI}
    assert find_names(None, known) == frozenset()
    assert has_orcid(b"x 0000-0002-1825-0097 y", known)
    assert not has_orcid(b"x 0000-0002-1694-233X y", known)


@pytest.mark.parametrize(
    ("data", "blanked"),
    [
        ("<identifier>oai:x:1</identifier>", "<identifier>-------</identifier>"),
        ("<o:identifier a='b'> oai:x:1 </o:identifier>", "<o:identifier a='b'> ------- </o:identifier>"),
        ('{"id": "oai:x:1"}', '{"id": "-------"}'),
        ("<identifier>oai:x:12</identifier>", "<identifier>oai:x:12</identifier>"),
        ("<relatedIdentifier>oai:x:1</relatedIdentifier>", "<relatedIdentifier>oai:x:1</relatedIdentifier>"),
        ('{"doi": "oai:x:1"}', '{"doi": "oai:x:1"}'),
    ],
)
def test_an_identifier_is_blanked_where_it_heads_a_record(data: str, blanked: str) -> None:
    assert blank_identifier(data.encode(), "oai:x:1").decode() == blanked


@settings(max_examples=100)
@given(st.binary(max_size=300), st.text(max_size=20), st.text(max_size=20))
def test_any_bytes_keep_their_length(data: bytes, given_name: str, family: str) -> None:
    agent = Agent(f"{family}, {given_name}", given=given_name, family=family)
    data += family.encode("utf-8", "replace") + ORCID.encode()
    assert len(blank_person(data, known, [agent])) == len(data)
