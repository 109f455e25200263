"""One assessment as plain text for a terminal or a mail."""

from __future__ import annotations

from collections.abc import Iterator

from fairsvc.formats.assessed_dataset import AssessedDataset, JudgedCheck, JudgedSet, NamedRepair
from fairsvc.model.assessment import Score
from fairsvc.model.check import Outcome
from fairsvc.reports.assessment_html import MARKS, PLACES
from fairsvc.reports.page import spell_instant


def write_text(dataset: AssessedDataset) -> str:
    """Write scores, repairs and every verdict; what is to mend comes first."""
    return "\n".join(_lines(dataset)) + "\n"


def _lines(dataset: AssessedDataset) -> Iterator[str]:
    yield dataset.title or dataset.pid
    yield dataset.address
    seen = spell_instant(dataset.gathered_at)
    yield f"as it was {seen}, depth {dataset.depth}, evidence digest {dataset.evidence_digest[:16]}"
    for one in dataset.sets:
        yield ""
        yield from _set(one)
    for number, repair in enumerate(dataset.repairs, 1):
        yield ""
        yield from _repair(number, repair)
    for outcome in (one for one in MARKS if one is not None):
        checks = [check for check in dataset.checks if check.outcome is outcome]
        if checks:
            yield from ("", f"{MARKS[outcome].word.upper()} ({len(checks)})")
        yield from (_check(check) for check in sorted(checks, key=lambda check: check.id))


def _set(one: JudgedSet) -> Iterator[str]:
    yield f"{one.metric_set.title} ({one.metric_set.name})"
    for score in one.scores:
        yield f"  {score.name:<4} {_standing(score)}"


def _standing(score: Score) -> str:
    """Spell what is known of a score, and how much stayed open."""
    share = "" if score.share is None else _per_cent(score.share)
    level = "" if score.level is None else f"level {score.level}"
    if score.level is None and score.level_low is not None:
        level = f"open, level {score.level_low} to {score.level_high}"
    maturity = "" if score.maturity is None else f"maturity {score.maturity:.2g}"
    unclear = f"{score.indeterminate} unclear" if score.indeterminate else ""
    of_all = "" if score.share_of_all is None else f"{_per_cent(score.share_of_all)} as F-UJI counts"
    return ", ".join(filter(None, (level, share, maturity, unclear, of_all))) or "nothing could be decided"


def _per_cent(share: float) -> str:
    return f"{int(100 * share + 1e-9)} %"


def _repair(number: int, repair: NamedRepair) -> Iterator[str]:
    yield f"{number}. {repair.prescription.sentence}"
    yield f"   mends {', '.join(check.id for check in repair.checks)}"
    yield from (f"   {gain.metric_set}: {gain.sentence}" for gain in repair.gains)
    for snippet in repair.prescription.snippets:
        yield f"   {PLACES[snippet.place]}:"
        yield from (f"     {line}" for line in snippet.text.split("\n"))


def _check(check: JudgedCheck) -> str:
    cited = ", ".join(citation.pointer for citation in check.citations) if check.outcome is not Outcome.PASS else ""
    return f"  {check.id}: {check.because}" + (f" [{cited}]" if cited else "")
