"""Fetchers without politeness, retries or guard, for tests against loopback."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import requests

from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need


@dataclass(frozen=True)
class PlainFetcher:
    timeout_s: float = 5
    limit_bytes: int = 20 * 2**20

    def fetch(self, need: Need) -> Exchange:
        started_at = datetime.now(UTC)
        try:
            answer = requests.request(
                need.method,
                need.url,
                headers=dict(need.headers),
                data=need.body.encode() or None,
                timeout=self.timeout_s,
                allow_redirects=False,
            )
        except requests.Timeout:
            return Exchange(need, started_at, failure=Failure(FailureKind.TIMEOUT))
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
            return Exchange(need, started_at, failure=Failure(FailureKind.PROTOCOL))
        body = answer.content
        return Exchange(
            need,
            started_at,
            (Hop(need.url, answer.status_code, tuple(answer.headers.items())),),
            body=body[: self.limit_bytes],
            body_sha256=hashlib.sha256(body).hexdigest(),
            size_bytes=len(body),
            truncated=len(body) > self.limit_bytes,
        )


class FollowingFetcher(PlainFetcher):
    """A PlainFetcher that follows redirects as the client does."""

    def fetch(self, need: Need) -> Exchange:
        exchange = super().fetch(need)
        hops = exchange.hops
        while hops and hops[-1].status in (302, 303) and len(hops) < 5:
            exchange = super().fetch(replace(need, url=hops[-1].location))
            hops = (*hops, *exchange.hops)
        return replace(exchange, need=need, hops=hops)
