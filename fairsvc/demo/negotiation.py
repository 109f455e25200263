"""Proactive negotiation by Accept (RFC 9110 section 12.5.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence


def preferred(accept: str) -> list[str]:
    """List the media ranges of an Accept field, best quality first, in the order sent; those with q=0 are left out."""
    ranges = [pair for pair in _iter_ranges(accept) if pair[1] > 0]
    return [name for name, _ in sorted(ranges, key=lambda pair: -pair[1])]


def choose(accept: str, offers: Sequence[str]) -> str:
    """Choose among offered media types, the first offer being the default; empty when none is acceptable."""
    if not accept.strip():
        return offers[0]
    weights = dict(_iter_ranges(accept))
    best = max(offers, key=lambda offer: _weight(weights, offer))
    return best if _weight(weights, best) > 0 else ""


def choose_badly(accept: str, method: str, offers: Sequence[str], defects: Collection[str]) -> str:
    """Choose, unless the server has these defects: HEAD, the weights, or what nobody has then get the page."""
    names = {name for name, _ in _iter_ranges(accept)}
    if ("no-head" in defects and method == "HEAD") or ("no-q" in defects and offers[0] in names):
        return offers[0]
    return choose(accept, offers) or (offers[0] if "no-406" in defects else "")


def _weight(weights: dict[str, float], offer: str) -> float:
    """Weigh an offer: the most specific range decides."""
    kind = offer.partition("/")[0]
    return next((weights[name] for name in (offer, f"{kind}/*", "*/*") if name in weights), 0.0)


def _iter_ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name:
            yield name, _quality(parameters)


def _quality(parameters: Sequence[str]) -> float:
    text = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 1.0
