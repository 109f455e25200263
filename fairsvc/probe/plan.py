"""What to ask next, and how answers join the evidence: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fairsvc.model.depth import STANDARD_DEPTH
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.step import Step

Wave = tuple[tuple[Step, Need], ...]


def next_needs(evidence: Evidence, steps: Sequence[Step], limit: int = STANDARD_DEPTH.max_requests) -> Wave:
    """Find the questions that can be asked now and were not yet; when the limit is near, the lowest rank wins."""
    asked = {name for exchange in evidence.exchanges for name in exchange.steps}
    known = {exchange.need for exchange in evidence.exchanges}
    room = limit - len(known)
    wave: list[tuple[Step, Need]] = []
    for step in sorted(steps, key=lambda step: step.rank):
        need = None if step.name in asked else step.ask(evidence)
        if need is None or (need not in known and room <= 0):
            continue
        room -= need not in known
        known.add(need)
        wave.append((step, need))
    return tuple(wave)


def fresh_needs(evidence: Evidence, wave: Wave) -> tuple[Need, ...]:
    """List the needs of a wave that no exchange answers yet, each once."""
    known = {exchange.need for exchange in evidence.exchanges}
    return tuple(dict.fromkeys(need for _, need in wave if need not in known))


def join(evidence: Evidence, wave: Wave, answers: Mapping[Need, Exchange]) -> Evidence:
    """Add the answers, each under the name of every step that asked for it."""
    exchanges = {exchange.need: exchange for exchange in evidence.exchanges} | dict(answers)
    for step, need in wave:
        exchanges[need] = replace(exchanges[need], steps=(*exchanges[need].steps, step.name))
    return replace(evidence, exchanges=tuple(exchanges.values()))
