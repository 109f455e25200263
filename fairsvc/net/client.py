"""The one client: a Need in, an Exchange out, whatever happens."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests

from fairsvc.errors import BadSettings
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.ports import HostBudget
from fairsvc.net.budget import await_turn
from fairsvc.net.faults import FAULTS, failure_of
from fairsvc.net.guard import is_loopback, origin, url_refused
from fairsvc.net.policy import BUILT_IN_RATES, HostRate, Policy
from fairsvc.net.redirects import is_redirect, next_need
from fairsvc.net.reply import Reply, byte_limit, fetch_reply, open_reply
from fairsvc.net.retry import SAFE_METHODS, hold_off_s, pause_s
from fairsvc.net.robots import LIMIT_BYTES, RobotsRules
from fairsvc.net.streaming import Place, Stream
from fairsvc.net.transport import Transport

# A place is given back when we are done; the lease only ends it for a process that died.
LEASE_SLACK_S = 30

# Whoever counts: the host, the attempt from 1, and what came.
OnReply = Callable[[str, int, Reply], None]


def uncounted(host: str, attempt: int, reply: Reply) -> None:
    """Take no notice."""


class Client:
    """A Fetcher on the real network, safe for many threads; close it, or use it as a context."""

    def __init__(
        self, policy: Policy, budget: HostBudget, *, robots: bool = False, on_reply: OnReply = uncounted
    ) -> None:
        self._policy, self._budget, self._on_reply = policy, budget, on_reply
        self._transport = Transport(policy)
        self._robots = RobotsRules(self._fetch_rules, policy.software.partition("/")[0]) if robots else None

    def fetch(self, need: Need, *, rate: HostRate | None = None, limit_bytes: int | None = None) -> Exchange:
        """Answer the need over the network; a failure is an Exchange too.

        `rate` is the caller's wish for the need's own host, `limit_bytes` replaces the policy's limits; `elapsed_ms`
        counts time on the wire, not the wait for our turn. Raises BadSettings when a contact is needed and not set.
        """
        trip = _Trip(need, self._policy, rate, limit_bytes)
        return trip.ended(self._follow(trip, self._robots))

    @contextmanager
    def open(self, need: Need, *, rate: HostRate | None = None) -> Iterator[Stream]:
        """Answer the need and leave its body on the wire; a failure is a Stream too.

        Our place at the host is held until the block ends. Raises BadSettings as `fetch` does.
        """
        trip = _Trip(need, self._policy, rate or self._policy.download_rate, None, streamed=True)
        reply = self._follow(trip, self._robots)
        with Stream(tuple(trip.hops), reply, self._policy, self._place(reply, trip)) as stream:
            yield stream

    def _place(self, reply: Reply, trip: _Trip) -> Place | None:
        if reply.wire is None or reply.hop is None:
            return None
        host = origin(reply.hop.url)
        return Place(self._budget, host, self._policy.rate(host, trip.rate_at(host)).in_flight, trip.lease_s)

    def has_token(self, url: str) -> bool:
        """Tell whether the operator gave us what opens the host of the address."""
        return self._policy.token(url) is not None

    def downloads_at(self, url: str) -> int:
        """Tell how many downloads the host of the address may have at the same time."""
        try:
            return self._policy.rate(origin(url), self._policy.download_rate).in_flight
        except ValueError:
            return 1  # it will be refused as no web address

    def close(self) -> None:
        """Close every kept connection."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _fetch_rules(self, need: Need) -> Exchange:
        trip = _Trip(need, self._policy, None, LIMIT_BYTES)
        return trip.ended(self._follow(trip, None))

    def _follow(self, trip: _Trip, robots: RobotsRules | None) -> Reply:
        need = trip.need
        for _ in range(self._policy.max_hops + 1):
            outcome = self._hop(need, trip, robots)
            if isinstance(outcome, Reply):
                return outcome
            need = outcome
        return Reply(failure=Failure(FailureKind.REDIRECTS, f"more than {self._policy.max_hops}"))

    def _hop(self, need: Need, trip: _Trip, robots: RobotsRules | None) -> Need | Reply:
        try:
            request = self._transport.prepare(need, undecoded=trip.streamed)
        except FAULTS as error:
            return Reply(failure=failure_of(error))
        url = str(request.url)
        refusal = self._refusal(url, robots) or trip.loop(need.method, url)
        if refusal is not None:
            return Reply(failure=refusal)
        reply = self._ask(request, trip)
        if reply.hop is not None:
            trip.hops.append(reply.hop)
        if reply.failure is not None or reply.hop is None:
            return Reply(failure=reply.failure or Failure(FailureKind.PROTOCOL))
        return _next(need, reply.hop) if is_redirect(reply.hop) else reply

    def _refusal(self, url: str, robots: RobotsRules | None) -> Failure | None:
        reason = url_refused(url, self._policy.allowed)
        if reason is not None:
            return Failure(FailureKind.ADDRESS, reason)
        host = urlsplit(url).hostname or ""
        if not self._policy.contact and not is_loopback(host):
            next_step = 'Set contact = "name@example.org" in fairsvc.toml'
            raise BadSettings("a contact address is needed before other people's servers are asked", host, next_step)
        if robots is None or not self._policy.robots_exempt.isdisjoint((host, origin(url))):
            return None
        return robots.refusal(url)

    def _ask(self, request: requests.PreparedRequest, trip: _Trip) -> Reply:
        host = origin(str(request.url))
        attempt = 1
        while True:
            reply = self._once(request, host, trip)
            self._on_reply(host, attempt, reply)
            pause = pause_s(reply, attempt, self._policy) if request.method in SAFE_METHODS else None
            held_s = hold_off_s(reply, pause)
            if held_s > 0:
                self._budget.hold_off(host, held_s)
            if pause is None or trip.left_s <= 0:
                return reply
            if held_s == 0:
                time.sleep(pause)
            attempt += 1

    def _once(self, request: requests.PreparedRequest, host: str, trip: _Trip) -> Reply:
        if trip.left_s <= 0:
            return Reply(failure=Failure(FailureKind.TIMEOUT, "the total time is spent"))
        rate = self._policy.rate(host, trip.rate_at(host))
        if not await_turn(self._budget, host, rate, trip.lease_s, self._policy.patience_s):
            return Reply(failure=Failure(FailureKind.TIMEOUT, "no turn at the host: it is busy or asked for a pause"))
        receive, reply = open_reply if trip.streamed else fetch_reply, Reply()
        try:
            reply = receive(self._transport, request, trip.left_s, trip.limit)
        finally:
            if reply.wire is None:
                self._budget.leave(host)
        trip.left_s -= reply.elapsed_s
        return reply


def _next(need: Need, hop: Hop) -> Need | Reply:
    try:
        return next_need(need, hop)
    except ValueError:
        return Reply(failure=Failure(FailureKind.REDIRECTS, "the redirect leads to no web address"))


class _Trip:
    """One need on its way: where it has been, and the time and room that are left."""

    def __init__(
        self, need: Need, policy: Policy, rate: HostRate | None, limit_bytes: int | None, *, streamed: bool = False
    ) -> None:
        self.need, self.streamed = need, streamed
        self._limit_of = policy.limit_of if limit_bytes is None else lambda _: limit_bytes
        self.left_s = self._total_s = policy.total_timeout_s
        self.hops: list[Hop] = []
        self._started_at = datetime.now(UTC)
        self._rate, self._rate_host = rate, ""
        self._seen: set[tuple[str, str]] = set()

    def limit(self, media_type: str) -> int:
        """Bound the body of an answer of that media type; only a type that was asked for may be longer than others."""
        asked = media_type and media_type in self.need.header("accept").lower()
        return byte_limit(self.need, self._limit_of(media_type if asked else ""))

    @property
    def lease_s(self) -> float:
        """How long a place at a host is taken for at most."""
        return self.left_s + LEASE_SLACK_S

    def rate_at(self, host: str) -> HostRate | None:
        """Give the caller's rate for the first host asked; None for those that redirects lead to.

        Repositories answer for a file with a redirect to their store: who streams asks it at the same rate, but never
        a resolver or registry.
        """
        self._rate_host = self._rate_host or host
        if self.streamed:
            return None if host in BUILT_IN_RATES else self._rate
        return self._rate if host == self._rate_host else None

    def loop(self, method: str, url: str) -> Failure | None:
        """Note the question; a Failure when it was asked before."""
        if (method, url) in self._seen:
            return Failure(FailureKind.REDIRECTS, "they lead in a circle")
        self._seen.add((method, url))
        return None

    def ended(self, reply: Reply) -> Exchange:
        """Write down how it ended."""
        elapsed_ms, outcome = round(1000 * (self._total_s - self.left_s)), reply.body
        if reply.failure is not None:
            return Exchange(self.need, self._started_at, tuple(self.hops), failure=reply.failure, elapsed_ms=elapsed_ms)
        return Exchange(
            self.need,
            self._started_at,
            tuple(self.hops),
            body=outcome.content,
            body_sha256=hashlib.sha256(outcome.content).hexdigest(),
            size_bytes=len(outcome.content),
            truncated=outcome.truncated,
            elapsed_ms=elapsed_ms,
        )
