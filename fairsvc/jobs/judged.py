"""The judgements that the store holds of a source, each with the rulebook it was made by."""

from __future__ import annotations

from collections.abc import Iterator

from fairsvc.jobs.workspace import Workspace
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.store.judgements import iter_judgements
from fairsvc.store.rulebooks import load_rulebook


def iter_judged(workspace: Workspace, source: str) -> Iterator[tuple[Judgement, Rulebook]]:
    """Yield the newest judgement of each of the source's live PIDs, ordered by PID; nobody is asked."""
    rulebooks: dict[str, Rulebook] = {}
    for judgement in iter_judgements(workspace.store, source):
        digest = judgement.rulebook
        if digest not in rulebooks:
            rulebooks[digest] = load_rulebook(workspace.store, digest)
        yield judgement, rulebooks[digest]
