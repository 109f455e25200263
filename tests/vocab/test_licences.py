from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.metadata import Rights
from fairsvc.vocab import load_text, load_toml
from fairsvc.vocab.licences import find_licence, find_licence_at, find_licence_named, licence_address, same_licence

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
    (f"https://{CC}/licences/by/4.0/", "CC-BY-4.0"),
    (f"http://www.{CC}/licences/by-sa/4.0/legalcode.fr", "CC-BY-SA-4.0"),
    (f"https://{CC}/licenses/by-nc-sa/4.0/deed.sv", "CC-BY-NC-SA-4.0"),
    (f"https://{CC}/licenses/by/3.0/igo/", "CC-BY-3.0-IGO"),
    (f"https://{CC}/licenses/by/3.0/at/deed.de", "CC-BY-3.0-AT"),
    (f"https://{CC}/licenses/by/2.5/scotland/", "CC-BY-2.5"),
    (f"https://{CC}/licenses/by/4.0/?ref=chooser-v1", "CC-BY-4.0"),
    (f"https://{CC}/licenses/by/4.0#legal", "CC-BY-4.0"),
    (f"{CC}/licenses/by-nc/4.0", "CC-BY-NC-4.0"),
    (f"http://i.{CC}/l/by/4.0/88x31.png", "CC-BY-4.0"),
    ("https://licensebuttons.net/l/by-nc-nd/4.0/88x31.png", "CC-BY-NC-ND-4.0"),
    (f"https://{CC}/publicdomain/zero/1.0/legalcode.it", "CC0-1.0"),
    (f"https://{CC}/publicdomain/zero/", "CC0-1.0"),
    (f"https://{CC}/about/cc0", "CC0-1.0"),
    (f"https://{CC}/licenses/by/", None),
    (f"https://{CC}/licenses/xx/4.0/", None),
    ("https://spdx.org/licenses/CC-BY-4.0.jsonld", "CC-BY-4.0"),
    ("https://spdx.org/licenses/cc0-1.0", "CC0-1.0"),
    ("https://opendefinition.org/licenses/cc-by/", "CC-BY-4.0"),
    ("http://opendefinition.org/licenses/cc-zero/", "CC0-1.0"),
    ("https://dalicc.net/licenselibrary/CC-BY-4.0", "CC-BY-4.0"),
    ("https://dalicc.net/licenselibrary/Cc010Universal", "CC0-1.0"),
    ("https://www.dalicc.net/licenselibrary/MIT", "MIT"),
    ("https://dalicc.net/licenselibrary/nothing", None),
    ("http://publications.europa.eu/resource/authority/licence/CCBY_4_0", "CC-BY-4.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC_BYNC_4_0", "CC-BY-NC-4.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC_BYNCND_3_0", "CC-BY-NC-ND-3.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC_BYNCSA_4_0", "CC-BY-NC-SA-4.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC0", "CC0-1.0"),
    ("http://publications.europa.eu/resource/authority/licence/EUPL_1_2", "EUPL-1.2"),
    ("http://publications.europa.eu/resource/authority/licence/APACHE_2_0", "Apache-2.0"),
    ("http://publications.europa.eu/resource/authority/licence/ODC_BY", "ODC-By-1.0"),
    ("http://rightsstatements.org/vocab/InC-EDU/1.0/?relatedURL=https://example.org", "RightsStatements:InC-EDU-1.0"),
    ("https://rightsstatements.org/page/inc/1.0/", "RightsStatements:InC-1.0"),
    ("https://rightsstatements.org/vocab/XYZ/1.0/", None),
    ("https://rightsstatements.org/", None),
    ("https://www.gnu.org/licenses/gpl-3.0.en.html", "GPL-3.0-only"),
    ("https://www.mozilla.org/en-US/MPL/2.0/", "MPL-2.0"),
    ("https://choosealicense.com/licenses/mit/", "MIT"),
    ("https://example.org/creativecommons.org/licenses/by/4.0/", None),
    ("http://purl.org/coar/access_right/c_abf2", None),
    ("info:eu-repo/semantics/openAccess", None),
    ("http://publications.europa.eu/resource/authority/access-right/PUBLIC", None),
    ("https://example.org/terms", None),
    (f"https://{CC}/publicdomain/zero/4.0/", None),
    (f"https://{CC}/publicdomain/zero/1.0.5/", None),
    (f"https://{CC}/publicdomain/mark/9.9/", None),
    (f"https://{CC}/licenses/zero/4.0/", None),
    (f"https://{CC}/licenses/zero/1.0/", None),
    (f"https://{CC}/publicdomain/by/4.0/", None),
    (f"https://{CC}/licenses/by/4.05/", None),
    ("https://licensebuttons.net/p/zero/1.0/88x31.png", "CC0-1.0"),
    ("http://publications.europa.eu/resource/authority/licence/NOTHING", None),
    ("http://publications.europa.eu/resource/authority/licence/OP_DATPRO", None),
    ("http://publications.europa.eu/resource/authority/licence/HROD", "EU:HROD"),
    ("https://rightsstatements.org/vocab/InC/9.9/", None),
    ("https://rightsstatements.org/vocab/InC/1.00/", None),
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
    ("CC BY 4", "CC-BY-4.0"),
    ("cc_by_4.0", "CC-BY-4.0"),
    ("CCBY4.0", "CC-BY-4.0"),
    ("CC-BY v4.0", "CC-BY-4.0"),
    ("CC BY version 4.0", "CC-BY-4.0"),
    ("CC BYNCSA 4.0", "CC-BY-NC-SA-4.0"),
    ("Creative Commons BY-SA 4.0", "CC-BY-SA-4.0"),
    ("CC BY 3.0 Deutschland", "CC-BY-3.0-DE"),
    ("CC BY 3.0 IGO", "CC-BY-3.0-IGO"),
    ("CC BY 4.0 licence; please cite the article of 2019", "CC-BY-4.0"),
    ("License CC BY-NC-ND 4.0, 2021", "CC-BY-NC-ND-4.0"),
    ("Attribution 4.0 International (CC BY 4.0)", "CC-BY-4.0"),
    ("Attribution-NonCommercial-ShareAlike 4.0 International", "CC-BY-NC-SA-4.0"),
    ("Creative Commons Attribution-NonCommercial-ShareAlike 4.0", "CC-BY-NC-SA-4.0"),
    ("Creative Commons Attribution Share Alike 3.0 Unported", "CC-BY-SA-3.0"),
    ("Creative Commons Attribution 3.0 Germany", "CC-BY-3.0-DE"),
    ("Creative Commons Namensnennung 4.0 International", "CC-BY-4.0"),
    ("Namensnennung - Nicht-kommerziell 4.0 International", "CC-BY-NC-4.0"),
    ("Creative Commons Namensnennung - Keine Bearbeitungen 3.0 Deutschland", "CC-BY-ND-3.0-DE"),
    ("Creative Commons Namensnennung - Weitergabe unter gleichen Bedingungen 4.0", "CC-BY-SA-4.0"),
    ("Licence Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
    ("Licence Creative Commons Paternité - Pas d'Utilisation Commerciale 3.0 France", "CC-BY-NC-3.0"),
    ("Creative Commons Attribution - Partage dans les Mêmes Conditions 4.0 International", "CC-BY-SA-4.0"),
    ("Creative Commons Attribuzione 4.0 Internazionale", "CC-BY-4.0"),
    ("Attribuzione - Non commerciale - Condividi allo stesso modo 4.0 Internazionale", "CC-BY-NC-SA-4.0"),
    ("Atribución 4.0 Internacional", "CC-BY-4.0"),
    ("Creative Commons Reconocimiento-NoComercial-SinObraDerivada 3.0", "CC-BY-NC-ND-3.0"),
    ("Erkännande 4.0 Internationell", "CC-BY-4.0"),
    ("Erkännande-IckeKommersiell-DelaLika 4.0 Internationell", "CC-BY-NC-SA-4.0"),
    ("Creative Commons Naamsvermelding-GelijkDelen 4.0 Internationaal", "CC-BY-SA-4.0"),
    ("署名 4.0 国际", "CC-BY-4.0"),
    ("CC Zero", "CC0-1.0"),
    ("Creative Commons CC0 1.0 Universal Public Domain Dedication", "CC0-1.0"),
    ("Public Domain Mark 1.0", "CC-PDM-1.0"),
    ("The MIT License", "MIT"),
    ("BSD 3-Clause License", "BSD-3-Clause"),
    ('BSD 2-Clause "Simplified" License', "BSD-2-Clause"),
    ("Apache License, Version 2.0", "Apache-2.0"),
    ("Apache 2.0", "Apache-2.0"),
    ("GPLv3", "GPL-3.0-only"),
    ("GPL-3.0-or-later", "GPL-3.0-or-later"),
    ("GNU Lesser General Public License v3.0 only", "LGPL-3.0-only"),
    ("Mozilla Public License Version 2.0", "MPL-2.0"),
    ("European Union Public License 1.2", "EUPL-1.2"),
    ("ODbL", "ODbL-1.0"),
    ("Open Data Commons Attribution License v1.0", "ODC-By-1.0"),
    ("Datenlizenz Deutschland Namensnennung 2.0", "DL-DE-BY-2.0"),
    ("Licence Ouverte / Etalab 2.0", "etalab-2.0"),
    ("etalab-2.0", "etalab-2.0"),
    ("Open Government Licence v3.0", "OGL-UK-3.0"),
    ("This work is licensed under CC BY 4.0", "CC-BY-4.0"),
    (
        "The data are available under the terms of the Creative Commons Attribution 4.0 International license",
        "CC-BY-4.0",
    ),
    ("Model data are licensed under CC BY 4.0", "CC-BY-4.0"),
    ("Dieser Datensatz steht unter der Lizenz CC BY-SA 4.0", "CC-BY-SA-4.0"),
    ("Ces données sont mises à disposition sous CC BY 4.0", None),
    ("Ces données sont disponibles sous licence CC BY 4.0", "CC-BY-4.0"),
    ("Questo dataset è distribuito con licenza CC BY 4.0", "CC-BY-4.0"),
    ("Este conjunto está bajo la licencia CC BY 4.0", None),
    ("Estos datos", None),
    ("CC BY 4.0 or CC BY 4.0 International", "CC-BY-4.0"),
    ("This is NOT licensed under CC BY 4.0", None),
    ("This is not licensed under Creative Commons Attribution 4.0 International", None),
    ("Nicht unter CC BY 4.0 lizenziert", None),
    ("Pas de licence CC BY 4.0", None),
    ("all rights reserved; not CC0", None),
    ("volume 10 cc 0 percent", None),
    ("10 cc by 4.0 cm", None),
    ("CC BY 4.0 or CC BY-NC 4.0", None),
    ("CC BY 4.0 and CC0", None),
    ("CC BY 4.0 or MIT", None),
    ("Creative Commons Attribution 4.0 or Attribution-NonCommercial 4.0", None),
    ("CC BY 2014", None),
    ("CC BY 5.0", None),
    ("CC BY-XX 4.0", None),
    ("Copyright 2026 the facility", None),
    ("see website", None),
    ("restricted", None),
    ("Attribution of colours 4.0", None),
    ("International agreement 4.0", None),
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
        (Rights(identifier=f"https://{CC}/licenses/by/4.0/"), "CC-BY-4.0"),
        (Rights(identifier="InC", scheme="RightsStatements.org"), "RightsStatements:InC-1.0"),
        (Rights(identifier="NoC-NC-1.0", scheme="rightsstatements"), "RightsStatements:NoC-NC-1.0"),
        (
            Rights(identifier="CC_BYNC_4_0", scheme_uri="http://publications.europa.eu/resource/authority/licence"),
            "CC-BY-NC-4.0",
        ),
        (Rights(text=f"See https://{CC}/licenses/by/4.0/deed.fr for what you may do"), "CC-BY-4.0"),
        (Rights(uri="https://example.org/terms", identifier="cc-by-4.0", scheme="SPDX"), "CC-BY-4.0"),
        (Rights(text=f"This is NOT licensed under https://{CC}/licenses/by/4.0/"), None),
        (Rights(text=f"https://{CC}/licenses/by/4.0/ or https://{CC}/licenses/by-nc/4.0/"), None),
        (Rights(text=f"CC BY 4.0 https://{CC}/licenses/by/4.0/ https://{CC}/licenses/by/4.0/deed.de"), "CC-BY-4.0"),
        (Rights(identifier="InC-9.9", scheme="RightsStatements.org"), None),
        (Rights(identifier="NOTHING", scheme="European Commission, europa.eu"), None),
        (Rights(text="ask me"), None),
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
    for section in ("addresses", "names", "opensource", "eu"):
        assert set(table[section].values()) <= known


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("CC-BY-4.0", "CC-BY-4.0", True),
        ("CC-BY-3.0", "CC-BY-3.0-DE", True),
        ("CC-BY-3.0-DE", "CC-BY-3.0-AT", False),
        ("CC-BY-3.0", "CC-BY-4.0", False),
        ("CC-BY-4.0", "CC-BY-SA-4.0", False),
        ("CC-BY-NC-4.0", "CC-BY-4.0", False),
        ("GPL-3.0", "GPL-3.0-only", True),
        ("GPL-3.0-only", "GPL-3.0-or-later", False),
        ("BSD-3-Clause", "BSD-3-Clause-Clear", False),
        ("CC0-1.0", "CC-PDM-1.0", False),
        ("EU:COM_REUSE", "EU:COM_REUSE", True),
    ],
)
def test_same_licence(one: str, other: str, same: bool) -> None:
    assert same_licence(one, other) is same
    assert same_licence(other, one) is same


def test_every_licence_has_an_address_that_leads_back() -> None:
    authorities = ["EU:COM_REUSE", "RightsStatements:InC-EDU-1.0", "RightsStatements:UND-1.0"]
    for licence in [*load_text("spdx_licence_ids.txt").split(), *authorities]:
        assert find_licence_at(licence_address(licence)) == licence


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
