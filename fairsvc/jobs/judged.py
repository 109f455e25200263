"""The judgements that the store holds of a source, each with the rulebook it was made by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fairsvc.jobs.workspace import Workspace
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.store.judgements import iter_judgements
from fairsvc.store.rulebooks import load_rulebook


def iter_judged(
    workspace: Workspace, source: str, *, until: datetime | None = None
) -> Iterator[tuple[Judgement, Rulebook]]:
    """Yield the newest judgement of each of the source's live PIDs, or as known at that instant; nobody is asked.

    They come in order of PID.
    """
    rulebooks: dict[str, Rulebook] = {}
    for judgement in iter_judgements(workspace.store, source, until=until):
        digest = judgement.rulebook
        if digest not in rulebooks:
            rulebooks[digest] = load_rulebook(workspace.store, digest)
        yield judgement, rulebooks[digest]
