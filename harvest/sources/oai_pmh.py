"""Harvest an OAI-PMH 2.0 provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from fairsvc.errors import ProtocolBroken
from fairsvc.formats.redaction import redact
from fairsvc.model.harvest import Checkpoint, Deviation, Page, Repository, SourceConfig
from fairsvc.model.ports import Fetcher
from harvest.oai_client import Client, PageIterator, speaking
from harvest.oai_dates import split
from harvest.oai_list import (
    DAYS,
    SECONDS,
    advance,
    arguments,
    choose_prefix,
    find_instant,
    list_deviations,
    next_window,
    read_record,
)


@dataclass(frozen=True)
class OaiPmh:
    """The protocol as a kind of source. `kind` and `title` belong to the object: a class is not collected."""

    kind: str
    title: str

    next_window = staticmethod(next_window)
    split = staticmethod(split)

    def identify(self, fetcher: Fetcher, config: SourceConfig) -> Repository:
        """Ask Identify (section 4.2). Raises UpstreamError."""
        with speaking(config.url):
            facts: Mapping[str, list[str | None]] = dict(iter(Client(fetcher, config.url).Identify()))
        return _repository(config.url, facts)

    def list_formats(self, fetcher: Fetcher, config: SourceConfig) -> tuple[str, ...]:
        """Ask for the metadataPrefixes on offer. Raises UpstreamError."""
        with speaking(config.url):
            formats = [dict(iter(item)) for item in Client(fetcher, config.url).ListMetadataFormats()]
        return tuple(prefix.strip() for facts in formats for prefix in facts.get("metadataPrefix", ())[:1] if prefix)

    def iter_pages(self, fetcher: Fetcher, config: SourceConfig, checkpoint: Checkpoint) -> Iterator[Page]:
        """Yield pages from the checkpoint on until the list ends; choose the prefix when the window names none.

        Raises TokenExpired when the window must start again, and other UpstreamErrors at the first fault.
        """
        here, empty_pages = checkpoint, 0
        if here.done or (here.pages and not here.token):
            return
        if not here.window.prefix:
            prefix = choose_prefix(self.list_formats(fetcher, config))
            here = replace(here, window=replace(here.window, prefix=prefix))
        for answer in Client(fetcher, config.url, PageIterator).ListRecords(**arguments(here)):
            page = answer.page
            before, here = here, advance(here, page, config.url)
            empty_pages += not page.records
            if here.token and empty_pages > 1:
                raise ProtocolBroken("the provider sends empty pages and more tokens", redact(config.url))
            yield Page(
                here.window,
                answer.exchange,
                tuple(read_record(item, here.window.prefix) for item in page.records),
                here,
                list_deviations(before, page),
            )


def _repository(url: str, facts: Mapping[str, list[str | None]]) -> Repository:
    def first(name: str) -> str:
        return (next(iter(facts.get(name, ())), None) or "").strip()

    repository = Repository(
        first("repositoryName"),
        first("baseURL"),
        first("earliestDatestamp"),
        first("deletedRecord"),
        first("granularity"),
        tuple(address.strip() for address in facts.get("adminEmail", ()) if address and address.strip()),
    )
    return replace(repository, deviations=_identify_deviations(url, repository, first("protocolVersion")))


def _identify_deviations(url: str, repository: Repository, version: str) -> tuple[Deviation, ...]:
    granularity, earliest = repository.granularity, repository.earliest_datestamp
    found = (
        (not granularity, Deviation("granularity.missing")),
        (granularity not in ("", SECONDS, DAYS), Deviation("granularity.unknown", granularity)),
        (find_instant(earliest) is None, Deviation("earliest-datestamp.unreadable", earliest)),
        (version != "2.0", Deviation("protocol-version.unknown", version)),
        (_host(repository.base_url) != _host(url), Deviation("base-url.elsewhere", repository.base_url)),
    )
    return tuple(deviation for applies, deviation in found if applies)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


SOURCE = OaiPmh("oai", "OAI-PMH 2.0")
