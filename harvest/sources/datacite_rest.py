"""Harvest DOIs from DataCite's REST API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fairsvc.errors import ProtocolBroken
from fairsvc.model.harvest import Checkpoint, Page, Reading, Repository, SourceConfig
from fairsvc.model.ports import Fetcher
from harvest.datacite_client import fetch_client, fetch_heartbeat, fetch_page, fetch_single, server_at
from harvest.datacite_list import EARLIEST, PAGE_SIZES, advance, arguments, list_deviations, next_window
from harvest.datacite_records import find_identifier, read_record
from harvest.datacite_selection import read_rest_selection
from harvest.oai_dates import SECONDS
from harvest.oai_split import split


@dataclass(frozen=True)
class DataCiteRest:
    """`/dois` as a kind of source; a deletion does not show there, the DOI is just no longer listed."""

    kind: str
    title: str

    next_window = staticmethod(next_window)
    split = staticmethod(split)

    def identify(self, fetcher: Fetcher, config: SourceConfig) -> Repository:
        """Ask who the clients are, or whether the API is up. Raises UpstreamError.

        Raises BadSettings for a selection that is too wide and for an unknown client.
        """
        selection = read_rest_selection(config)
        found = [fetch_client(fetcher, config.url, client) for client in selection.clients]
        exchange = found[0][0] if found else fetch_heartbeat(fetcher, config.url)
        return Repository(
            ", ".join(client.name for _, client in found) or "DataCite",
            config.url,
            earliest_datestamp=EARLIEST,
            deleted_record="no",
            granularity=SECONDS,
            admin_emails=tuple(client.email for _, client in found if client.email),
            server_at=server_at(exchange),
        )

    def iter_pages(self, fetcher: Fetcher, config: SourceConfig, checkpoint: Checkpoint) -> Iterator[Page]:
        """Yield pages from the checkpoint on until the list ends.

        Raises TokenExpired when the API began its list anew, and other UpstreamErrors at the first fault.
        """
        if checkpoint.window.reading is Reading.SINGLES:
            return _iter_singles(fetcher, config, checkpoint)
        return _iter_list(fetcher, config, checkpoint)


def _iter_list(fetcher: Fetcher, config: SourceConfig, here: Checkpoint) -> Iterator[Page]:
    selection, size = read_rest_selection(config), PAGE_SIZES[0]
    keys = here.window.reading is Reading.KEYS
    while not here.done and (here.token or not here.pages):
        exchange, answer, size = fetch_page(fetcher, config.url, arguments(selection, here), size)
        identifiers = tuple(find_identifier(item.value) for item in answer.items)
        if keys and not all(identifiers):
            raise ProtocolBroken("DataCite lists a key without a DOI", f"page {here.pages + 1}")
        before, here = here, advance(here, answer, size, server_at(exchange))
        yield Page(
            here.window,
            exchange,
            () if keys else tuple(read_record(item) for item in answer.items),
            here,
            list_deviations(before, answer, size, identifiers),
            identifiers if keys else (),
        )


def _iter_singles(fetcher: Fetcher, config: SourceConfig, here: Checkpoint) -> Iterator[Page]:
    wanted = here.window.identifiers
    for identifier in wanted[here.pages :]:
        exchange, record = fetch_single(fetcher, config.url, identifier)
        here = replace(
            here,
            pages=here.pages + 1,
            records=here.records + 1,
            done=here.pages + 1 == len(wanted),
            server_at=here.server_at or server_at(exchange),
        )
        yield Page(here.window, exchange, (record,), here)


SOURCE = DataCiteRest("datacite", "DataCite REST API")
