"""The judgements of a source, made of its stored evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairsvc.jobs.judging import Assessed
    from fairsvc.jobs.workspace import Workspace
    from fairsvc.model.judgement import Judgement, Rulebook


def iter_judged(
    workspace: Workspace, source: str, metric_sets: tuple[str, ...]
) -> Iterator[tuple[Judgement, Rulebook]]:
    """Judge the latest evidence of every dataset of a source again; nobody is asked."""
    from fairsvc.jobs.holdings import iter_assessed
    from fairsvc.jobs.judging import call_panel
    from fairsvc.model.judgement import Rulebook

    panel = call_panel(metric_sets or workspace.settings.metric_sets)
    checks = tuple(sorted((check.id, check.version) for check in panel.checks))
    rulebook = Rulebook(" ".join(rules[:16] for rules in panel.rules), checks, "", panel.metric_sets)
    for assessed in iter_assessed(workspace, source, metric_sets):
        yield _judgement(assessed, rulebook), rulebook


def _judgement(assessed: Assessed, rulebook: Rulebook) -> Judgement:
    from fairsvc.model.check import Outcome
    from fairsvc.model.judgement import Judgement
    from fairsvc.model.perspective import Perspective

    evidence, verdicts, first = assessed.evidence, assessed.verdicts, assessed.assessments[0]
    return Judgement(
        str(evidence.pid),
        next((text.value for text in evidence.union.titles), ""),
        evidence.digest,
        evidence.extractor_version,
        rulebook.digest,
        evidence.gathered_at,
        evidence.depth,
        {Perspective.ANY: {name: verdict.outcome for name, verdict in verdicts.items()}},
        {name: verdict.because for name, verdict in verdicts.items() if verdict.outcome is Outcome.INDETERMINATE},
        software_version=first.software_version,
        assessed_at=first.assessed_at,
    )
