"""The source against DataCite's API on loopback: complete lists, and what goes wrong with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from fairsvc.errors import BadSettings, FetchFailed, ProtocolBroken, TokenExpired, Unreadable, UpstreamError
from fairsvc.model.harvest import Checkpoint, Page, Reading, Repository, RunState, SourceConfig, Split, Window
from fairsvc.model.record import Record
from harvest.account import close
from harvest.sources.datacite_rest import SOURCE
from tests.support.datacite_api import JSON, DataCiteApi, dois
from tests.support.plain_fetcher import PlainFetcher
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]

PLAIN = PlainFetcher()
DEMO = "client-id=inist.demo"
START = Checkpoint(Window("datacite-json", DEMO))


def config_of(served: Served, **changes: Any) -> SourceConfig:
    return replace(SourceConfig("demo", "datacite", served.url, client_id="inist.demo"), **changes)


def harvest(
    served: Served, checkpoint: Checkpoint = START, fetcher: PlainFetcher = PLAIN, **changes: Any
) -> tuple[list[Page], UpstreamError | None]:
    """Read pages until the list ends or a fault comes, and give both."""
    iterator = SOURCE.iter_pages(fetcher, config_of(served, **changes), checkpoint)
    pages: list[Page] = []
    while True:
        try:
            pages.append(next(iterator))
        except StopIteration:
            return pages, None
        except UpstreamError as fault:
            return pages, fault


def collect(pages: list[Page]) -> list[Record]:
    return [record for page in pages for record in page.records]


def codes(pages: list[Page]) -> list[str]:
    return [deviation.code for page in pages for deviation in page.deviations]


def queries(served: Served) -> list[dict[str, str]]:
    asked = (parse_qs(urlsplit(one.path).query) for one in served.asked)
    return [{name: values[0] for name, values in query.items()} for query in asked]


@pytest.mark.parametrize(
    ("count", "pages", "last"),
    [(0, 1, 0), (1, 1, 1), (999, 1, 999), (1000, 2, 0), (1001, 2, 1)],
)
def test_whole_lists_end_done(serve: Serve, count: int, pages: int, last: int) -> None:
    found, fault = harvest(serve(DataCiteApi(dois(count))))
    records = collect(found)
    assert (fault, len(found), len(found[-1].records), len(records)) == (None, pages, last, count)
    assert (found[-1].checkpoint.done, found[-1].checkpoint.token, codes(found)) == (True, "", [])
    assert [record.identifier for record in records] == [entry.doi.lower() for entry in dois(count)]
    state, _ = close(found[-1].checkpoint)
    assert state is (RunState.VERIFIED if count else RunState.PLAUSIBLE)


def test_records_are_whole_and_as_received(serve: Serve) -> None:
    pages, _ = harvest(serve(DataCiteApi(dois(2, schema_version=None))))
    first, _ = collect(pages)
    assert pages[0].exchange.body is not None
    assert first.raw in pages[0].exchange.body
    assert json.loads(first.raw)["attributes"]["schemaVersion"] is None
    assert (first.format, first.prefix, first.sets) == ("datacite-json", "datacite-json", ("inist.demo",))
    assert (first.datestamp, first.deleted, first.trouble) == ("2020-02-01T00:00:00.000Z", False, "")
    assert first.metadata is not None
    assert first.metadata.creators[0].affiliations[0].name == "Demo Facility"


def test_requests_are_built_by_us(serve: Serve) -> None:
    served = serve(DataCiteApi(dois(15), largest=10))
    window = Window("datacite-json", DEMO, "2020-01-01T00:00:00Z", "2020-12-31T23:59:59Z")
    harvest(served, Checkpoint(window), doi_prefix="10.5072", query="absorption")
    first, second = queries(served)
    assert first == {
        "client-id": "inist.demo",
        "prefix": "10.5072",
        "query": "(absorption) AND updated:[2020-01-01T00:00:00Z TO 2020-12-31T23:59:59Z]",
        "page[cursor]": "1",
        "page[size]": "1000",
        "disable-facets": "true",
        "affiliation": "true",
        "publisher": "true",
    }
    assert second == {**first, "page[cursor]": second["page[cursor]"]}
    assert not any("mailto" in asked.path for asked in served.asked)


def test_narrowed_lists(serve: Serve) -> None:
    entries = [*dois(3), *(replace(entry, doi=f"10.1234/{n}") for n, entry in enumerate(dois(2)))]
    entries += [replace(entry, client="tib.other") for entry in dois(4)]
    served = serve(DataCiteApi(entries))
    assert len(collect(harvest(served)[0])) == 5
    assert len(collect(harvest(served, doi_prefix="10.1234")[0])) == 2
    assert len(collect(harvest(served, client_id="inist.demo,tib.other")[0])) == 9
    window = replace(START.window, from_="2020-02-01T00:01:00Z")
    assert len(collect(harvest(served, Checkpoint(window))[0])) == 3


@pytest.mark.parametrize("stand", [0, 1, 2])
def test_a_killed_harvest_goes_on_where_it_stood(serve: Serve, stand: int) -> None:
    served = serve(DataCiteApi(dois(25), largest=10))
    whole, _ = harvest(served)
    rest, fault = harvest(served, whole[stand].checkpoint)
    assert fault is None
    assert collect(whole[: stand + 1]) + collect(rest) == collect(whole)
    server_at = whole[stand].checkpoint.server_at
    assert (rest or whole)[-1].checkpoint == replace(whole[-1].checkpoint, server_at=server_at)


def test_an_unreadable_cursor_is_a_restart(serve: Serve) -> None:
    """The API begins anew without a word: met by `created`, which goes back."""
    api = DataCiteApi(dois(25), largest=10)
    served = serve(api)
    pages, _ = harvest(served)

    def forget(asked: Asked) -> Reply:
        cursor = queries(served)[-1]["page[cursor]"]
        return api(replace(asked, path=asked.path.replace(cursor, "1")))

    for stand in (0, 1):
        found, fault = harvest(serve(_following(forget, served)), pages[stand].checkpoint)
        assert (found, type(fault)) == ([], TokenExpired)
        assert "restarted the list" in str(fault)


def _following(answer: Handler, served: Served) -> Handler:
    def handler(asked: Asked) -> Reply:
        served.asked.append(asked)
        return answer(asked)

    return handler


def test_a_repeated_cursor_is_a_circle(serve: Serve) -> None:
    entries = dois(25)
    api = DataCiteApi(entries, largest=10)

    def repeat(asked: Asked) -> Reply:
        status, headers, body = api(asked)
        document = json.loads(body)
        document["links"]["next"] = document["links"].get("next", "").replace(entries[19].cursor, entries[9].cursor)
        return status, headers, json.dumps(document).encode()

    pages, fault = harvest(serve(repeat))
    assert (len(pages), type(fault)) == (1, TokenExpired)


def test_cursors_we_cannot_read_are_followed_within_bounds(serve: Serve) -> None:
    entries = dois(1)
    asked_for = []

    def endless(asked: Asked) -> Reply:
        asked_for.append(asked)
        data = [entry.resource({}) for entry in entries]
        links = {"next": f"http://elsewhere.example/dois?page[cursor]=x{len(asked_for)}!"}
        return 200, [JSON], json.dumps({"data": data * 1000, "meta": {"total": 300}, "links": links}).encode()

    served = serve(endless)
    pages, fault = harvest(served)
    assert (len(pages), type(fault), len(served.asked)) == (1, ProtocolBroken, 2)
    assert "twice its total" in str(fault)
    assert "cursor.unknown" in codes(pages)
    assert "record.repeated" in codes(pages)


@pytest.mark.parametrize(
    ("change", "done", "state", "deviations"),
    [
        ({}, True, RunState.VERIFIED, []),
        ({"meta": {}}, True, RunState.PLAUSIBLE, ["total.missing"]),
        ({"meta": {"total": True}}, True, RunState.PLAUSIBLE, ["total.missing"]),
        ({"meta": {"total": 5}}, True, RunState.INCOMPLETE, []),
        ({"links": None}, True, RunState.VERIFIED, []),
    ],
)
def test_a_list_of_one_page(
    serve: Serve, change: dict[str, Any], done: bool, state: RunState, deviations: list[str]
) -> None:
    pages, fault = harvest(serve(_changed(DataCiteApi(dois(3)), change)))
    assert fault is None
    checkpoint = pages[-1].checkpoint
    assert (checkpoint.done, close(checkpoint)[0], codes(pages)) == (done, state, deviations)


def test_a_full_page_without_a_next_one_is_no_end(serve: Serve) -> None:
    pages, fault = harvest(serve(_changed(DataCiteApi(dois(1001)), {"links": {}})))
    assert (fault, len(pages), pages[0].checkpoint.done, codes(pages)) == (None, 1, False, ["next.missing"])
    assert close(pages[0].checkpoint)[0] is RunState.INCOMPLETE


def test_an_empty_page_with_a_next_one_is_refused(serve: Serve) -> None:
    link = {"next": "https://api.datacite.org/dois?page[cursor]=MSwx"}
    _, fault = harvest(serve(_changed(DataCiteApi([]), {"links": link})))
    assert isinstance(fault, ProtocolBroken)


def _changed(api: DataCiteApi, change: dict[str, Any]) -> Handler:
    def handler(asked: Asked) -> Reply:
        status, headers, body = api(asked)
        return status, headers, json.dumps({**json.loads(body), **change}).encode()

    return handler


@pytest.mark.parametrize(
    ("status", "body", "fault", "words"),
    [
        (200, b"<html>maintenance</html>", Unreadable, "no JSON"),
        (200, b"", Unreadable, "no JSON"),
        (200, b'{"data":[', Unreadable, "no JSON"),
        (200, b'{"data":[]} {}', Unreadable, "no JSON"),
        (200, b"[1]", Unreadable, "no JSON"),
        (200, b'{"message":"?"}', Unreadable, "no answer of DataCite"),
        (200, b'{"errors":[{"title":"index down"}]}', ProtocolBroken, "index down"),
        (200, b'{"data":[],"links":{"next":"/dois?page[number]=2"}}', ProtocolBroken, "without a cursor"),
        (400, b'{"errors":[{"status":"400","title":"bad query"}]}', FetchFailed, "bad query"),
        (403, b"denied", FetchFailed, "answered 403"),
        (502, b"", FetchFailed, "answered 502"),
        (503, b"", FetchFailed, "answered 503"),
        (302, b"", FetchFailed, "answered 302"),
    ],
)
def test_what_is_no_list(serve: Serve, status: int, body: bytes, fault: type[Exception], words: str) -> None:
    pages, met = harvest(serve(lambda asked: (status, [JSON], body)))
    assert (pages, type(met)) == ([], fault)
    assert words in str(met)


@pytest.mark.parametrize(
    ("reply", "times", "sizes"),
    [
        ((502, [], b""), 1, ["1000", "250", "250", "250"]),
        ((500, [], b""), 2, ["1000", "250", "100"] + ["100"] * 7),
        ((200, [JSON], b" " * 300_000), 1, ["1000", "250", "250", "250"]),
    ],
)
def test_a_page_that_is_too_much_comes_in_parts(serve: Serve, reply: Reply, times: int, sizes: list[str]) -> None:
    served = serve(DataCiteApi(dois(700), faults=[("dois", times, reply)]))
    fetcher = PlainFetcher(limit_bytes=299_999)
    pages, fault = harvest(served, fetcher=fetcher)
    assert (fault, len(collect(pages)), pages[-1].checkpoint.done) == (None, 700, True)
    assert [query["page[size]"] for query in queries(served)] == sizes[: len(served.asked)]
    assert set(codes(pages)) == {"page.reduced"}


def test_patience_is_asked_for_with_429(serve: Serve) -> None:
    served = serve(DataCiteApi(dois(3), faults=[("dois", 9, (429, [("Retry-After", "7")], b""))]))
    _, fault = harvest(served)
    assert isinstance(fault, FetchFailed)
    assert "Retry-After: 7" in str(fault)
    assert len(served.asked) == 1


def test_keys_are_listed_and_hidden_dois_are_not_among_them(serve: Serve) -> None:
    entries = [*dois(150), replace(dois(1)[0], doi="10.5072/hidden", state="registered")]
    served = serve(DataCiteApi(entries, largest=100))
    pages, fault = harvest(served, Checkpoint(replace(START.window, reading=Reading.KEYS)))
    listed = [identifier for page in pages for identifier in page.listed]
    assert (fault, collect(pages), len(listed), pages[-1].checkpoint.records) == (None, [], 150, 150)
    assert pages[-1].checkpoint.done
    assert "10.5072/hidden" not in listed
    assert {query["fields[dois]"] for query in queries(served)} == {"created,updated"}
    assert len(pages[0].exchange.body or b"") < 20_000


def test_keys_know_a_restart_too(serve: Serve) -> None:
    api = DataCiteApi(dois(25), largest=10)
    window = replace(START.window, reading=Reading.KEYS)
    whole, _ = harvest(serve(api), Checkpoint(window))

    def forget(asked: Asked) -> Reply:
        return api(replace(asked, path=asked.path.replace(whole[0].checkpoint.token, "1")))

    _, fault = harvest(serve(forget), whole[0].checkpoint)
    assert isinstance(fault, TokenExpired)


def test_a_key_without_doi_is_refused(serve: Serve) -> None:
    _, fault = harvest(
        serve(lambda asked: (200, [JSON], b'{"data":[{"attributes":{}}],"meta":{"total":1}}')),
        Checkpoint(replace(START.window, reading=Reading.KEYS)),
    )
    assert isinstance(fault, ProtocolBroken)


def test_singles_come_one_by_one_and_hidden_ones_as_tombstones(serve: Serve) -> None:
    entries = [*dois(2), replace(dois(1)[0], doi="10.5072/a<b>#?/c", state="registered")]
    wanted = ("10.5072/demo-00001", "10.5072/a<b>#?/c", "10.5072/demo-00000")
    served = serve(DataCiteApi(entries))
    window = replace(START.window, reading=Reading.SINGLES, identifiers=wanted)
    pages, fault = harvest(served, Checkpoint(window))
    assert (fault, [record.identifier for record in collect(pages)]) == (None, list(wanted))
    assert [record.deleted for record in collect(pages)] == [False, True, False]
    assert "hidden" in collect(pages)[1].trouble
    assert [(p.checkpoint.pages, p.checkpoint.done, p.checkpoint.token) for p in pages] == [
        (1, False, ""),
        (2, False, ""),
        (3, True, ""),
    ]
    rest, _ = harvest(served, pages[0].checkpoint)
    assert collect(rest) == collect(pages)[1:]
    assert served.asked[1].path.startswith("/dois/10.5072%2Fa%3Cb%3E%23%3F%2Fc?")


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ((404, [], b"<html>not here</html>"), FetchFailed),
        ((500, [], b""), FetchFailed),
        ((200, [JSON], b'{"data":{"id":"10.5072/other","type":"dois","attributes":{}}}'), ProtocolBroken),
        ((200, [JSON], b'{"data":null}'), ProtocolBroken),
        ((200, [JSON], b"{"), Unreadable),
    ],
)
def test_singles_raise_their_fault(serve: Serve, reply: Reply, fault: type[Exception]) -> None:
    window = replace(START.window, reading=Reading.SINGLES, identifiers=("10.5072/x",))
    pages, met = harvest(serve(lambda asked: reply), Checkpoint(window))
    assert (pages, type(met)) == ([], fault)


def test_identify_names_the_clients_and_the_clock(serve: Serve) -> None:
    clients = {"inist.demo": {"name": "Demo Facility", "contactEmail": "a@demo.example"}, "tib.b": {"name": "B"}}
    served = serve(DataCiteApi(clients=clients))
    found = SOURCE.identify(PLAIN, config_of(served, client_id="TIB.b, inist.demo"))
    assert (found.name, found.admin_emails, found.deleted_record) == ("Demo Facility, B", ("a@demo.example",), "no")
    off = datetime.now(UTC) - datetime.fromisoformat(found.server_at)
    assert abs(off) < timedelta(seconds=30)
    assert SOURCE.identify(PLAIN, config_of(served, client_id="", query="x")).name == "DataCite"
    assert [asked.path for asked in served.asked] == ["/clients/inist.demo", "/clients/tib.b", "/heartbeat"]


def test_an_unknown_client_is_named_before_any_harvest(serve: Serve) -> None:
    with pytest.raises(BadSettings, match=r"no such client: inist\.other"):
        SOURCE.identify(PLAIN, config_of(serve(DataCiteApi()), client_id="inist.other"))
    with pytest.raises(FetchFailed):
        SOURCE.identify(PLAIN, config_of(serve(lambda asked: (404, [], b"nginx"))))


@pytest.mark.parametrize("query", ["", " ", "*", "*:*"])
def test_everything_is_refused_before_it_is_asked_for(serve: Serve, query: str) -> None:
    served = serve(DataCiteApi())
    with pytest.raises(BadSettings, match="public data file"):
        SOURCE.identify(PLAIN, config_of(served, client_id="", query=query))
    assert served.asked == []


def test_lists_are_divided_by_date_and_by_keys(serve: Serve) -> None:
    entries = dois(200)
    served = serve(DataCiteApi(entries, clients={"inist.demo": {"name": "Demo"}}))
    repository = SOURCE.identify(PLAIN, config_of(served))
    whole = Checkpoint(START.window, server_at="2020-06-01T00:00:00Z")
    for by in (Split.CALENDAR, Split.HALVES):
        parts = SOURCE.split(config_of(served), repository, whole, by)
        assert len(parts) > 1
        found = [record for part in parts for record in collect(harvest(served, Checkpoint(part))[0])]
        assert sorted(record.identifier for record in found) == sorted(entry.doi.lower() for entry in entries)
    (keys,) = SOURCE.split(config_of(served), repository, whole, Split.KEYS)
    assert keys.reading is Reading.KEYS
    hour = replace(START.window, from_="2020-02-01T00:00:00Z", until="2020-02-01T00:59:59Z")
    for by in (Split.CALENDAR, Split.HALVES):
        assert SOURCE.split(config_of(served), repository, Checkpoint(hour), by) == ()


def test_dates_that_are_ignored_are_told(serve: Serve) -> None:
    api = DataCiteApi(dois(3))
    served = serve(lambda asked: api(replace(asked, path=asked.path.partition("&query")[0] + "&page[cursor]=1")))
    window = replace(START.window, from_="2021-01-01T00:00:00Z", until="2021-12-31T23:59:59Z")
    pages, _ = harvest(served, Checkpoint(window))
    assert "dates.ignored" in codes(pages)


REPOSITORY = Repository("Demo", "", server_at="2026-06-01T12:00:00Z")


@pytest.mark.parametrize(
    ("last", "bounds"),
    [
        (None, ("", "")),
        (Checkpoint(START.window, server_at="2026-05-01T12:00:00Z"), ("2026-05-01T11:00:00Z", "2026-06-01T11:50:00Z")),
        (
            Checkpoint(replace(START.window, until="2026-05-01T11:50:00Z"), server_at="2026-05-01T12:00:00Z"),
            ("2026-05-01T10:50:00Z", "2026-06-01T11:50:00Z"),
        ),
        # Another selection, a clock that was not told, and one that went back: all is asked for.
        (Checkpoint(replace(START.window, set_spec="client-id=x.y"), server_at="2026-05-01T12:00:00Z"), ("", "")),
        (Checkpoint(START.window), ("", "")),
        (Checkpoint(START.window, server_at="2026-07-01T12:00:00Z"), ("", "")),
    ],
)
def test_increments(serve: Serve, last: Checkpoint | None, bounds: tuple[str, str]) -> None:
    config = SourceConfig("demo", "datacite", "https://api.example", client_id="INIST.demo")
    window = SOURCE.next_window(config, REPOSITORY, last)
    assert (window.from_, window.until) == bounds
    assert (window.prefix, window.set_spec) == ("datacite-json", DEMO)
    untold = replace(REPOSITORY, server_at="")
    assert SOURCE.next_window(config, untold, last).from_ == ""
