"""The judgements that the store holds of a source, each with the rulebook it was made by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from fairsvc.jobs.workspace import Workspace
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.store.judgements import iter_judgements
from fairsvc.store.judgements_at import iter_judgements_at
from fairsvc.store.rulebooks import load_rulebook

Judged = tuple[Judgement, Rulebook]


def iter_judged(workspace: Workspace, source: str) -> Iterator[Judged]:
    """Yield the newest judgement of each of the source's live PIDs, in order of PID; nobody is asked."""
    rulebooks = Rulebooks(workspace)
    for judgement in iter_judgements(workspace.store, source):
        yield judgement, rulebooks.of(judgement)


def iter_judged_at(
    workspace: Workspace, source: str, ends: Sequence[tuple[datetime, str]]
) -> Iterator[tuple[Judged | None, ...]]:
    """Yield, in order of PID, how each dataset was judged at the end of each run, all in one pass; None is not at all.

    `ends` are instants with the digest of the run's rulebook, whose metric sets it was scored by then; without one,
    the judgement's own stands in.
    """
    rulebooks = Rulebooks(workspace)
    for standings in iter_judgements_at(workspace.store, source, [at for at, _ in ends]):
        yield tuple(
            None if one is None else (one, rulebooks.load(digest or one.rulebook))
            for one, (_, digest) in zip(standings, ends, strict=True)
        )


class Rulebooks:
    """Loads each rulebook once."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store
        self._held: dict[str, Rulebook] = {}

    def of(self, judgement: Judgement) -> Rulebook:
        """Load the first rulebook that the judgement was made by. Raises NotFound."""
        return self.load(judgement.rulebook)

    def load(self, digest: str) -> Rulebook:
        """Load a rulebook by its digest. Raises NotFound."""
        if digest not in self._held:
            self._held[digest] = load_rulebook(self._store, digest)
        return self._held[digest]
