"""Drive one repository's walk with answers from a table, as the network would."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.pid import read_pid
from fairsvc.model.repository import Repository, Spot
from fairsvc.model.step import PAGE
from fairsvc.resolve.walking import Walked, walk
from tests.support.recordings import RECORDED_AT

Answer = tuple[int, Any]
"""Status and body: the target of a redirect, bytes as they are, anything else as JSON."""

_MOST_HOPS = 10


@dataclass
class Answers:
    """A Fetcher that answers from a table by address, else by default, and remembers the addresses asked."""

    table: Mapping[str, Answer]
    asked: list[str] = field(default_factory=list)
    default: Answer | None = None
    limit_bytes: int = 10 * 2**20

    def fetch(self, need: Need) -> Exchange:
        self.asked.append(need.url)
        hops: list[Hop] = []
        url = need.url
        while len(hops) < _MOST_HOPS and (answer := self.table.get(url, self.default)) is not None:
            status, content = answer
            if 300 <= status < 400:
                hops.append(Hop(url, status, (("Location", content),)))
                url = urljoin(url, content)
                continue
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            kind = "text/html" if body.startswith(b"<") else "application/json"
            hops.append(Hop(url, status, (("Content-Type", kind),)))
            return self._read(need, hops, body)
        return Exchange(need, RECORDED_AT, tuple(hops), Failure(FailureKind.NOT_RECORDED, url))

    def _read(self, need: Need, hops: list[Hop], body: bytes) -> Exchange:
        cut = body[: self.limit_bytes]
        digest = hashlib.sha256(cut).hexdigest()
        exchange = Exchange(need, RECORDED_AT, tuple(hops), body=cut, body_sha256=digest, size_bytes=len(cut))
        return replace(exchange, truncated=len(body) > self.limit_bytes)


def led_to(pid: str, *urls: str, status: int = 200) -> Evidence:
    """Make the evidence of a PID whose page lies at the last of the addresses, on the way to it the others."""
    bare = Evidence(read_pid(pid), RECORDED_AT)
    need = PAGE.ask(bare)
    assert need is not None
    redirects = [Hop(one, 302, (("Location", other),)) for one, other in zip((need.url, *urls), urls, strict=False)]
    page = Exchange(need, RECORDED_AT, (*redirects, Hop(urls[-1] if urls else need.url, status)), steps=(PAGE.name,))
    return replace(bare, exchanges=(page,))


def spot_of(repository: Repository, pid: str, *urls: str) -> Spot:
    """Recognise where the PID leads; fail when the repository does not."""
    spot = repository.recognise(led_to(pid, *urls))
    assert spot is not None, f"{repository.id} does not recognise {pid} at {urls}"
    return spot


def drive(repository: Repository, pid_or_url: str, answers: Mapping[str, Answer]) -> Walked:
    """Recognise a PID, or a page by its address, and walk; a page that redirects in `answers` is followed."""
    opening = Answers(answers).fetch(Need(read_pid(pid_or_url).uri))
    chain = [hop.url for hop in opening.hops]
    last = [opening.hops[-1].location] if opening.failure and opening.hops else []
    spot = spot_of(repository, pid_or_url, *(chain + last)[1:])
    return walk((repository, spot), Answers(answers))
