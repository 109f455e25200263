"""Say in clauses what is different where an outcome changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from fairsvc.model.comparison import Cause, CheckChange, version_of
from fairsvc.model.evidence import Evidence
from fairsvc.model.evidence_comparison import Difference, Kind, list_differences
from fairsvc.model.judgement import Judgement, Rulebook

_SHORT = 12


def find_innocent(before: Evidence | None, after: Evidence | None, steps: Sequence[str]) -> Cause | None:
    """Tell the world from the depth, by the steps that a check reads: one of them is innocent.

    The world is where something was only asked or not asked, the depth where all of it was asked both times. None where
    that cannot be told.
    """
    known = list_differences(before, after, steps) if before is not None and after is not None else ()
    kinds = {one.kind for one in known} - {Kind.VALUE}
    if not kinds or (Kind.ASKED in kinds and len(kinds) > 1):
        return None
    return Cause.WORLD if Kind.ASKED in kinds else Cause.DEPTH


def explain(
    change: CheckChange,
    judged: tuple[Judgement, Judgement],
    rules: tuple[Rulebook, Rulebook],
    evidences: tuple[Evidence | None, Evidence | None],
    steps: Sequence[str],
) -> CheckChange:
    """Name what is different; `steps` are those that the check reads."""
    before, after = evidences
    known = list_differences(before, after, steps) if before is not None and after is not None else ()
    clauses: list[str] = []
    for cause in change.causes:
        clauses += _clauses(cause, change.check, judged, rules, known)
    return replace(change, because=tuple(dict.fromkeys(clauses)))


def _clauses(
    cause: Cause,
    check: str,
    judged: tuple[Judgement, Judgement],
    rules: tuple[Rulebook, Rulebook],
    known: Iterable[Difference],
) -> list[str]:
    old, new = judged
    if cause is Cause.DEPTH:
        return [f"asked at depth {new.depth}, before {old.depth}"]
    if cause is Cause.EXTRACTOR:
        return [f"extractor {new.extractor_version}, before {old.extractor_version}"]
    if cause is Cause.CHECKS:
        return list(_own_clauses(check, judged, rules))
    if found := [str(one) for one in known]:
        return found
    if old.evidence_digest == new.evidence_digest:
        return [f"time passed: gathered {new.gathered_at:%Y-%m-%d}, before {old.gathered_at:%Y-%m-%d}"]
    return [f"evidence {new.evidence_digest[:_SHORT]}, before {old.evidence_digest[:_SHORT]}"]


def _own_clauses(check: str, judged: tuple[Judgement, Judgement], rules: tuple[Rulebook, Rulebook]) -> Iterator[str]:
    (old, new), (before, after) = judged, rules
    versions = version_of(before, check), version_of(after, check)
    if versions[0] != versions[1]:
        yield _spell_versions(*versions)
    if before.tables != after.tables:
        yield "other tables"
    if versions[0] == versions[1] and before.tables == after.tables:
        yield f"{new.software_version}, before {old.software_version}"


def _spell_versions(before: int | None, after: int | None) -> str:
    if before is None or after is None:
        return "the check is new" if before is None else "there is no such check any more"
    return f"version {after} of the check, before {before}"


def list_rule_changes(before: Rulebook, after: Rulebook) -> tuple[str, ...]:
    """List what is different between two rulebooks."""
    if before.digest == after.digest:
        return ()
    old, new = dict(before.checks), dict(after.checks)
    said = []
    if added := sorted(new.keys() - old.keys()):
        said.append(f"new checks: {', '.join(added)}")
    if gone := sorted(old.keys() - new.keys()):
        said.append(f"checks that are gone: {', '.join(gone)}")
    if raised := [
        f"{name} ({old[name]} to {new[name]})" for name in sorted(old.keys() & new.keys()) if old[name] != new[name]
    ]:
        said.append(f"checks of another version: {', '.join(raised)}")
    if before.tables != after.tables:
        said.append("other tables")
    sets = {one.name: one for one in before.metric_sets}
    if defined := [one.name for one in after.metric_sets if sets.get(one.name) != one]:
        said.append(f"new or other metric sets: {', '.join(defined)}")
    if left := sorted(sets.keys() - {one.name for one in after.metric_sets}):
        said.append(f"metric sets that are gone: {', '.join(left)}")
    return tuple(said)
