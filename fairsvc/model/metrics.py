"""Metric sets: a standard's ids and our paraphrase, as read from TOML; never code."""

from __future__ import annotations

from dataclasses import dataclass

LETTERS = "FAIR"
# The name of a score over all letters.
WHOLE = "FAIR"


@dataclass(frozen=True, slots=True)
class MetricTest:
    """A scored test of a metric (FsF): points and maturity 0-3 when its checks pass.

    `deviation` says where and why it decides otherwise than F-UJI does; empty when it does not.
    """

    id: str
    text: str = ""
    checks: tuple[str, ...] = ()
    combine: str = "all"
    points: float = 0.0
    maturity: int = 0
    deviation: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator (FDMM) or metric (FsF). Without checks it is reported as not yet assessed.

    `combine` is all or any over `checks`; for metrics with tests it is sum or best over the tests' points. `deviation`
    is as for a test.
    """

    id: str
    principle: str
    text: str
    priority: str = ""
    checks: tuple[str, ...] = ()
    combine: str = "all"
    tests: tuple[MetricTest, ...] = ()
    deviation: str = ""

    @property
    def letter(self) -> str:
        """F, A, I or R."""
        return self.principle[0]


@dataclass(frozen=True, slots=True)
class MetricSet:
    """A set of indicators; `method` is levels (FDMM pass-or-fail, section 2) or points (FsF)."""

    id: str
    version: str
    title: str
    source: str
    method: str
    indicators: tuple[Indicator, ...]

    @property
    def name(self) -> str:
        """How people and the store call it."""
        return f"{self.id}@{self.version}"

    @property
    def check_ids(self) -> frozenset[str]:
        """Every check that any indicator names."""
        own = {check for indicator in self.indicators for check in indicator.checks}
        return frozenset(own.union(*(test.checks for i in self.indicators for test in i.tests)))
