from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.dispatch import read_metadata
from fairsvc.formats.oai_datacite import ID, read
from fairsvc.model.metadata import Identifier, Origin, Rights, Text

SAMPLES = Path(__file__).parents[1] / "samples" / "formats"


def envelope(version: str, kernel: str) -> bytes:
    return (
        f'<oai_datacite xmlns="http://schema.datacite.org/oai/oai-{version}/"><schemaVersion>4</schemaVersion>'
        f'<payload><resource xmlns="http://datacite.org/schema/kernel-{kernel}"><titles><title>T</title></titles></resource>'
        "</payload></oai_datacite>"
    ).encode()


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("kernel", ["2.1", "3", "4"])
def test_both_envelopes_and_any_kernel(version: str, kernel: str) -> None:
    view = read(envelope(version, kernel))
    assert view.titles == (Text("T"),)
    assert view.origin("titles") == Origin(ID, "titles/title")
    assert view.unmapped == (("schemaVersion", "4"),)
    assert view.namespaces == (
        f"http://schema.datacite.org/oai/oai-{version}/",
        f"http://datacite.org/schema/kernel-{kernel}",
    )


def test_a_record_is_unwrapped() -> None:
    name, view = read_metadata((SAMPLES / "oai_datacite.xml").read_bytes())
    assert name == ID
    assert view.identifiers == (Identifier("10.5072/SAXS-0001", "DOI"),)
    assert view.unmapped == (("schemaVersion", "4.3"), ("datacentreSymbol", "EXAMPLE.SOURCE"))


@pytest.mark.parametrize("name", ["empty-envelope.xml", "foreign-envelope.xml"])
def test_an_envelope_without_a_resource_is_unreadable(name: str) -> None:
    with pytest.raises(Unreadable, match="DataCite"):
        read((SAMPLES / "invalid" / name).read_bytes())


def test_envelopes_of_real_providers(shared: Path) -> None:
    found = {}
    for path in sorted((shared / "harvest").rglob("*.xml")):
        body = path.read_bytes()
        if b"<oai_datacite" in body:
            name, view = read_metadata(body)
            assert name == ID, path
            found[path.parent.name] = (view.identifiers[0].value, view.publication_year, len(view.creators))
    assert found == {
        "geofon-oai_datacite": ("10.5880/GEOFON.gfz2012mfau", 2012, 1),
        "oai-1.0": ("10.5072/WDCC/CCSRNIES_SRES_B2", 2004, 2),
        "uhh": ("10.25592/uhhfdm.1732", 2009, 1),
    }


def test_an_access_statement_is_both(shared: Path) -> None:
    path = next((shared / "harvest/oai/b2find/uhh").glob("*.xml"))
    _, view = read_metadata(path.read_bytes())
    assert view.rights == (Rights("Restricted Access", "info:eu-repo/semantics/restrictedAccess"),)
    assert view.access == ("info:eu-repo/semantics/restrictedAccess", "Restricted Access")


@settings(max_examples=40)
@given(st.binary(max_size=40), st.integers(0, 400), st.integers(0, 60))
def test_damaged_bytes_are_a_view_or_unreadable(damage: bytes, at: int, cut: int) -> None:
    body = envelope("1.1", "4")
    with suppress(Unreadable):
        assert read(body[:at] + damage + body[at + cut :])
