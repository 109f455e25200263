"""The misbehaving provider itself: honest where no fault is on, and each fault shows in some answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
import requests
from sickle import Sickle

from tests.support.bad_provider import misbehaving
from tests.support.faults import FAULTS
from tests.support.honest_provider import ITEMS
from tests.support.server import Asked, Handler, Served

# Where from and until must match, where they do not, and pages of a list as a harvester asks for them.
ROUTE = (
    {"verb": "Identify"},
    {"verb": "ListRecords", "metadataPrefix": "oai_dc"},
    {"verb": "ListRecords", "resumptionToken": "ListRecords|oai_dc||||& at=10"},
    {"verb": "ListRecords", "resumptionToken": "ListRecords|oai_dc||||& at=20"},
    {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2025-01-01", "until": "2025-12-31"},
    {"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "2025-12-31"},
    {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:demo:17"},
    {"verb": "Identify"},
    {"verb": "ListRecords", "metadataPrefix": "oai_dc"},
)
_CLOCK = re.compile(rb"(?<=<responseDate>)20[2-9][^<]*")


@pytest.fixture
def honest(serve: Callable[[Handler], Served]) -> Sickle:
    return Sickle(f"{serve(misbehaving(FAULTS['none'])).url}/oai")


def count(client: Sickle, **arguments: str) -> int:
    return len(list(client.ListRecords(metadataPrefix="oai_dc", **arguments)))


def test_the_honest_list_is_whole(honest: Sickle) -> None:
    identifiers = [header.identifier for header in honest.ListIdentifiers(metadataPrefix="oai_dc")]
    assert identifiers == [f"oai:demo:{item.number}" for item in ITEMS]
    assert [record.header.identifier for record in honest.ListRecords(metadataPrefix="oai_dc")] == identifiers
    assert [one.setSpec for one in honest.ListSets()] == ["open", "closed"]
    assert (
        honest.GetRecord(identifier="oai:demo:17", metadataPrefix="oai_dc").header.datestamp == "2025-03-05T10:00:02Z"
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"from": "2025-01-01", "until": "2025-12-31"}, 17),
        ({"from": "2025-03-05T10:00:02Z", "until": "2025-03-05T10:00:02Z"}, 1),
        ({"until": "2023-12-31"}, 5),
        ({"set": "open"}, 30),
    ],
)
def test_dates_are_inclusive(honest: Sickle, arguments: dict[str, str], expected: int) -> None:
    assert count(honest, **arguments) == expected


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("verb=Nonsense", "badVerb"),
        ("", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&x=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=none", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2025-01-01&until=2025-01-02T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2025-02-01&until=2025-01-02", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=closed", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=x", "idDoesNotExist"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_errors_are_named(honest: Sickle, method: str, query: str, code: str) -> None:
    url = honest.endpoint if method == "POST" else f"{honest.endpoint}?{query}"
    answer = requests.request(method, url, data=query if method == "POST" else None, timeout=5)
    assert (answer.status_code, re.findall(r'<error code="(\w+)"', answer.text)) == (200, [code])


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "none" and "in time" not in name])
def test_each_fault_shows(name: str) -> None:
    asked = [Asked("GET", f"/oai?{urlencode(arguments)}", {"host": "h"}) for arguments in ROUTE]
    honest, faulty = misbehaving(FAULTS["none"]), misbehaving(FAULTS[name])
    assert [_timeless(faulty(one)) for one in asked] != [_timeless(honest(one)) for one in asked]


def _timeless(reply: tuple[int, list[tuple[str, str]], bytes]) -> object:
    return reply[0], reply[1], _CLOCK.sub(b"now", reply[2])
