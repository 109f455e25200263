"""Harvest an OAI-PMH 2.0 provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from fairsvc.errors import ProtocolBroken, TokenExpired
from fairsvc.formats.redaction import redact
from fairsvc.model.harvest import Checkpoint, Deviation, Page, Reading, Repository, SourceConfig
from fairsvc.model.ports import Fetcher
from harvest.oai_client import Answer, Client, PageIterator, speaking
from harvest.oai_dates import DAYS, SECONDS, find_instant
from harvest.oai_list import ANEW, advance, arguments, choose_prefix, list_page, next_window
from harvest.oai_singles import iter_singles
from harvest.oai_split import split


@dataclass(frozen=True)
class OaiPmh:
    """The protocol as a kind of source. `kind` and `title` belong to the object: a class is not collected."""

    kind: str
    title: str

    next_window = staticmethod(next_window)
    split = staticmethod(split)

    def identify(self, fetcher: Fetcher, config: SourceConfig) -> Repository:
        """Ask Identify (section 4.2). Raises UpstreamError."""
        client = Client(fetcher, config.url)
        with speaking(config.url):
            identity = client.Identify()
        facts: Mapping[str, list[str | None]] = dict(iter(identity))
        return replace(_repository(config.url, facts), server_at=client.server_at)

    def list_formats(self, fetcher: Fetcher, config: SourceConfig) -> tuple[str, ...]:
        """Ask for the metadataPrefixes on offer. Raises UpstreamError."""
        with speaking(config.url):
            formats = [dict(iter(item)) for item in Client(fetcher, config.url).ListMetadataFormats()]
        return tuple(prefix.strip() for facts in formats for prefix in facts.get("metadataPrefix", ())[:1] if prefix)

    def iter_pages(self, fetcher: Fetcher, config: SourceConfig, checkpoint: Checkpoint) -> Iterator[Page]:
        """Yield pages from the checkpoint on until the list ends; choose the prefix when the window names none.

        Raises TokenExpired when the window must start again, and other UpstreamErrors at the first fault.
        """
        if checkpoint.window.reading is Reading.SINGLES:
            yield from iter_singles(Client(fetcher, config.url), checkpoint)
        elif not checkpoint.done and not (checkpoint.pages and not checkpoint.token):
            yield from self._iter_list(fetcher, config, checkpoint)

    def _iter_list(self, fetcher: Fetcher, config: SourceConfig, here: Checkpoint) -> Iterator[Page]:
        client, empty_pages = Client(fetcher, config.url, PageIterator), 0
        if not here.window.prefix:
            prefix = choose_prefix(self.list_formats(fetcher, config))
            here = replace(here, window=replace(here.window, prefix=prefix))
        client.token_prefix = here.window.prefix
        for answer in _answers(client, here):
            page = answer.page
            before, here = here, advance(here, page, config.url)
            empty_pages += not page.records
            if here.token and empty_pages > 1:
                raise TokenExpired("the provider sends empty pages and more tokens", redact(config.url), ANEW)
            if page.errors and here.window.set_spec and not here.window.from_:
                _confirm_set(Client(fetcher, config.url), here.window.set_spec)
            yield list_page(before, answer.exchange, page, here)


def _answers(client: Client, here: Checkpoint) -> Iterator[Answer]:
    verb = client.ListIdentifiers if here.window.reading is Reading.KEYS else client.ListRecords
    answers: Iterator[Answer] = verb(**arguments(here))
    return answers


def _confirm_set(client: Client, set_spec: str) -> None:
    """Ask whether the set is there: noRecordsMatch is also what some answer for one that is not. Raises UpstreamError.

    DataCite's provider takes a query behind a tilde, and lists only what stands before it.
    """
    wanted = set_spec.partition("~")[0]
    with speaking(client.endpoint):
        if not wanted or any(item.setSpec == wanted for item in client.ListSets()):
            return
    url = redact(client.endpoint)
    raise ProtocolBroken("no record matches, and the provider lists no such set", f"{url}: {set_spec}", "Check the set")


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
