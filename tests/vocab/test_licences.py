from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.metadata import Rights
from fairsvc.vocab import load_text, load_toml
from fairsvc.vocab.licences import find_licence, find_licence_at, find_licence_named

CC = "creativecommons.org"
ADDRESSES = [
    (f"https://{CC}/licenses/by/4.0/", "CC-BY-4.0"),
    (f"http://{CC}/licenses/by/4.0", "CC-BY-4.0"),
    (f"https://www.{CC}/licenses/by/4.0/legalcode", "CC-BY-4.0"),
    (f"https://{CC}/licenses/by/4.0/deed.de", "CC-BY-4.0"),
    (f"https://{CC}/licenses/by/4.0/legalcode.zh-hans", "CC-BY-4.0"),
    (f"HTTPS://{CC.upper()}/licenses/BY-NC-ND/3.0/deed", "CC-BY-NC-ND-3.0"),
    (f"https://{CC}/licenses/by/3.0/de/", "CC-BY-3.0-DE"),
    (f"https://{CC}/licenses/by-nc-nd/3.0/fr/", "CC-BY-NC-ND-3.0"),
    (f"https://{CC}/licenses/by-nc-sa/2.0/uk/legalcode", "CC-BY-NC-SA-2.0-UK"),
    (f"http://{CC}/publicdomain/zero/1.0/", "CC0-1.0"),
    (f"http://{CC}/publicdomain/zero/1.0/deed.en", "CC0-1.0"),
    (f"https://{CC}/publicdomain/mark/1.0/", "CC-PDM-1.0"),
    (f"https://{CC}/licenses/", None),
    (f"https://{CC}/licenses/by/9.0/", None),
    ("https://spdx.org/licenses/CC-BY-4.0.html", "CC-BY-4.0"),
    ("http://spdx.org/licenses/MIT", "MIT"),
    ("https://spdx.org/licenses/GPL-3.0-only.json", "GPL-3.0-only"),
    ("https://spdx.org/licenses/", None),
    ("https://opensource.org/licenses/MIT", "MIT"),
    ("https://opensource.org/license/mit/", "MIT"),
    ("http://www.opensource.org/licenses/mit-license.php", "MIT"),
    ("https://opensource.org/licenses/GPL-3.0", "GPL-3.0-only"),
    ("https://opensource.org/licenses/BSD-3-Clause", "BSD-3-Clause"),
    ("http://opendatacommons.org/licenses/odbl/", "ODbL-1.0"),
    ("https://opendefinition.org/licenses/odc-odbl", "ODbL-1.0"),
    ("http://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
    ("https://www.govdata.de/dl-de/by-2-0", "DL-DE-BY-2.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0", "CC-BY-4.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC_BYSA_4_0", "CC-BY-SA-4.0"),
    ("http://publications.europa.eu/resource/authority/licence/COM_REUSE", "EU:COM_REUSE"),
    ("http://rightsstatements.org/vocab/InC/1.0/", "RightsStatements:InC-1.0"),
    ("https://rightsstatements.org/page/NoC-NC/1.0/?language=en", "RightsStatements:NoC-NC-1.0"),
    ("http://purl.org/coar/access_right/c_abf2", None),
    ("info:eu-repo/semantics/openAccess", None),
    ("http://publications.europa.eu/resource/authority/access-right/PUBLIC", None),
    ("https://example.org/terms", None),
    ("", None),
]
NAMES = [
    ("CC-BY-4.0", "CC-BY-4.0"),
    ("cc-by-4.0", "CC-BY-4.0"),
    ("CC BY 4.0", "CC-BY-4.0"),
    ("CC BY-NC-SA 3.0", "CC-BY-NC-SA-3.0"),
    ("cc-by-nc-nd-3.0", "CC-BY-NC-ND-3.0"),
    ("CC BY 3.0 DE", "CC-BY-3.0-DE"),
    ("CC-BY 2.0 CA", "CC-BY-2.0"),
    ("CC0", "CC0-1.0"),
    ("CC0 1.0", "CC0-1.0"),
    ("CC0 1.0 Universal", "CC0-1.0"),
    ("CC0 Waiver", "CC0-1.0"),
    ("Creative Commons Zero 1.0 Universal", "CC0-1.0"),
    ("Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
    ("Creative Commons Attribution 4.0 International (CC BY 4.0) license, except where further", "CC-BY-4.0"),
    ("Creative Commons Attribution Non Commercial 4.0 International", "CC-BY-NC-4.0"),
    ("Creative Commons Attribution Non Commercial No Derivatives 4.0 International", "CC-BY-NC-ND-4.0"),
    ("Creative Commons License: Attribution-NonCommercial-NoDerivs 3.0 Unported", "CC-BY-NC-ND-3.0"),
    ("Creative Commons Attribution-ShareAlike 4.0 International License", "CC-BY-SA-4.0"),
    ("Creative Commons BY-NC-ND 3.0 FR", "CC-BY-NC-ND-3.0"),
    ("Open Database License [ODbL]", "ODbL-1.0"),
    ("GNU General Public License version 3", "GPL-3.0-only"),
    ("MIT License", "MIT"),
    ("Apache License 2.0", "Apache-2.0"),
    ("Attribution 4.0", None),
    ("CC BY", None),
    ("CC by-nd", None),
    ("Open Access", None),
    ("All rights reserved", None),
    ("ask me", None),
    ("CERN", None),
    ("No commercial reproduction, distribution, display or performance rights in this work are provided.", None),
    ("x", None),
    ("", None),
    ("CC BY 4.0 " * 100, None),
]


@pytest.mark.parametrize(("address", "licence"), ADDRESSES)
def test_licence_at(address: str, licence: str | None) -> None:
    assert find_licence_at(address) == licence


@pytest.mark.parametrize(("name", "licence"), NAMES)
def test_licence_named(name: str, licence: str | None) -> None:
    assert find_licence_named(name) == licence


@pytest.mark.parametrize(
    ("rights", "licence"),
    [
        (Rights(uri=f"https://{CC}/licenses/by/4.0/", text="CC BY Waiver"), "CC-BY-4.0"),
        (
            Rights(text=f"License: http://{CC}/publicdomain/zero/1.0", uri=f"http://{CC}/publicdomain/zero/1.0"),
            "CC0-1.0",
        ),
        (Rights(text=f"http://{CC}/licenses/by/3.0/"), "CC-BY-3.0"),
        (Rights(identifier="CC0 1.0", scheme="SPDX"), "CC0-1.0"),
        (Rights(identifier="ODbL-1.0", text="Metadata are openly licensed"), "ODbL-1.0"),
        (Rights(uri="info:eu-repo/semantics/openAccess", text="Open Access"), None),
        (Rights(uri="https://doi.org/10.17026/fp39-0x58", text="DANS Licence"), None),
        (Rights(), None),
    ],
)
def test_licence_of_rights(rights: Rights, licence: str | None) -> None:
    assert find_licence(rights) == licence


def test_every_alias_leads_to_a_known_identifier() -> None:
    known = set(load_text("spdx_licence_ids.txt").split())
    table = load_toml("licences.toml")
    for section in ("addresses", "names", "opensource"):
        assert set(table[section].values()) <= known


def test_every_identifier_names_itself() -> None:
    for licence in load_text("spdx_licence_ids.txt").split():
        assert find_licence_named(licence) == licence
        assert find_licence_at(f"https://spdx.org/licenses/{licence}.html") == licence


@given(st.text(max_size=400), st.text(max_size=400))
@settings(max_examples=100)
def test_any_text_gives_a_licence_or_none(uri: str, text: str) -> None:
    found = find_licence(Rights(uri=uri, text=text, identifier=text))
    assert found is None or found


def test_every_creative_commons_address_in_real_metadata_is_recognised(shared: Path) -> None:
    pattern = re.compile(rf"https?://{CC}/(?:licenses|publicdomain)/[a-z-]+/\d\.\d[^\s\"'<>\\]*")
    found = 0
    for path in sorted((shared / "harvest").rglob("*")):
        if path.suffix in (".xml", ".json"):
            for address in set(pattern.findall(path.read_text(encoding="utf-8", errors="replace"))):
                found += 1
                assert find_licence_at(address), address
    assert found > 20


def test_rights_of_real_records(shared: Path) -> None:
    """What SPDX calls it, by identifier, is what the address of the same statement means."""
    compared = 0
    for path in sorted((shared / "harvest").rglob("*.json")):
        for uri, identifier in _pairs(json.loads(path.read_text(encoding="utf-8"))):
            by_address, by_name = find_licence_at(uri), find_licence_named(identifier)
            if by_address and by_name:
                compared += 1
                assert by_address.startswith(by_name[:5]), (uri, identifier)
    assert compared > 5


def _pairs(value: object) -> list[tuple[str, str]]:
    if isinstance(value, list):
        return [pair for item in value for pair in _pairs(item)]
    if not isinstance(value, dict):
        return []
    own = [(value["rightsUri"], value["rightsIdentifier"])] if {"rightsUri", "rightsIdentifier"} <= set(value) else []
    own = [(str(uri), str(identifier)) for uri, identifier in own if uri and identifier]
    return own + [pair for item in value.values() for pair in _pairs(item)]
