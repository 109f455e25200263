"""The provider software of the facilities, with the ways it has of its own, as subclasses of the honest provider."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode
from xml.sax.saxutils import escape

from tests.support.honest_provider import Arguments, Item, Part, Provider, Refusal


def many(count: int) -> tuple[Item, ...]:
    """Make records an hour apart."""
    first_at = datetime(2024, 1, 1, tzinfo=UTC)
    return tuple(Item(number, first_at + timedelta(hours=number)) for number in range(1, count + 1))


@dataclass(frozen=True)
class SciCat(Provider):
    """SciCat's oai-provider-service: no tokens, no dates, no deletions, at most `page_size` records."""

    page_size: int = 5000
    deleted_record: str = "no"
    earliest: str = "2017-01-00T03:24:00Z"
    identifier: str = "10.5072/{number}"
    sets: tuple[str, ...] = ("openaire_data",)

    def datestamp(self, item: Item) -> str:
        return "2020-01-01"

    def token(self, part: Part) -> str:
        return ""

    def write_list_sets(self, arguments: Arguments, base_url: str) -> str:
        return "<ListSets><set><setName>OpenAIRE</setName><setSpec>openaire_data</setSpec></set></ListSets>"

    def _selected(self, arguments: Arguments) -> list[Item]:
        if "until" in arguments and "from" not in arguments:
            raise Refusal("badArgument", "until needs from")
        return super()._selected({name: arguments[name] for name in ("metadataPrefix",) if name in arguments})


@dataclass(frozen=True)
class Icat(Provider):
    """icat.oaipmh: stateless tokens with commas, ordered by id, no sizes, until frozen at the first page."""

    deleted_record: str = "no"
    states_size: bool = False
    by_id: bool = True
    sets: tuple[str, ...] = ("open", "raw,inv")

    def token(self, part: Part) -> str:
        end = part.cursor + len(part.items)
        if end == part.size:
            return "<resumptionToken/>" if part.cursor else ""
        asked = part.arguments
        until = asked.get("until", f"{self.now():%Y-%m-%dT%H:%M:%SZ}")
        place = f"conf/{part.items[-1].number}"
        text = ",".join((asked["metadataPrefix"], place, asked.get("from", ""), until, asked.get("set", "")))
        return f"<resumptionToken>{escape(text)}</resumptionToken>"

    def part(self, arguments: Arguments) -> Part:
        if "resumptionToken" not in arguments:
            return super().part(arguments)
        parts = arguments["resumptionToken"].split(",")
        if len(parts) != 5 or not parts[1].startswith("conf/"):
            raise Refusal("badResumptionToken", "the token has too many parts")
        named = zip(("metadataPrefix", "from", "until", "set"), (parts[0], *parts[2:]), strict=True)
        asked = {name: text for name, text in named if text}
        found = self._selected(asked)
        last = int(parts[1].removeprefix("conf/"))
        cursor = sum(item.number <= last for item in found)
        return Part(tuple(found[cursor : cursor + self.page_size]), cursor, len(found), asked)


@dataclass(frozen=True)
class Viringo(Provider):
    """DataCite's provider: 50 records a page, `until` alone has no effect, identifiers are doi:."""

    items: tuple[Item, ...] = many(120)
    page_size: int = 50
    earliest: str = "2024-01-01T00:00:00Z"
    identifier: str = "doi:10.5072/{number}"

    def token(self, part: Part) -> str:
        end = part.cursor + len(part.items)
        counts = f' completeListSize="{part.size}"'
        if end == part.size:
            return f"<resumptionToken{counts}></resumptionToken>"
        asked = {name: part.arguments.get(name, "") for name in ("metadataPrefix", "set", "from", "until")}
        return f"<resumptionToken{counts}>{escape(urlencode({**asked, 'paging_cursor': end}))}</resumptionToken>"

    def part(self, arguments: Arguments) -> Part:
        if "resumptionToken" not in arguments:
            return super().part(arguments)
        asked = dict(parse_qsl(arguments["resumptionToken"]))
        cursor = int(asked.pop("paging_cursor", "0"))
        found = self._selected(asked)
        return Part(tuple(found[cursor : cursor + self.page_size]), cursor, len(found), asked)

    def _selected(self, arguments: Arguments) -> list[Item]:
        if "until" in arguments and "from" not in arguments:
            arguments = {name: text for name, text in arguments.items() if name != "until"}
        return super()._selected(arguments)


SCICAT, ICAT, VIRINGO = SciCat(), Icat(), Viringo()
SCICAT_CUT = replace(SCICAT, items=many(5010))
ICAT_EMPTY = replace(ICAT, items=(), earliest="1000-01-01T00:00:00Z")
