"""A record of each repository whose answers we wrote in the shape of its API, with what they say."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fairsvc.model.repository import Holding, Repository, Spot
from fairsvc.resolve.repositories import dataone, dryad, dspace, mendeley, osf, pangaea
from fairsvc.resolve.walking import walk
from tests.support.walks import Answer, Answers, spot_of

SAMPLES = Path(__file__).parents[1] / "samples" / "resolve"


@dataclass(frozen=True)
class WalkCase:
    repository: Repository
    pid: str
    page: str = ""

    @property
    def spot(self) -> Spot:
        return spot_of(self.repository, self.pid, *([self.page] if self.page else []))

    @property
    def table(self) -> dict[str, Answer]:
        """The answers by address, free to be altered."""
        return {url: (status, body) for url, (status, body) in copy.deepcopy(_written(self.repository.id)).items()}


@cache
def _written(name: str) -> Any:
    return json.loads((SAMPLES / name / "answers.json").read_text("utf-8"))


_DSPACE = "https://repository.example.edu"
_ITEM = "00000000-0000-4000-8000-000000000001"
CASES = {
    case.repository.id: case
    for case in (
        WalkCase(dataone.REPOSITORY, "10.18739/a2parent"),
        WalkCase(dryad.REPOSITORY, "10.5061/dryad.s1lver"),
        WalkCase(osf.REPOSITORY, "10.17605/osf.io/ab1cd"),
        WalkCase(pangaea.REPOSITORY, "10.1594/pangaea.100"),
        WalkCase(mendeley.REPOSITORY, "10.17632/cp3473x7xv.3"),
        WalkCase(dspace.REPOSITORY, "10.5072/x", f"{_DSPACE}/items/{_ITEM}"),
    )
}


def held(case: WalkCase, table: dict[str, Answer] | None = None, spot: Spot | None = None) -> Holding:
    """Walk, and give what the record holds; fail when it gives none."""
    found = walk((case.repository, spot or case.spot), Answers(case.table if table is None else table))
    assert found.holding is not None, found.trouble
    return found.holding


def trouble(case: WalkCase, table: dict[str, Answer], spot: Spot | None = None) -> str:
    """Walk, and give the sentence that says why nothing was found."""
    found = walk((case.repository, spot or case.spot), Answers(table))
    assert found.holding is None, found.holding
    return found.trouble
