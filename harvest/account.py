"""How a harvest ended: verified, plausible or incomplete, and why."""

from __future__ import annotations

from fairsvc.errors import UpstreamError
from fairsvc.model.harvest import Checkpoint, RunState


def close(
    checkpoint: Checkpoint, fault: UpstreamError | None = None, *, distinct: int | None = None
) -> tuple[RunState, str]:
    """Judge a window by its last checkpoint and say why in one sentence.

    `fault` is what ended the reading early. `distinct` is how many different records were among those received, None
    when nobody counted.
    """
    if reason := _shortcoming(checkpoint, fault, distinct):
        return RunState.INCOMPLETE, reason
    if _brought_nothing_new(checkpoint):
        since = checkpoint.window.from_
        return RunState.VERIFIED, f"Nothing changed since {since}: the provider says that no record matches."
    if doubt := _doubt(checkpoint):
        return RunState.PLAUSIBLE, doubt
    total = f"{count_records(checkpoint.records)}, all that the provider's total states"
    return RunState.VERIFIED, f"The list ended properly with {total}, on {count_pages(checkpoint.pages)}."


def _brought_nothing_new(checkpoint: Checkpoint) -> bool:
    """Tell that a list of changes ended as it should when there are none (OAI-PMH 3.6)."""
    return checkpoint.done and checkpoint.records == 0 and bool(checkpoint.window.from_)


def _shortcoming(checkpoint: Checkpoint, fault: UpstreamError | None, distinct: int | None) -> str:
    received = f"{count_records(checkpoint.records)} on {count_pages(checkpoint.pages)}"
    stated = max(checkpoint.expected_first or 0, checkpoint.expected_last or 0)
    of_total = f"{received} of {stated}" if stated else received
    if fault is not None:
        return f"The reading stopped after {of_total}: {fault}"
    if checkpoint.pages == 0:
        return "No page was received."
    if checkpoint.token:
        return f"The list was not read to its end: {of_total}, and its last page names a next one."
    if checkpoint.records == 0 and not checkpoint.done:
        return (
            "An empty list came, and no word that no record matches; some sources send one when their database fails."
        )
    if checkpoint.records and checkpoint.expected_last == 0:
        return f"The list ended with a total of 0 after {received}; some providers do so when their database fails."
    came = f"The list ended after {received}, but"
    if checkpoint.records < stated:
        return f"{came} the provider's total is {stated}: {stated - checkpoint.records} are missing."
    if distinct is not None and distinct < stated:
        missing = stated - distinct
        return f"{came} only {distinct} of them differ, and the provider's total is {stated}: {missing} are missing."
    return ""


def _doubt(checkpoint: Checkpoint) -> str:
    records, first, last = checkpoint.records, checkpoint.expected_first, checkpoint.expected_last
    if not checkpoint.done:
        total = "no total was stated" if last is None else f"the provider's total is {last}"
        came = f"{count_records(records)} came, {total}"
        return (
            f"The last page does not say that it is the last (by an empty resumption token, or by being short); {came}."
        )
    if records == 0:
        return "The source says that no record matches."
    if last is None:
        return (
            f"The list ended properly after {count_records(records)}, but the provider states no total to compare with."
        )
    if first != last:
        return f"The provider's total went from {first} to {last} during the reading; {count_records(records)} came."
    if records > last:
        return f"The list ended properly, but with {count_records(records)} where the provider's total is {last}."
    return ""


def count_records(count: int) -> str:
    """Spell a number of records."""
    return f"{count} record" if count == 1 else f"{count} records"


def count_pages(count: int) -> str:
    """Spell a number of pages."""
    return f"{count} page" if count == 1 else f"{count} pages"


def count_windows(count: int) -> str:
    """Spell a number of windows."""
    return f"{count} window" if count == 1 else f"{count} windows"
