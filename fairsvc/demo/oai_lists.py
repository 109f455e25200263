"""Selective harvesting and resumption tokens (OAI-PMH sections 2.7 and 3.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from fairsvc.demo.catalogue import Catalogue, Dataset
from fairsvc.demo.oai_records import FORMATS

PAGE_SIZE = 10
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\Z", re.ASCII)


class Refusal(Exception):
    """An OAI-PMH error: a code of section 3.6 and a sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list was asked for, and how far it has come; dates are as sent, empty means no bound."""

    verb: str
    prefix: str
    set_spec: str
    from_: str
    until: str
    cursor: int = 0

    def token(self, generation: int) -> str:
        """Write the token that leads to this place: the same place always has the same token."""
        parts = (str(generation), self.verb, self.prefix, self.set_spec, self.from_, self.until, str(self.cursor))
        return "~".join(parts)


@dataclass(frozen=True, slots=True)
class ListPage:
    """A part of a list; `following` is None at its end."""

    datasets: tuple[Dataset, ...]
    selection: Selection
    size: int
    following: Selection | None


def read_selection(verb: str, arguments: dict[str, str]) -> Selection:
    """Read the arguments of a list's first request. Raises Refusal."""
    if "metadataPrefix" not in arguments:
        raise Refusal("badArgument", "metadataPrefix is required")
    if any(name in arguments and not arguments[name] for name in ("from", "until")):
        raise Refusal("badArgument", "from and until must not be empty")
    from_, until = arguments.get("from", ""), arguments.get("until", "")
    selection = Selection(verb, arguments["metadataPrefix"], arguments.get("set", ""), from_, until)
    _check(selection)
    return selection


def read_token(verb: str, token: str, generation: int) -> Selection:
    """Read a token of the same list and generation. Raises Refusal."""
    parts = token.split("~")
    invalid = Refusal("badResumptionToken", "this token is not valid, or not any more")
    if len(parts) != 7 or parts[:2] != [str(generation), verb] or not re.fullmatch("[0-9]{1,6}", parts[6]):
        raise invalid
    _, _, prefix, set_spec, from_, until, cursor = parts
    selection = Selection(verb, prefix, set_spec, from_, until, int(cursor))
    try:
        _check(selection)
    except Refusal as refusal:
        raise invalid from refusal
    return selection


def check_prefix(prefix: str) -> None:
    """Raise Refusal unless the prefix is one of ours."""
    if prefix not in (known.prefix for known in FORMATS):
        raise Refusal("cannotDisseminateFormat", f"there is no format {prefix}")


def list_page(catalogue: Catalogue, selection: Selection) -> ListPage:
    """Cut the page out of the selected datasets. Raises Refusal when nothing matches or the place is past the end."""
    found = _selected(catalogue, selection)
    if not found and selection.cursor == 0:
        raise Refusal("noRecordsMatch", "no record matches")
    if selection.cursor >= len(found):
        raise Refusal("badResumptionToken", "this token leads past the end of the list")
    end = selection.cursor + PAGE_SIZE
    following = replace(selection, cursor=end) if end < len(found) else None
    return ListPage(tuple(found[selection.cursor : end]), selection, len(found), following)


def _check(selection: Selection) -> None:
    check_prefix(selection.prefix)
    earliest = _instant(selection.from_, last=False) if selection.from_ else datetime.min.replace(tzinfo=UTC)
    latest = _instant(selection.until, last=True) if selection.until else datetime.max.replace(tzinfo=UTC)
    if selection.from_ and selection.until and len(selection.from_) != len(selection.until):
        raise Refusal("badArgument", "from and until must have the same granularity")
    if earliest > latest:
        raise Refusal("badArgument", "from must not be later than until")


def _selected(catalogue: Catalogue, selection: Selection) -> list[Dataset]:
    found = sorted(catalogue.datasets, key=lambda dataset: (dataset.datestamp, dataset.id))
    if selection.set_spec:
        found = [dataset for dataset in found if dataset.set_spec == selection.set_spec]
    if selection.from_:
        earliest = _instant(selection.from_, last=False)
        found = [dataset for dataset in found if dataset.datestamp >= earliest]
    if selection.until:
        latest = _instant(selection.until, last=True)
        found = [dataset for dataset in found if dataset.datestamp <= latest]
    return found


def _instant(text: str, *, last: bool) -> datetime:
    """Read a UTCdatetime; a day is its first second, or its last when `last`."""
    try:
        if _SECOND.match(text):
            return datetime.fromisoformat(text)
        if _DAY.match(text):
            start = datetime.combine(datetime.fromisoformat(text), time(), UTC)
            return start + timedelta(days=1, seconds=-1) if last else start
    except (ValueError, OverflowError) as error:
        raise Refusal("badArgument", f"there is no such date as {text}") from error
    raise Refusal("badArgument", f"{text} is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ")
