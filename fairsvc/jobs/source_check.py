"""Check the health of an OAI-PMH provider: ask politely, judge what came, keep nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fairsvc.errors import FetchFailed
from fairsvc.formats.redaction import redact
from fairsvc.jobs.progress import OnProgress, unwatched
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.exchange import Exchange
from fairsvc.model.harvest import SourceConfig
from fairsvc.model.ports import Fetcher
from fairsvc.net.configured import SOFTWARE, policy_of
from harvest.health.answers import Seen, read_answer
from harvest.health.plan import next_probe, steps
from harvest.health.report import HealthReport, build

# So many questions in a row without any answer: the host is gone, and the rest would only trouble it.
MAX_SILENT = 3
ANSWER_S = 0.5
INTERRUPTED = "It was interrupted"


@dataclass(frozen=True, slots=True)
class CheckEstimate:
    """At most so many requests, and about how long they take at the polite rate."""

    requests: int
    seconds: float
    requests_per_s: float

    def sentence(self) -> str:
        """Say it in a sentence."""
        rate = f"at polite speed ({self.requests_per_s:g}/s)"
        return f"At most {self.requests} requests, about {self.seconds:.0f} seconds {rate}."


def estimate_check(workspace: Workspace, config: SourceConfig, pages: int) -> CheckEstimate:
    """Guess how long a check will take."""
    rate = policy_of(workspace.settings, (config,)).rate(urlsplit(config.url).netloc)
    count = len(steps(pages))
    return CheckEstimate(count, count * max(rate.interval_s, ANSWER_S), rate.requests_per_s)


def check_source(
    workspace: Workspace, config: SourceConfig, *, pages: int, on_progress: OnProgress = unwatched
) -> HealthReport:
    """Check the provider; Ctrl-C ends it early, with a report of what is known. Raises FetchFailed."""
    with workspace.client(sources=(config,)) as client:
        return check(client, config, pages=pages, on_progress=on_progress)


def check(client: Fetcher, config: SourceConfig, *, pages: int, on_progress: OnProgress = unwatched) -> HealthReport:
    """Ask one question after the other, each chosen by the answers so far. Raises FetchFailed when none answers."""
    seen, stopped, silent = Seen(config.url, config.prefix, config.set_spec, pages), "", 0
    checked_at = datetime.now(UTC)
    try:
        while silent < MAX_SILENT and (probe := next_probe(seen)) is not None:
            on_progress(len(seen.answers), len(steps(pages)), probe.title)
            exchange = client.fetch(probe.need(config.url))
            if not seen.answers:
                _check_reached(config.url, exchange)
            silent = silent + 1 if exchange.status in (None, 429, 503) else 0
            seen = seen.add(read_answer(probe, exchange))
    except KeyboardInterrupt:
        stopped = INTERRUPTED
    if silent == MAX_SILENT:
        stopped = f"The provider gave no answer {MAX_SILENT} times in a row"
    return build(seen, checked_at, SOFTWARE, stopped)


def _check_reached(url: str, exchange: Exchange) -> None:
    """Raise FetchFailed when the host could not be reached or is not up to answering."""
    if not exchange.conclusive:
        next_step = "Check the address, or try later; nothing can be said of the provider"
        raise FetchFailed("the provider does not answer", f"{redact(url)}: {exchange.outcome()}", next_step)
