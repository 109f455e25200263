"""Which question comes next: a table of steps, each a pure function from what was seen to arguments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairsvc.formats.oai_pmh import OaiRecord
from fairsvc.formats.xml_reading import local_name
from harvest.health.answers import IDENTIFIERS, RECORDS, Answer, Arguments, Probe, Seen
from harvest.oai_dates import DAYS, find_instant
from harvest.oai_list import choose_prefix

NONSENSE = "fairsvc-no-such-thing"
MAX_PAGES = 8
ANCIENT_YEAR = 1991

Ask = Callable[[Seen], Arguments | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One question; it is asked once, when `ask` first gives arguments."""

    name: str
    title: str
    ask: Ask
    method: str = "GET"


def next_probe(seen: Seen) -> Probe | None:
    """Choose the next question; None when everything was asked that can be."""
    asked = {answer.probe.name for answer in seen.answers}
    if asked and seen.given("identify") is None:
        return None
    for step in steps(seen.pages):
        if step.name not in asked and (arguments := step.ask(seen)) is not None:
            return Probe(step.name, step.title, arguments, step.method)
    return None


def steps(pages: int) -> tuple[Step, ...]:
    """List all questions for a check that reads so many pages of a list."""
    following = (Step(f"{RECORDS}{n}", f"ListRecords, page {n}", _next_page(n)) for n in range(2, pages + 2))
    return (*_FIRST, *following, *_THEN)


def offered_prefixes(seen: Seen) -> tuple[str, ...]:
    """List the metadataPrefixes that ListMetadataFormats offers."""
    answer = seen.given("formats")
    found = answer.verb.iter() if answer is not None and answer.verb is not None else ()
    return tuple((element.text or "").strip() for element in found if local_name(element) == "metadataPrefix")


def chosen_prefix(seen: Seen) -> str:
    """Choose the metadataPrefix of all lists."""
    return seen.prefix or choose_prefix(offered_prefixes(seen))


def sample(seen: Seen, *, deleted: bool = False) -> OaiRecord | None:
    """Choose a record to ask for again: one whose datestamp is rare; None when there is none with an identifier."""
    stamps = Counter(record.datestamp for record in seen.records)
    fitting = [r for r in seen.records if r.identifier and r.deleted == deleted]
    return min(fitting, key=lambda record: stamps[record.datestamp], default=None)


def narrow_bounds(seen: Seen) -> tuple[str, str] | None:
    """Bound the shortest window that must hold the sample, in the provider's granularity; None without a datestamp."""
    record = sample(seen)
    at = find_instant(record.datestamp) if record else None
    if record is None or at is None:
        return None
    if seen.fact("granularity") == DAYS:
        return _day(at), _day(at)
    if len(record.datestamp.strip()) == len("2020-01-01"):
        return f"{_day(at)}T00:00:00Z", f"{_day(at)}T23:59:59Z"
    return _second(at), _second(at)


def _whole(seen: Seen, verb: str, **more: str) -> Arguments:
    selected = {"set": seen.set_spec} if seen.set_spec else {}
    return tuple({"verb": verb, "metadataPrefix": chosen_prefix(seen), **selected, **more}.items())


def _token(answer: Answer | None) -> str:
    return (answer.page.token or "") if answer is not None and answer.page is not None else ""


def _next_page(number: int) -> Ask:
    def ask(seen: Seen) -> Arguments | None:
        token = _token(seen.given(f"{RECORDS}{number - 1}"))
        if number > seen.pages and not _has_all(seen):
            return None
        earlier = {_token(seen.find(f"{RECORDS}{n}")) for n in range(1, number - 1)}
        return (("verb", "ListRecords"), ("resumptionToken", token)) if token and token not in earlier else None

    return ask


def _has_all(seen: Seen) -> bool:
    """Tell whether all records came that the total states, so that a token that follows leads nowhere."""
    page = next((answer.page for answer in seen.iter_given(RECORDS)), None)
    return page is not None and page.complete_list_size is not None and len(seen.records) >= page.complete_list_size


def _second_page(*more: tuple[str, str]) -> Ask:
    def ask(seen: Seen) -> Arguments | None:
        token = _token(seen.given(f"{RECORDS}1")) if seen.given(f"{RECORDS}2") else ""
        return (("verb", "ListRecords"), ("resumptionToken", token), *more) if token else None

    return ask


def _second_identifiers(seen: Seen) -> Arguments | None:
    token = _token(seen.given(f"{IDENTIFIERS}1"))
    return (("verb", "ListIdentifiers"), ("resumptionToken", token)) if token else None


def _fixed(*arguments: tuple[str, str]) -> Ask:
    return lambda _: arguments


def _narrow(seen: Seen) -> Arguments | None:
    bounds = narrow_bounds(seen)
    return _whole(seen, "ListRecords", **dict(zip(("from", "until"), bounds, strict=True))) if bounds else None


def _beyond(seen: Seen) -> Arguments | None:
    """Ask for what is not older than the newest record seen, without `until`."""
    stamps = [at for record in seen.records if (at := find_instant(record.datestamp)) is not None]
    if not stamps:
        return None
    newest = max(stamps)
    return _whole(
        seen, "ListRecords", **{"from": _day(newest) if seen.fact("granularity") == DAYS else _second(newest)}
    )


def _ancient(seen: Seen) -> Arguments | None:
    """Ask for a day before the protocol was there, at which no datestamp can be."""
    earliest = find_instant(seen.fact("earliestDatestamp"))
    if not seen.records or (earliest is not None and earliest.year <= ANCIENT_YEAR):
        return None
    first, last = f"{ANCIENT_YEAR}-01-01", f"{ANCIENT_YEAR}-01-02"
    return _whole(seen, "ListRecords", **{"from": _spelt(seen, first), "until": _spelt(seen, last)})


def _reversed(seen: Seen) -> Arguments | None:
    later, earlier = ("2021-01-01", "2020-01-01")
    return _whole(seen, "ListRecords", **{"from": _spelt(seen, later), "until": _spelt(seen, earlier)})


def _mixed(seen: Seen) -> Arguments | None:
    return _whole(seen, "ListRecords", **{"from": "2020-01-01", "until": "2030-01-01T00:00:00Z"})


def _until_now(seen: Seen) -> Arguments | None:
    """Ask up to the server's today, without `from`."""
    answer = seen.given("identify")
    at = find_instant(answer.page.response_date) if answer is not None and answer.page is not None else None
    if at is None or not seen.records:
        return None
    return _whole(seen, "ListRecords", until=_day(at) if seen.fact("granularity") == DAYS else _second(at))


def _until_before(seen: Seen) -> Arguments | None:
    """Ask for what is older than anything that the provider claims to hold."""
    at = find_instant(seen.fact("earliestDatestamp"))
    at = at or min(filter(None, (find_instant(record.datestamp) for record in seen.records)), default=None)
    if at is None or at.year < 2:
        return None
    return _whole(seen, "ListRecords", until=_spelt(seen, _day(at - timedelta(days=1))))


def _get(prefix: str = "") -> Ask:
    def ask(seen: Seen) -> Arguments | None:
        record = sample(seen)
        return _one(record, prefix or chosen_prefix(seen)) if record else None

    return ask


def _get_dublin_core(seen: Seen) -> Arguments | None:
    return _get("oai_dc")(seen) if chosen_prefix(seen) != "oai_dc" else None


def _get_deleted(seen: Seen) -> Arguments | None:
    record = sample(seen, deleted=True)
    return _one(record, chosen_prefix(seen)) if record else None


def _get_unknown(seen: Seen) -> Arguments | None:
    record = sample(seen)
    identifier = f"{record.identifier}-{NONSENSE}" if record else f"oai:{NONSENSE}:1"
    return (("verb", "GetRecord"), ("metadataPrefix", chosen_prefix(seen)), ("identifier", identifier))


def _one(record: OaiRecord, prefix: str) -> Arguments:
    return (("verb", "GetRecord"), ("metadataPrefix", prefix), ("identifier", record.identifier))


def _formats_of(seen: Seen) -> Arguments | None:
    record = sample(seen)
    return (("verb", "ListMetadataFormats"), ("identifier", record.identifier)) if record else None


def _one_set(seen: Seen) -> Arguments | None:
    """Ask for the set of the sample, unless all lists are of one set already."""
    record = sample(seen)
    if record is None or not record.sets or seen.set_spec:
        return None
    return (("verb", "ListRecords"), ("metadataPrefix", chosen_prefix(seen)), ("set", record.sets[0]))


def _spelt(seen: Seen, day: str) -> str:
    return day if seen.fact("granularity") == DAYS else f"{day}T00:00:00Z"


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _second(at: datetime) -> str:
    return f"{at.replace(tzinfo=None, microsecond=0).isoformat()}Z"


_LIST = ("verb", "ListRecords")
_FIRST = (
    Step("identify", "Identify", _fixed(("verb", "Identify"))),
    Step("identify-post", "Identify by POST", _fixed(("verb", "Identify")), "POST"),
    Step("formats", "ListMetadataFormats", _fixed(("verb", "ListMetadataFormats"))),
    Step("sets", "ListSets", _fixed(("verb", "ListSets"))),
    Step(f"{RECORDS}1", "ListRecords, page 1", lambda seen: _whole(seen, "ListRecords")),
)
_THEN = (
    Step("again", "The token of page 2 a second time", _second_page()),
    Step("token-and-more", "A token beside another argument", _second_page(("metadataPrefix", "oai_dc"))),
    Step(f"{IDENTIFIERS}1", "ListIdentifiers, page 1", lambda seen: _whole(seen, "ListIdentifiers")),
    Step(f"{IDENTIFIERS}2", "ListIdentifiers, page 2", _second_identifiers),
    Step("narrow", "The shortest window around one record", _narrow),
    Step("ancient", "A window in which no record can be", _ancient),
    Step("beyond", "from without until, at the newest record", _beyond),
    Step("until-now", "until without from", _until_now),
    Step("until-before", "A window before earliestDatestamp", _until_before),
    Step("reversed", "from later than until", _reversed),
    Step("mixed", "from and until of different granularity", _mixed),
    Step("set", "One set", _one_set),
    Step("get", "GetRecord of a listed record", _get()),
    Step("get-oai-dc", "The same record in oai_dc", _get_dublin_core),
    Step("get-deleted", "GetRecord of a deleted record", _get_deleted),
    Step("formats-of", "ListMetadataFormats of a record", _formats_of),
    Step("get-unknown", "GetRecord of an identifier that is not there", _get_unknown),
    Step("get-prefix", "GetRecord in a format that is not there", _get(NONSENSE)),
    Step("list-prefix", "ListRecords in a format that is not there", _fixed(_LIST, ("metadataPrefix", NONSENSE))),
    Step("no-prefix", "ListRecords without metadataPrefix", _fixed(_LIST)),
    Step("bad-date", "A date that does not exist", lambda seen: _whole(seen, "ListRecords", until="2025-02-31")),
    Step("bad-token", "A token that was never given", _fixed(_LIST, ("resumptionToken", NONSENSE))),
    Step("bad-verb", "A verb that is not there", _fixed(("verb", NONSENSE))),
    Step("no-verb", "No verb", _fixed(("metadataPrefix", "oai_dc"))),
    Step("bad-argument", "An argument that is not there", _fixed(("verb", "Identify"), ("fairsvc", "1"))),
    Step("twice", "An argument twice", _fixed(("verb", "Identify"), ("verb", "Identify"))),
)
