"""An honest OAI-PMH 2.0 provider of thirty records in six verbs: what the faults of `bad_provider` are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape, quoteattr

from tests.support.oai_provider import DC
from tests.support.server import Asked

SECONDS, DAYS = "YYYY-MM-DDThh:mm:ssZ", "YYYY-MM-DD"
OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = f"{OAI}oai_dc/"
LIST_VERBS = ("ListRecords", "ListIdentifiers")

_LIST = frozenset(("metadataPrefix", "from", "until", "set", "resumptionToken"))
_ALLOWED = {
    "Identify": frozenset[str](),
    "ListMetadataFormats": frozenset(("identifier",)),
    "ListSets": frozenset(("resumptionToken",)),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
    "GetRecord": frozenset(("identifier", "metadataPrefix")),
}

_WRITERS = {
    "Identify": "write_identify",
    "ListMetadataFormats": "write_list_metadata_formats",
    "ListSets": "write_list_sets",
    "ListIdentifiers": "write_list_identifiers",
    "ListRecords": "write_list_records",
    "GetRecord": "write_get_record",
}

Arguments = dict[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One record."""

    number: int
    changed_at: datetime
    sets: tuple[str, ...] = ("open",)
    deleted: bool = False


def _items() -> tuple[Item, ...]:
    """Thirty records over four years, three of them within three seconds, most in 2025."""
    ten = [datetime(year, month, 10, 9, tzinfo=UTC) for year in (2023, 2024) for month in (1, 3, 5, 7, 9)]
    winter = [datetime(2025, 1, day, 9, tzinfo=UTC) for day in range(11, 16)]
    beam_time = [datetime(2025, 3, 5, 10, 0, second, tzinfo=UTC) for second in (1, 2, 3)]
    later = [datetime(2025, month, 15, 9, tzinfo=UTC) for month in range(4, 13)]
    recent = [datetime(2026, month, 20, 9, tzinfo=UTC) for month in (1, 2, 3)]
    return tuple(Item(number, at) for number, at in enumerate(ten + winter + beam_time + later + recent, 1))


ITEMS = _items()


class Refusal(Exception):
    """An OAI-PMH error of section 3.6."""

    def __init__(self, code: str, text: str = "refused") -> None:
        super().__init__(code, text)
        self.code, self.text = code, text


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list: its items, the place it begins at, the size of the whole, the arguments it belongs to."""

    items: tuple[Item, ...]
    cursor: int
    size: int
    arguments: Arguments


@dataclass(frozen=True)
class Provider:
    """How the provider is set up; each fault may set it up otherwise."""

    items: tuple[Item, ...] = ITEMS
    page_size: int = 10
    granularity: str = SECONDS
    deleted_record: str = "persistent"
    earliest: str = "2023-01-10T09:00:00Z"
    states_size: bool = True
    sets: tuple[str, ...] = ("open", "closed")
    identifier: str = "oai:demo:{number}"
    payload: str = DC
    by_id: bool = False
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def answer(self, base_url: str, pairs: Iterable[tuple[str, str]]) -> bytes:
        """Answer one request."""
        arguments: Arguments = {}
        try:
            arguments = _read_arguments(list(pairs))
            inner = getattr(self, _WRITERS[arguments["verb"]])(arguments, base_url)
        except Refusal as refusal:
            arguments = {} if refusal.code in ("badVerb", "badArgument") else arguments
            inner = f'<error code="{refusal.code}">{escape(refusal.text)}</error>'
        return self.envelope(base_url, arguments, inner)

    def envelope(self, base_url: str, arguments: Arguments, inner: str) -> bytes:
        echoed = "".join(f" {name}={quoteattr(value)}" for name, value in arguments.items())
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="{OAI}"'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f' xsi:schemaLocation="{OAI} {OAI}OAI-PMH.xsd">'
            f"<responseDate>{self.now():%Y-%m-%dT%H:%M:%SZ}</responseDate>"
            f"<request{echoed}>{escape(base_url)}</request>{inner}</OAI-PMH>"
        ).encode()

    def write_identify(self, arguments: Arguments, base_url: str) -> str:
        facts = (
            ("repositoryName", "Demo"),
            ("baseURL", base_url),
            ("protocolVersion", "2.0"),
            ("adminEmail", "oai@facility.example"),
            ("earliestDatestamp", self.earliest[:10] if self.granularity == DAYS else self.earliest),
            ("deletedRecord", self.deleted_record),
            ("granularity", self.granularity),
        )
        return "<Identify>" + "".join(f"<{name}>{escape(text)}</{name}>" for name, text in facts) + "</Identify>"

    def write_list_metadata_formats(self, arguments: Arguments, base_url: str) -> str:
        if "identifier" in arguments:
            self._find(arguments["identifier"])
        return (
            "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix>"
            f"<schema>{OAI}oai_dc.xsd</schema><metadataNamespace>{OAI_DC}</metadataNamespace>"
            "</metadataFormat></ListMetadataFormats>"
        )

    def write_list_sets(self, arguments: Arguments, base_url: str) -> str:
        if "resumptionToken" in arguments:
            raise Refusal("badResumptionToken")
        if not self.sets:
            raise Refusal("noSetHierarchy")
        rows = (f"<set><setSpec>{name}</setSpec><setName>{name.title()}</setName></set>" for name in self.sets)
        return f"<ListSets>{''.join(rows)}</ListSets>"

    def write_list_records(self, arguments: Arguments, base_url: str) -> str:
        part = self.part(arguments)
        return f"<ListRecords>{''.join(map(self.record, part.items))}{self.token(part)}</ListRecords>"

    def write_list_identifiers(self, arguments: Arguments, base_url: str) -> str:
        part = self.part(arguments)
        return f"<ListIdentifiers>{''.join(map(self.header, part.items))}{self.token(part)}</ListIdentifiers>"

    def write_get_record(self, arguments: Arguments, base_url: str) -> str:
        if len(arguments) != 3:
            raise Refusal("badArgument")
        if arguments["metadataPrefix"] != "oai_dc":
            raise Refusal("cannotDisseminateFormat")
        return f"<GetRecord>{self.record(self._find(arguments['identifier']))}</GetRecord>"

    def header(self, item: Item) -> str:
        status = ' status="deleted"' if item.deleted else ""
        specs = "".join(f"<setSpec>{name}</setSpec>" for name in item.sets)
        name = escape(self.identifier.format(number=item.number))
        at = self.datestamp(item)
        return f"<header{status}><identifier>{name}</identifier><datestamp>{at}</datestamp>{specs}</header>"

    def record(self, item: Item) -> str:
        payload = self.payload.format(number=item.number)
        rest = "" if item.deleted else f"<metadata>{payload}</metadata>"
        return f"<record>{self.header(item)}{rest}</record>"

    def datestamp(self, item: Item) -> str:
        return f"{item.changed_at:%Y-%m-%d}" if self.granularity == DAYS else f"{item.changed_at:%Y-%m-%dT%H:%M:%SZ}"

    def token(self, part: Part) -> str:
        """Write the resumptionToken; the last page of several has an empty one, a list on one page none."""
        end = part.cursor + len(part.items)
        if end == part.size and part.cursor == 0:
            return ""
        counts = f' completeListSize="{part.size}" cursor="{part.cursor}"' if self.states_size else ""
        if end == part.size:
            return f"<resumptionToken{counts}/>"
        named = (part.arguments.get(name, "") for name in ("verb", "metadataPrefix", "set", "from", "until"))
        return f"<resumptionToken{counts}>{escape('|'.join((*named, f'& at={end}')))}</resumptionToken>"

    def part(self, arguments: Arguments) -> Part:
        """Cut the page out of the list that the arguments select. Raises Refusal."""
        cursor = 0
        if "resumptionToken" in arguments:
            if len(arguments) > 2:
                raise Refusal("badArgument", "resumptionToken is exclusive")
            arguments, cursor = _read_token(arguments)
        found = self._selected(arguments)
        if not found:
            raise Refusal("noRecordsMatch")
        if cursor >= len(found):
            raise Refusal("badResumptionToken")
        return Part(tuple(found[cursor : cursor + self.page_size]), cursor, len(found), arguments)

    def _selected(self, arguments: Arguments) -> list[Item]:
        if "metadataPrefix" not in arguments:
            raise Refusal("badArgument", "metadataPrefix is missing")
        if arguments["metadataPrefix"] != "oai_dc":
            raise Refusal("cannotDisseminateFormat")
        given = {len(arguments[name]) for name in ("from", "until") if name in arguments}
        if len(given) > 1 or (given and max(given) > len(self.datestamp(ITEMS[0]))):
            raise Refusal("badArgument", "granularity")
        earliest = _instant(arguments.get("from", "0001-01-01"))
        latest = _instant(arguments.get("until", "9999-12-30"), last=True)
        if earliest > latest:
            raise Refusal("badArgument", "from is later than until")
        wanted = arguments.get("set")
        items = [item for item in self.items if wanted is None or wanted in item.sets]
        items = [item for item in items if earliest <= item.changed_at <= latest]
        return sorted(items, key=lambda item: (item.number if self.by_id else item.changed_at, item.number))

    def _find(self, identifier: str) -> Item:
        for item in self.items:
            if self.identifier.format(number=item.number) == identifier:
                return item
        raise Refusal("idDoesNotExist")


HONEST = Provider()


def read_pairs(asked: Asked) -> list[tuple[str, str]]:
    """Read the arguments of a request, by GET or POST."""
    query = asked.body.decode() if asked.method == "POST" else urlsplit(asked.path).query
    return parse_qsl(query, keep_blank_values=True)


def with_items(provider: Provider, change: Callable[[Item], Item | None]) -> Provider:
    """Change or drop items."""
    return replace(provider, items=tuple(new for item in provider.items if (new := change(item)) is not None))


def _read_arguments(pairs: list[tuple[str, str]]) -> Arguments:
    arguments = dict(pairs)
    if sum(name == "verb" for name, _ in pairs) != 1 or arguments["verb"] not in _ALLOWED:
        raise Refusal("badVerb")
    if len(arguments) != len(pairs) or not arguments.keys() - {"verb"} <= _ALLOWED[arguments["verb"]]:
        raise Refusal("badArgument", "repeated or unknown")
    return arguments


def _read_token(arguments: Arguments) -> tuple[Arguments, int]:
    parts = arguments["resumptionToken"].split("|")
    if len(parts) != 6 or parts[0] != arguments["verb"] or not parts[5].startswith("& at="):
        raise Refusal("badResumptionToken")
    named = zip(("verb", "metadataPrefix", "set", "from", "until"), parts, strict=False)
    return {name: text for name, text in named if text}, int(parts[5].removeprefix("& at="))


def _instant(text: str, *, last: bool = False) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("badArgument", "no date") from None
    if len(text) > 10:
        return at
    return at.replace(tzinfo=UTC) + (timedelta(days=1, seconds=-1) if last else timedelta())
