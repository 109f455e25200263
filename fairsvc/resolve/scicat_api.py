"""The addresses of SciCat's API, v3 and v4. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fairsvc.model.exchange import Need
from fairsvc.resolve.asking import JSON

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

    def files(self, pid: str, skip: int = 0) -> Need:
        """Ask for a dataset's files: blocks of files in v3, a page of rows of one file each in v4."""
        if self.version == "3":
            return self._need(f"datasets/{quote(pid, safe='')}/origdatablocks")
        limits = {"limit": PAGE_ROWS, "skip": skip}
        return self._need("origdatablocks/public/files", {"where": {"datasetId": pid}, "limits": limits})

    def _need(self, path: str, filters: object = None) -> Need:
        query = "?" + urlencode({"filter": json.dumps(filters, separators=(",", ":"))}) if filters else ""
        return Need(f"{self.root}/v{self.version}/{path}{query}", headers=(("Accept", JSON),))


def apis_of(base_url: str) -> tuple[Api, ...]:
    """Tell which versions may answer at an address: the one that it names, else both, the newest first."""
    match = _VERSION.search(base_url)
    if match:
        return (Api(base_url[: match.start()], match[1]),)
    return (Api(base_url, "4"), Api(base_url, "3"))
