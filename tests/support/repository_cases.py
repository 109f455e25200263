"""For each adapter one record of its API: where it lies, and every answer that its walk needs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairsvc.model.repository import Repository, Spot
from fairsvc.resolve.repositories import b2share, cern_open_data, dataverse, figshare, invenio
from tests.support.walks import Answer

SAMPLES = Path(__file__).parents[1] / "samples" / "resolve"


@dataclass(frozen=True)
class Case:
    """A record at `spot` with so many files; `pages` are the paths asked for and the samples that answer."""

    repository: Repository
    spot: Spot
    pages: tuple[tuple[str, str], ...]
    files: int

    @property
    def table(self) -> dict[str, Answer]:
        folder = self.repository.id.replace("-", "_")
        return {f"{self.spot.base_url}{path}": (200, sample(f"{folder}/{name}")) for path, name in self.pages}


def sample(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text("utf-8"))


_B2SHARE = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
_RUN = "/eos/opendata/cms/Run2010B/MinimumBias/AOD/v1"

CASES = (
    Case(
        invenio.REPOSITORY,
        Spot("https://rdm.example", "qk3vd-8w115"),
        (
            ("/api/records/qk3vd-8w115", "record.json"),
            ("/api/records/qk3vd-8w115/files", "files.json"),
        ),
        3,
    ),
    Case(
        b2share.REPOSITORY,
        Spot("https://b2share.example", _B2SHARE),
        ((f"/api/records/{_B2SHARE}", "record.json"),),
        2,
    ),
    Case(
        cern_open_data.REPOSITORY,
        Spot("https://opendata.cern.ch", "6021"),
        (
            ("/api/records/6021", "record.json"),
            (f"{_RUN}/CMS_v1_0000_file_index.json", "index.json"),
        ),
        3,
    ),
    Case(
        dataverse.REPOSITORY,
        Spot("https://dv.example", "doi:10.5072/FK2/TABLES"),
        (
            (
                "/api/datasets/:persistentId/versions/:latest-published?persistentId=doi:10.5072/FK2/TABLES",
                "version.json",
            ),
        ),
        5,
    ),
    Case(
        figshare.REPOSITORY,
        Spot("https://api.figshare.com/v2", "articles/20045123"),
        (("/articles/20045123", "article.json"),),
        3,
    ),
)
