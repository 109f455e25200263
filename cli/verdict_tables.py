"""What an assessment of one dataset looks like: tables for people, one document for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cli.output import write_table, write_text

if TYPE_CHECKING:
    from cli.assess_options import Asked
    from fairsvc.jobs.judging import Assessed
    from fairsvc.model.assessment import Score
    from fairsvc.model.metrics import MetricSet
    from fairsvc.model.remedy import Prescription

# In the order of the table: what is to mend comes first.
MARKS = {"fail": "FAIL", "indeterminate": "unclear", "pass": "pass", "not applicable": "n/a"}


def narrowed(assessed: Assessed, asked: Asked, metric_sets: Iterable[MetricSet]) -> Assessed:
    """Keep the verdicts that the metric sets rest on, where sets were asked for."""
    if not asked.metric_sets:
        return assessed
    checks = {name for metric_set in metric_sets for name in metric_set.check_ids}
    return replace(assessed, verdicts={name: one for name, one in assessed.verdicts.items() if name in checks})


def print_assessed(assessed: Assessed, *, with_lines: bool = False) -> None:
    """Print verdicts, scores and what to repair; `with_lines` adds the lines to paste."""
    evidence = assessed.evidence
    title = next((text.value for text in evidence.union.titles), "(no title found)")
    asked = f"{len(evidence.exchanges)} exchanges at depth {evidence.depth}"
    write_text(f"{evidence.pid.uri}\n{title}\n{asked}, {evidence.gathered_at:%Y-%m-%d %H:%M} UTC")
    verdicts = sorted(assessed.verdicts.items(), key=lambda pair: (list(MARKS).index(pair[1].outcome), pair[0]))
    rows = [(name, MARKS[verdict.outcome], verdict.because) for name, verdict in verdicts]
    write_table(("check", "outcome", "because"), rows)
    for assessment in assessed.assessments:
        write_table(*score_table(assessment.scores), assessment.metric_set)
    for prescription, names in _remedies(assessed):
        write_text(f"- {prescription.sentence}\n  mends {', '.join(names)}\n")
        for snippet in prescription.snippets if with_lines else ():
            write_text(f"  {snippet.place}:\n\n{snippet.text}\n")


def as_document(assessed: Assessed) -> dict[str, Any]:
    """Put together what `--json` prints."""
    evidence = assessed.evidence
    return {
        "pid": str(evidence.pid),
        "address": evidence.pid.uri,
        "gathered_at": evidence.gathered_at,
        "depth": evidence.depth,
        "evidence_digest": evidence.digest,
        "requests": len(evidence.exchanges),
        "verdicts": assessed.verdicts,
        "findings": evidence.findings,
        "assessments": assessed.assessments,
        "remedies": [{"prescription": one, "checks": names} for one, names in _remedies(assessed)],
    }


def score_table(scores: tuple[Score, ...]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Lay out the columns and rows of a metric set: levels or points, and what they could be; maturity.

    `of all` is what F-UJI would show.
    """
    levels = any(score.level_low is not None for score in scores)
    own = ("level", "could be", "share (ours)") if levels else ("points", "could be", "of all", "maturity")
    rows = [
        (score.name, *(_level_cells(score) if levels else _point_cells(score)), *_counts(score)) for score in scores
    ]
    return ("", *own, "assessed", "unclear", "not yet"), rows


def per_cent(share: float | None) -> str:
    """Spell a share; nothing where too little was decided."""
    return "" if share is None else f"{share:.0%}"


def reach_of(score: Score) -> str:
    """Spell what the share may still come to; nothing where it is settled."""
    low, high = score.share_low, score.share_high
    return "" if low is None or high is None or f"{low:.0%}" == f"{high:.0%}" else f"{low * 100:.0f}-{high:.0%}"


def _level_cells(score: Score) -> tuple[object, ...]:
    reach = "" if score.level_low is None else f"{score.level_low}-{score.level_high}"
    open_ = "open" if reach else ""
    return open_ if score.level is None else score.level, reach, per_cent(score.share)


def _point_cells(score: Score) -> tuple[object, ...]:
    maturity = "" if score.maturity is None else f"{score.maturity:g}"
    return per_cent(score.share), reach_of(score), per_cent(score.share_of_all), maturity


def _counts(score: Score) -> tuple[int, ...]:
    return score.assessed, score.indeterminate, score.not_assessed


def _remedies(assessed: Assessed) -> list[tuple[Prescription, list[str]]]:
    """List each remedy once, filled for the dataset, with the checks that ask for it."""
    from assessors.prescribing import prescribe

    asking: dict[str, list[str]] = {}
    for name, verdict in sorted(assessed.verdicts.items()):
        if verdict.remedy:
            asking.setdefault(verdict.remedy, []).append(name)
    filled = ((prescribe(assessed.evidence, assessed.verdicts[names[0]]), names) for names in asking.values())
    return [(prescription, names) for prescription, names in filled if prescription is not None]
