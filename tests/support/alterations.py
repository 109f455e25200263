"""What faults are made of: when an answer is altered, and into what."""

from __future__ import annotations

import re
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlencode, urlsplit

from tests.support.bad_provider import Alter, Call, Rewrite
from tests.support.honest_provider import ITEMS, LIST_VERBS, Arguments, Item, Provider, with_items
from tests.support.oai_provider import XML
from tests.support.server import Reply

POISON = 17
HTML = b"<!DOCTYPE html><html><head><title>Maintenance</title><body><p>Back soon</html>"
BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]><OAI-PMH>&c;</OAI-PMH>'
)
_TOKEN = re.compile(rb"<resumptionToken[^>]*?(?:/>|>.*?</resumptionToken>)", re.DOTALL)
_RECORDS = re.compile(rb"(<(ListRecords|ListIdentifiers)>).*(</\2>)", re.DOTALL)


# When a fault shows.


def on_page(number: int, alter: Alter) -> Alter:
    return lambda call, body: alter(call, body) if call.page == number else body


def on_last(alter: Alter) -> Alter:
    return lambda call, body: alter(call, body) if call.last else body


def once(alter: Alter) -> Alter:
    return lambda call, body: alter(call, body) if call.times == 1 else body


def on_verb(verb: str, alter: Alter) -> Alter:
    return lambda call, body: alter(call, body) if call.arguments.get("verb") == verb else body


def on_poison(*verbs: str) -> Callable[[Alter], Alter]:
    """Alter each answer of those verbs that holds the poison record."""

    def choose(alter: Alter) -> Alter:
        return lambda call, body: (
            alter(call, body) if call.arguments.get("verb") in verbs and call.holds(POISON) else body
        )

    return choose


def on_lists(alter: Alter) -> Alter:
    return lambda call, body: alter(call, body) if call.arguments.get("verb") in LIST_VERBS else body


# What becomes of the answer.


def error(code: str, status: int = 200) -> Alter:
    return lambda call, body: (status, [XML], call.error(code))


def status(number: int, *headers: tuple[str, str]) -> Alter:
    return lambda call, body: (number, list(headers), b"<html>not now</html>")


def busy_until(seconds: int) -> Alter:
    def alter(call: Call, body: bytes) -> Reply:
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        return 503, [("Retry-After", format_datetime(until, usegmt=True))], b""

    return alter


def constant(answer: bytes) -> Rewrite:
    return lambda call, body: answer


def swap(old: bytes, new: bytes) -> Rewrite:
    return lambda call, body: body.replace(old, new)


def token(text: str, **attributes: int | str) -> Rewrite:
    """Put that token in place of the honest one."""
    stated = "".join(f' {name}="{value}"' for name, value in attributes.items())
    written = f"<resumptionToken{stated}>{text}</resumptionToken>".encode()
    return lambda call, body: _TOKEN.sub(written, body)


def without_token(call: Call, body: bytes) -> bytes:
    return _TOKEN.sub(b"", body)


def without_records(call: Call, body: bytes) -> bytes:
    found = _TOKEN.search(body)
    kept = found[0] if found else b""
    return _RECORDS.sub(rb"\1" + kept.replace(b"\\", rb"\\") + rb"\3", body)


def total(count: Callable[[Call], object]) -> Rewrite:
    return lambda call, body: re.sub(rb'(?<=completeListSize=")\d+', str(count(call)).encode(), body)


def cut(call: Call, body: bytes) -> bytes:
    return body[: len(body) * 2 // 3]


def cut_connection(call: Call, body: bytes) -> Reply:
    return 200, [XML, ("Content-Length", str(len(body))), ("Connection", "close")], body[: len(body) // 2]


def slow(call: Call, body: bytes) -> bytes:
    time.sleep(1.5)
    return body


def zstd(call: Call, body: bytes) -> bytes:
    """Frame the body in Zstandard, one raw block (RFC 8878 section 3.1)."""
    return b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(body)) + (len(body) << 3 | 1).to_bytes(3, "little") + body


def latin_1(call: Call, body: bytes) -> bytes:
    return body.replace(b"scan 12", "scån 12".encode("latin-1"))


def chain(follow: Callable[[Call, str], tuple[int, str]]) -> Alter:
    """Answer lists as `follow` says: of the token that came (empty at first), the page to give and the token on it."""

    def alter(call: Call, body: bytes) -> bytes:
        number, following = follow(call, call.arguments.get("resumptionToken", ""))
        return token(following, completeListSize=30)(call, call.nth_page(number))

    return on_lists(alter)


def after_full_page(alter: Alter) -> Alter:
    """Give a token on the last page although it is exactly full (Invenio), and answer that token with `alter`."""

    def answer(call: Call, body: bytes) -> bytes | Reply:
        if call.arguments.get("resumptionToken") == "past the end":
            return alter(call, body)
        return token("past the end", completeListSize=30)(call, body) if call.last and call.page > 1 else body

    return on_lists(answer)


def empty_page(call: Call, body: bytes) -> bytes:
    verb = call.arguments["verb"]
    return call.provider.envelope(call.base_url, call.arguments, f"<{verb}><resumptionToken/></{verb}>")


def demand_prefix(call: Call, body: bytes) -> bytes:
    """Ask for metadataPrefix beside the token, as Zenodo once did."""
    if "resumptionToken" not in call.arguments:
        return body
    if "metadataPrefix" not in call.arguments:
        return call.error("badArgument")
    return call.provider.answer(call.base_url, [(n, v) for n, v in call.arguments.items() if n != "metadataPrefix"])


def same_previous_token(call: Call, body: bytes) -> bytes:
    """Carry the token that was asked with on the last page (DSpace)."""
    asked = call.arguments.get("resumptionToken", "").replace("&", "&amp;")
    return token(asked, completeListSize=30)(call, body)


def refuse_until_alone(call: Call, body: bytes) -> bytes:
    return call.error("badArgument") if "until" in call.arguments and "from" not in call.arguments else body


def duplicate(*, losing: bool) -> Alter:
    """Repeat record 10 on page 2, beside record 11 or in its place."""

    def alter(call: Call, body: bytes) -> bytes:
        write = call.provider.record if call.arguments["verb"] == "ListRecords" else call.provider.header
        tenth, eleventh = write(ITEMS[9]).encode(), write(ITEMS[10]).encode()
        return body.replace(eleventh, tenth if losing else tenth + eleventh)

    return on_page(2, alter)


def moved(provider: Provider, lists: int, runs: int) -> Provider:
    """Change record 5 when the first page is out: it goes to the end, and all that follow come one place earlier."""
    late = datetime(2026, 4, 1, 9, tzinfo=UTC)
    return (
        provider if lists < 2 else with_items(provider, lambda i: replace(i, changed_at=late) if i.number == 5 else i)
    )


def vanished(kept: int) -> Callable[[Provider, int, int], Provider]:
    """Hold only the first records from the second run on."""
    return lambda provider, lists, runs: replace(provider, items=provider.items[:kept]) if runs > 1 else provider


def without_dates(provider: Provider) -> Provider:
    """Ignore from and until."""

    @dataclass(frozen=True)
    class Dateless(type(provider)):  # type: ignore[misc]
        def _selected(self, arguments: Arguments) -> list[Item]:
            rest = {name: text for name, text in arguments.items() if name not in ("from", "until")}
            return list(super()._selected(rest))

    return Dateless(**{name: getattr(provider, name) for name in provider.__dataclass_fields__})


def newest_first(provider: Provider) -> Provider:
    """Begin lists with what changed last."""

    @dataclass(frozen=True)
    class Backwards(type(provider)):  # type: ignore[misc]
        def _selected(self, arguments: Arguments) -> list[Item]:
            return list(reversed(super()._selected(arguments)))

    return Backwards(**{name: getattr(provider, name) for name in provider.__dataclass_fields__})


def deleted(*numbers: int) -> Callable[[Item], Item]:
    return lambda item: replace(item, deleted=item.number in numbers)


def database_fails(call: Call, body: bytes) -> bytes:
    """End the list with an empty page and a total of 0 (viringo)."""
    return without_records(call, token("", completeListSize=0)(call, body))


def empty_for_ever(call: Call, body: bytes) -> bytes:
    return without_records(call, token(f"t{call.lists}")(call, call.nth_page(1)))


def redirect(call: Call, body: bytes) -> bytes | Reply:
    """Send every request to another path, as load balancers do."""
    if urlsplit(call.base_url).path.startswith("/mirror"):
        return body
    return 302, [("Location", f"/mirror/oai?{urlencode(call.arguments)}")], b""


def without(name: str) -> Rewrite:
    """Leave every element of that name out."""
    pattern = re.compile(b"<%s>.*?</%s>" % (name.encode(), name.encode()), re.DOTALL)
    return lambda call, body: pattern.sub(b"", body)


def without_metadata(number: int) -> Rewrite:
    pattern = re.compile(rb"<oai_dc:dc(?:(?!</oai).)*scan %d<.*?</oai_dc:dc>" % number)
    return lambda call, body: pattern.sub(b"", body)


def token_beside(call: Call, body: bytes) -> bytes:
    """Put the token behind the verb element."""
    return re.sub(rb"(<resumptionToken.*)(</List\w+>)", rb"\2\1", body, flags=re.DOTALL)


def two_errors(call: Call, body: bytes) -> bytes:
    return call.error("badResumptionToken").replace(b"</OAI", b'<error code="badArgument"/></OAI')
