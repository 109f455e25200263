"""What a repair gains in a metric set, in words: the same on the page, in text and on the terminal."""

from __future__ import annotations

from assessors.gains import Gain
from fairsvc.model.assessment import Score


def spell_gain(gain: Gain) -> str:
    """Say what is gained in one line."""
    if not gain.any:
        return "no gain by itself"
    said = [f"{name} {before} to {after}" for name, before, after in list_standings(gain) if before != after]
    passing = f"{', '.join(gain.indicators)} pass{'es' if len(gain.indicators) == 1 else ''}"
    return "; ".join([*said, *([passing] if gain.indicators else [])])


def list_standings(gain: Gain) -> list[tuple[str, str, str]]:
    """List letters, the whole and points with how they stand before and after."""
    rows = [(old.name, _standing(old), _standing(new)) for old, new in zip(gain.before, gain.after, strict=True)]
    if any(gain.points):
        rows.append(("points", f"{gain.points[0]:g}", f"{gain.points[1]:g}"))
    return rows


def _standing(score: Score) -> str:
    open_ = "level open" if score.level_low is not None else ""
    level = open_ if score.level is None else f"level {score.level}"
    share = "" if score.share is None else f"{int(100 * score.share + 1e-9)} %"
    return ", ".join(part for part in (level, share) if part) or "open"
