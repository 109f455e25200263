"""What the judgments find, gathered by kind with one example each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from harvest.health.answers import Answer, Seen
from harvest.health.kinds import Kind, Severity, load_kinds

EXCERPT_CHARACTERS = 400
# Declarations of the root that an excerpt repeats.
_INHERITED = re.compile(
    r' xmlns(?::xsi)?="http://www\.(?:openarchives\.org/OAI/2\.0/|w3\.org/2001/XMLSchema-instance)"'
)


@dataclass(frozen=True, slots=True)
class Found:
    """A deviation at one answer; `element` is where it stands, None for what the answer says first.

    `raw` says that status, content type and first bytes show it better than any element.
    """

    code: str
    detail: str
    answer: Answer
    element: etree._Element | None = None
    raw: bool = False


Judge = Callable[[Seen], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A deviation as reported: `seen` says what was met, `request` and `excerpt` show it, `times` how often it came."""

    kind: Kind
    seen: str
    request: str
    excerpt: str
    times: int = 1


def gather(found: Iterable[Found]) -> tuple[Finding, ...]:
    """Make one finding of each code, the worst first and else in the order of the table."""
    groups: dict[str, list[Found]] = {}
    for one in found:
        groups.setdefault(one.code, []).append(one)
    kinds = load_kinds()
    places = {code: place for place, code in enumerate(kinds)}
    severities = list(Severity)
    order = sorted(groups, key=lambda code: (severities.index(kinds[code].severity), places[code]))
    return tuple(_finding(kinds[code], groups[code]) for code in order)


def _finding(kind: Kind, group: list[Found]) -> Finding:
    first = group[0]
    return Finding(kind, first.detail, first.answer.request(), excerpt(first), len(group))


def excerpt(found: Found) -> str:
    """Cut the place out of the answer, on few lines, or its beginning."""
    element = found.element if found.element is not None else found.answer.statement
    if element is not None and not found.raw:
        text = etree.tostring(element, encoding="unicode", with_tail=False)
        return _short(_INHERITED.sub("", text))
    exchange = found.answer.exchange
    head = f"HTTP {exchange.status} {exchange.header('content-type')}".strip() if exchange.status else ""
    body = (exchange.body or b"")[: 2 * EXCERPT_CHARACTERS].decode("utf-8", "replace")
    return _short(f"{head}\n{body}" if head else exchange.outcome())


def _short(text: str) -> str:
    lines = [line.strip() for line in text.splitlines()]
    joined = "\n".join(line for line in lines if line)
    return joined if len(joined) <= EXCERPT_CHARACTERS else f"{joined[: EXCERPT_CHARACTERS - 1]}…"
