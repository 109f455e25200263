"""The addresses of SciCat's API, v3 and v4. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fairsvc.model.exchange import Need
from fairsvc.resolve.adapting.asking import need_filtered

# Rows that are asked for at a time where the API has pages.
PAGE_ROWS = 1_000

_VERSION = re.compile(r"/v([34])\Z")


@dataclass(frozen=True, slots=True)
class Api:
    """One version of the API below its root, whose address has no slash at the end."""

    root: str
    version: str

    def record(self, doi: str) -> Need:
        """Ask for a published record by its DOI."""
        return self._need(f"publisheddata/{quote(doi, safe='')}")

    def lookups(self, key: str) -> tuple[Need, ...]:
        """Ask for a record by either of its keys, which may differ, and for a dataset of that PID."""
        found = (self._need("publisheddata", {"where": {name: key}}) for name in ("doi", "_id"))
        return (*found, self.dataset(key))

    def records(self, limit: int) -> Need:
        """Ask for the first published records."""
        filters = {"limit": limit} if self.version == "3" else {"limits": {"limit": limit}}
        return self._need("publisheddata", filters)

    def dataset(self, pid: str) -> Need:
        """Ask for a dataset's document."""
        public = "public/" if self.version == "4" else ""
        return self._need(f"datasets/{public}{quote(pid, safe='')}")

    def blocks(self, pid: str) -> Need:
        """Ask v3 for a dataset's blocks of files."""
        return self._need(f"datasets/{quote(pid, safe='')}/origdatablocks")

    def datasets(self, pids: Sequence[str]) -> Need:
        """Ask for several datasets together; v3 may send their blocks of files with them."""
        if self.version == "3":
            return self._need(
                "datasets", {"where": {"pid": {"inq": pids}}, "include": [{"relation": "origdatablocks"}]}
            )
        return self._need("datasets/public", {"where": {"pid": _one_of(pids)}, "limits": {"limit": len(pids)}})

    def files(self, pids: Sequence[str], skip: int = 0) -> Need:
        """Ask v4 for the files of datasets: a page of rows of one file each."""
        limits = {"limit": PAGE_ROWS, "skip": skip}
        return self._need("origdatablocks/public/files", {"where": {"datasetId": _one_of(pids)}, "limits": limits})

    def _need(self, path: str, filters: object = None) -> Need:
        return need_filtered(f"{self.root}/v{self.version}/{path}", filters)


def _one_of(pids: Sequence[str]) -> object:
    return pids[0] if len(pids) == 1 else {"$in": pids}


def apis_of(base_url: str) -> tuple[Api, ...]:
    """Tell which versions may answer at an address: the one that it names, else both, the newest first."""
    match = _VERSION.search(base_url)
    if match:
        return (Api(base_url[: match.start()], match[1]),)
    return (Api(base_url, "4"), Api(base_url, "3"))
