"""For every adapter one ordinary record, whose answers we wrote in the shape of its API: all of them are held to it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fairsvc.model.recipe import PathRule, Recipe
from fairsvc.model.repository import Holding, Repository, Spot
from fairsvc.resolve.repositories import (
    b2share,
    cern_open_data,
    dataone,
    dataverse,
    dryad,
    dspace,
    figshare,
    icat,
    icatplus,
    invenio,
    mendeley,
    osf,
    pangaea,
    panosc,
    scicat,
)
from fairsvc.resolve.walking import Walked, walk
from tests.support.walks import Answer, Answers, spot_of

_SAMPLES = Path(__file__).parents[1] / "samples" / "resolve"


@dataclass(frozen=True)
class WalkCase:
    """A record with so many files, listed by so many questions, of which `beyond` are for further pages and folders.

    `pages` are the paths below the API that samples answer; without them every answer is in answers.json, by address.
    `needless` are parts of the addresses whose answers a complete list does without. `absent` is what is said of a
    record that the API does not know; `refused` tells that 401, 403 and 410 speak of the record.
    """

    repository: Repository
    spot: Spot
    files: int
    questions: int
    beyond: int = 0
    pages: tuple[tuple[str, str], ...] = ()
    needless: tuple[str, ...] = ()
    absent: str = "answered 404"
    refused: bool = True

    @property
    def folder(self) -> str:
        return self.repository.id.replace("-", "_")

    @property
    def table(self) -> dict[str, Answer]:
        """The answers by address, free to be altered."""
        if self.pages:
            return {f"{self.spot.base_url}{path}": (200, sample(f"{self.folder}/{name}")) for path, name in self.pages}
        return {url: (status, body) for url, (status, body) in sample(f"{self.folder}/answers.json").items()}


def sample(name: str) -> Any:
    """Read a sample, free to be altered."""
    return copy.deepcopy(_read(name))


@cache
def _read(name: str) -> Any:
    return json.loads((_SAMPLES / name).read_text("utf-8"))


_B2SHARE = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
_RUN = "/eos/opendata/cms/Run2010B/MinimumBias/AOD/v1"
_TABLES = "/api/datasets/:persistentId/versions/:latest-published?persistentId=doi:10.5072/FK2/TABLES"
_ITEM = "00000000-0000-4000-8000-000000000001"


def _ruled(catalogue: str, base_url: str, prefix: str) -> Recipe:
    return Recipe(f"facility/{catalogue}", catalogue, base_url, rules=(PathRule(prefix, "https://f.example/{path}"),))


def _led_by(recipe: Recipe, doi: str) -> Spot:
    return Spot(recipe.base_url, doi, recipe=recipe)


def _written() -> Iterator[WalkCase]:
    rdm = Spot("https://rdm.example", "qk3vd-8w115")
    record = f"/api/records/{rdm.record}"
    yield WalkCase(invenio.REPOSITORY, rdm, 3, 2, pages=((record, "record.json"), (f"{record}/files", "files.json")))
    deposit = Spot("https://b2share.example", _B2SHARE)
    yield WalkCase(b2share.REPOSITORY, deposit, 2, 1, pages=((f"/api/records/{_B2SHARE}", "record.json"),))
    run = (("/api/records/6021", "record.json"), (f"{_RUN}/CMS_v1_0000_file_index.json", "index.json"))
    yield WalkCase(cern_open_data.REPOSITORY, Spot(cern_open_data.PORTAL, "6021"), 3, 2, pages=run)
    tables = Spot("https://dv.example", "doi:10.5072/FK2/TABLES")
    yield WalkCase(dataverse.REPOSITORY, tables, 5, 1, pages=((_TABLES, "version.json"),))
    article = Spot(figshare.API, "articles/20045123")
    yield WalkCase(figshare.REPOSITORY, article, 3, 1, pages=(("/articles/20045123", "article.json"),))
    package = spot_of(dataone.REPOSITORY, "10.18739/a2parent")
    yield WalkCase(dataone.REPOSITORY, package, 4, 4, 2, needless=("identifier:",), refused=False)
    yield WalkCase(dryad.REPOSITORY, spot_of(dryad.REPOSITORY, "10.5061/dryad.s1lver"), 3, 2)
    yield WalkCase(osf.REPOSITORY, spot_of(osf.REPOSITORY, "10.17605/osf.io/ab1cd"), 4, 7, 3)
    yield WalkCase(pangaea.REPOSITORY, spot_of(pangaea.REPOSITORY, "10.1594/pangaea.100"), 3, 5, 4)
    yield WalkCase(mendeley.REPOSITORY, spot_of(mendeley.REPOSITORY, "10.17632/cp3473x7xv.3"), 2, 4, 2)
    item = spot_of(dspace.REPOSITORY, "10.5072/x", f"https://repository.example.edu/items/{_ITEM}")
    yield WalkCase(dspace.REPOSITORY, item, 2, 4, needless=("accessStatus", "pid/find"))
    ice = _ruled("scicat", "https://scicat.facility.example/api", "/data/visitors/ice")
    hidden = "does not show this record to everybody"
    published = _led_by(ice, "10.5072/published.1")
    yield WalkCase(
        scicat.REPOSITORY, published, 3, 4, needless=("/v3/", "datasets/public"), absent=hidden, refused=False
    )
    anonymous = _led_by(Recipe("facility/icat", "icat", "https://icat.facility.example/icat"), "10.5072/INV.1")
    yield WalkCase(icat.REPOSITORY, anonymous, 3, 6, needless=("COUNT", "getStatus"), refused=False)
    esrf = spot_of(icatplus.REPOSITORY, "10.15151/ESRF-ES-1", "https://doi.esrf.fr/10.15151/ESRF-ES-1")
    yield WalkCase(icatplus.REPOSITORY, esrf, 3, 4, refused=False)
    search = _ruled("panosc", "https://search.facility.example/api", "/static/experiment")
    yield WalkCase(
        panosc.REPOSITORY, _led_by(search, "10.5072/document1"), 3, 4, needless=("Documents",), refused=False
    )


CASES: Mapping[str, WalkCase] = {case.repository.id: case for case in _written()}


def walked(case: WalkCase, table: Mapping[str, Answer] | None = None, spot: Spot | None = None) -> Walked:
    """Walk with the case's own answers, or with others."""
    return walk((case.repository, spot or case.spot), Answers(case.table if table is None else table))


def held(case: WalkCase, table: Mapping[str, Answer] | None = None, spot: Spot | None = None) -> Holding:
    """Walk, and give what the record holds; fail when it gives none."""
    found = walked(case, table, spot)
    assert found.holding is not None, found.trouble
    return found.holding


def trouble(case: WalkCase, table: Mapping[str, Answer], spot: Spot | None = None) -> str:
    """Walk, and give the sentence that says why nothing was found."""
    found = walked(case, table, spot)
    assert found.holding is None, found.holding
    return found.trouble
