"""What may be concluded from silence: absent is a failure only when every source that was asked could be read."""

from __future__ import annotations

from dataclasses import dataclass

from assessors.memory import remembered
from fairsvc.model.check import Verdict, failed, indeterminate
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.step import (
    DESCRIPTION,
    FILE,
    HANDLE,
    LINKSET_STEP,
    METADATA,
    METALINK_STEP,
    OAI_RECORD,
    PAGE,
    PAGE_HEAD,
    REGISTRY,
    Step,
)


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Who could state something."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """Which sources were asked, and what the first that could not be read said instead; empty when all could."""

    asked: str
    cites: tuple[str, ...]
    trouble: str = ""
    trouble_cite: str = ""


OF_METADATA = Sources(METADATA)
OF_DATA = Sources((*METADATA, METALINK_STEP, LINKSET_STEP))

_NAMES = {
    PAGE.name: "landing page",
    PAGE_HEAD.name: "HEAD of the landing page",
    HANDLE.name: "handle record",
    REGISTRY.name: "registry's record",
    OAI_RECORD.name: "OAI-PMH record",
    DESCRIPTION.name: "linked or negotiated description",
    LINKSET_STEP.name: "linkset",
    METALINK_STEP.name: "Metalink",
    FILE.name: "file",
}


def open_question(exchange: Exchange) -> bool:
    """Tell whether the exchange leaves open what the dataset offers.

    A bot challenge (x-amzn-waf-action) is an answer to the visitor, not about the dataset.
    """
    return not exchange.conclusive or bool(exchange.header("x-amzn-waf-action"))


def trouble(exchange: Exchange) -> str:
    """Say what came instead of an answer."""
    if exchange.conclusive:
        return f"a bot challenge, {exchange.outcome()}"
    return exchange.outcome()


def unread(evidence: Evidence, step: Step, question: str) -> Verdict | None:
    """Say why the step's answer cannot settle the question; None when it was asked and answered."""
    exchange = evidence.exchange(step)
    if exchange is None:
        return indeterminate(f"The {_name(step)} was not asked for, so it is open {question}.")
    if open_question(exchange):
        because = f"The {_name(step)} could not be read ({trouble(exchange)}), so it is open {question}."
        return indeterminate(because, f"exchange/{step.name}")
    return None


def unheard(evidence: Evidence, what: str, sources: Sources = OF_METADATA) -> Verdict | None:
    """Say which source leaves it open whether `what` is stated; None when all that were asked could be read."""
    if not _heard(evidence, sources).cites:
        return indeterminate(f"No source that could state {what} was asked.")
    return unanswered(evidence, what, sources)


def unanswered(evidence: Evidence, what: str, sources: Sources = OF_METADATA) -> Verdict | None:
    """Say which source that was asked could not be read, so that it may state `what`; None when all could."""
    heard = _heard(evidence, sources)
    return indeterminate(f"{heard.trouble}; it may state {what}.", heard.trouble_cite) if heard.trouble else None


def absent(evidence: Evidence, what: str, *, remedy: str, sources: Sources = OF_METADATA) -> Verdict:
    """Conclude from silence about `what` ("a licence"): fail, or indeterminate naming the source that was not read."""
    if verdict := unheard(evidence, what, sources):
        return verdict
    heard = _heard(evidence, sources)
    because = f"No source states {what}; asked were {heard.asked}."
    return failed(because, *heard.cites, remedy=remedy)


def falls_short(evidence: Evidence, what: str, because: str, pointer: str, *, remedy: str) -> Verdict:
    """Fail for the reason given, unless a source that may state `what` properly could not be read."""
    return unheard(evidence, what) or failed(because, pointer, remedy=remedy)


@remembered
def _heard(evidence: Evidence, sources: Sources) -> Heard:
    asked = [(step, exchange) for step in sources.steps if (exchange := evidence.exchange(step)) is not None]
    names = ", ".join(_name(step) for step, _ in asked)
    cites = tuple(f"exchange/{step.name}" for step, _ in asked)
    for step, exchange in asked:
        if open_question(exchange):
            because = f"The {_name(step)} could not be read ({trouble(exchange)})"
            return Heard(names, cites, because, f"exchange/{step.name}")
    return Heard(names, cites)


def _name(step: Step) -> str:
    return _NAMES.get(step.name, step.name)
