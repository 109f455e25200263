"""Read one step's exchange by the reader of its kind. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from fairsvc.model.exchange import Exchange
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import step_kind
from fairsvc.plugins import collect

GROUP = "fairsvc.readers"


@cache
def load_readers() -> Mapping[str, Reader]:
    """Find the readers by kind. Raises BadPlugin when two share a kind."""
    return collect("fairsvc.probe.readers", GROUP, Reader, "kind")


def read_exchange(step: str, exchange: Exchange) -> Reading:
    """Read the exchange as what its step asked for; what nobody reads, or what has no answer, says nothing."""
    reader = load_readers().get(step_kind(step))
    if reader is None or (exchange.status is None and not reader.of_failures):
        return Reading()
    return reader.read(step, exchange)
