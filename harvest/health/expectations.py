"""Requests that the standard wants refused: the codes that are right, and what it means when they are answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harvest.health.answers import Seen
from harvest.health.findings import Found


@dataclass(frozen=True, slots=True)
class Expectation:
    """The error codes that are right for a probe, and the deviation when it is answered as if it were in order."""

    codes: tuple[str, ...]
    accepted: str = "error.accepted"


EXPECTED: Mapping[str, Expectation] = {
    "token-and-more": Expectation(("badArgument",), "token.not-exclusive"),
    "reversed": Expectation(("badArgument",), "dates.reversed-accepted"),
    "mixed": Expectation(("badArgument",), "dates.mixed-accepted"),
    "bad-date": Expectation(("badArgument",), "dates.nonsense-accepted"),
    "get-unknown": Expectation(("idDoesNotExist",), "get.nonsense-accepted"),
    "get-prefix": Expectation(("cannotDisseminateFormat",), "prefix.nonsense-accepted"),
    "list-prefix": Expectation(("cannotDisseminateFormat",), "prefix.nonsense-accepted"),
    "no-prefix": Expectation(("badArgument",), "prefix.not-required"),
    "bad-token": Expectation(("badResumptionToken",), "token.nonsense-accepted"),
    "bad-verb": Expectation(("badVerb",)),
    "no-verb": Expectation(("badVerb",)),
    "bad-argument": Expectation(("badArgument",)),
    "twice": Expectation(("badVerb", "badArgument")),
}


def judge_refusals(seen: Seen) -> Iterator[Found]:
    """Judge how wrong requests are refused (section 3.6)."""
    for answer in seen.answers:
        expected = EXPECTED.get(answer.probe.name)
        if expected is None or answer.envelope is None:
            continue
        if not answer.codes:
            yield Found(expected.accepted, f"{answer.probe.title}: it is answered as if it were in order", answer)
        elif not set(expected.codes) & set(answer.codes):
            due, came = " or ".join(expected.codes), ", ".join(answer.codes)
            yield Found("error.wrong-code", f"{answer.probe.title}: {came} where {due} is due", answer)
