"""Answer from a recording instead of the network; what was not recorded is a failure that says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urldefrag, urljoin, urlsplit

from fairsvc.formats.warc import archived_need
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.step import OAI_RECORD, REGISTRY
from fairsvc.probe.gather import Subject

MAX_HOPS = 10


@dataclass(frozen=True, slots=True)
class _Take:
    """One recorded answer: a hop, and the exchange whose body it ends with when it is the last."""

    accept: str
    range: str
    hop: Hop
    exchange: Exchange


class Recording:
    """Recorded answers by method and address; implements Fetcher.

    What answered the same need answers it again, a failure too. Else an answer serves when both asked for the same;
    else when both would rather have the same media type; else when it was recorded with */* and the need takes
    anything; else when nothing on it says that it varies by Accept (RFC 9110 section 12.5.5). DOI names are compared
    without regard to case (DOI Handbook 2.4).
    """

    def __init__(self, exchanges: Iterable[Exchange], recorded_at: datetime) -> None:
        self._recorded_at = recorded_at
        self._takes: dict[tuple[str, str], list[_Take]] = {}
        self._same: dict[Need, Exchange] = {}
        for exchange in exchanges:
            self._same.setdefault(archived_need(exchange.need), exchange)
            for hop in exchange.hops:
                take = _Take(exchange.need.header("accept"), exchange.need.header("range"), hop, exchange)
                self._takes.setdefault(_key(exchange.need.method, hop.url), []).append(take)

    def fetch(self, need: Need) -> Exchange:
        """Answer as recorded, or follow the recorded redirects to the recorded end."""
        if (same := self._same.get(archived_need(need))) is not None and (same.failure is not None or _ended(same)):
            return replace(same, need=need, steps=())
        hops: list[Hop] = []
        url = need.url
        while len(hops) <= MAX_HOPS:
            take = self._find(need, url)
            if take is None:
                return self._failed(need, hops, FailureKind.NOT_RECORDED, urlsplit(url).netloc)
            hops.append(replace(take.hop, url=url))
            if not (300 <= take.hop.status < 400 and take.hop.location):
                return replace(take.exchange, need=need, hops=tuple(hops), steps=(), failure=None)
            url = urldefrag(urljoin(url, take.hop.location)).url
        return self._failed(need, hops, FailureKind.REDIRECTS, f"more than {MAX_HOPS}")

    def _find(self, need: Need, url: str) -> _Take | None:
        takes = _of_range(need, self._takes.get(_key(need.method, url), []))
        accept = need.header("accept")
        same = (take for take in takes if take.accept == accept)
        alike = (take for take in takes if _preferred(take.accept) == _preferred(accept))
        loose = (take for take in takes if take.accept in ("", "*/*") and "*/*" in (accept or "*/*"))
        unvaried = (take for take in takes if "accept" not in take.hop.vary)
        return next((take for choice in (same, alike, loose, unvaried) for take in choice), None)

    def _failed(self, need: Need, hops: list[Hop], kind: FailureKind, detail: str) -> Exchange:
        return Exchange(need, self._recorded_at, tuple(hops), Failure(kind, detail))


def replayed(evidence: Evidence) -> tuple[Subject, Recording]:
    """Give what must be gathered to come to the same evidence, and a recording of its answers.

    What was harvested answers no question of ours and is held from the beginning, as it was then.
    """
    bare = Evidence(evidence.pid, evidence.gathered_at, endpoints=evidence.endpoints)
    own = {step.name: step.ask(bare) for step in (OAI_RECORD, REGISTRY)}
    seeds = tuple(
        exchange
        for exchange in evidence.exchanges
        if any(_is_other(step) or own.get(step, exchange.need) != exchange.need for step in exchange.steps)
    )
    return Subject(evidence.pid, evidence.endpoints, seeds), Recording(evidence.exchanges, evidence.gathered_at)


def _is_other(step: str) -> bool:
    return step.startswith(f"{OAI_RECORD.name}:")


def _ended(exchange: Exchange) -> bool:
    """Tell an exchange that was followed to its end from the single hop of another's recording."""
    return bool(exchange.hops) and not (300 <= exchange.hops[-1].status < 400 and exchange.hops[-1].location)


def _of_range(need: Need, takes: list[_Take]) -> list[_Take]:
    """Keep the takes of the same range; else those of the whole, which a server may send for any (RFC 9110, 14.2)."""
    wanted = need.header("range")
    return [take for take in takes if take.range == wanted] or [take for take in takes if not take.range]


def _key(method: str, url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return method, url.lower() if parts.path.startswith(("/10.", "/dois/10.", "/api/handles/10.")) else url


def _preferred(accept: str) -> str:
    """Give the first of the most wanted media types, without parameters (RFC 9110 section 12.5.1)."""
    wanted = [part.partition(";") for part in accept.lower().split(",")]
    weights = [(_weight(parameters), name.strip()) for name, _, parameters in wanted]
    return max(weights, key=lambda pair: pair[0])[1]


def _weight(parameters: str) -> float:
    q = next((text.strip()[2:] for text in parameters.split(";") if text.strip().startswith("q=")), "1")
    try:
        return float(q)
    except ValueError:
        return 0.0
