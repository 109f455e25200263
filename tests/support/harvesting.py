"""Harvest a provider on loopback and look at what came."""

from __future__ import annotations

from fairsvc.errors import UpstreamError
from fairsvc.model.harvest import Checkpoint, Page, SourceConfig, Window
from fairsvc.model.record import Record
from harvest.sources.oai_pmh import SOURCE
from tests.support.plain_fetcher import PlainFetcher
from tests.support.server import Served

START = Checkpoint(Window("oai_dc"))
PLAIN = PlainFetcher()


def harvest(
    served: Served, checkpoint: Checkpoint = START, fetcher: PlainFetcher = PLAIN
) -> tuple[list[Page], UpstreamError | None]:
    """Read pages until the list ends or a fault comes, and give both."""
    config = SourceConfig("demo", "oai", f"{served.url}/oai", prefix=checkpoint.window.prefix)
    iterator = SOURCE.iter_pages(fetcher, config, checkpoint)
    pages: list[Page] = []
    while True:
        try:
            pages.append(next(iterator))
        except StopIteration:
            return pages, None
        except UpstreamError as fault:
            return pages, fault


def collect(pages: list[Page]) -> list[Record]:
    return [record for page in pages for record in page.records]


def codes(pages: list[Page]) -> list[str]:
    return [deviation.code for page in pages for deviation in page.deviations]
