"""A badge as SVG: the letters' levels of a metric set, or its share; a question mark stands for what is open.

It has no script and no style sheet, is as wide whatever it says, and stands on light and dark pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from fairsvc.formats.assessed_dataset import AssessedDataset, JudgedSet
from fairsvc.formats.legible import one_line
from fairsvc.model.assessment import Score
from fairsvc.model.metrics import WHOLE

MEDIA_TYPE = "image/svg+xml"
WIDTH, HEIGHT = 168, 24

_LABEL = 40
_DARK, _LIGHT = "#10151a", "#ffffff"
_LABEL_FILL, _OPEN_FILL, _OUTLINE = "#3a444d", "#e3c565", "#7a848d"
# From little to much; each with the letters' colour that is read on it best.
_FILLS = (
    ("#e1e6eb", _DARK),
    ("#c2d8ec", _DARK),
    ("#92bbde", _DARK),
    ("#619bcb", _DARK),
    ("#2a67a0", _LIGHT),
    ("#0f3f70", _LIGHT),
)
_HIGHEST = len(_FILLS) - 1


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of the badge; `height` is 0 to 5, None while open."""

    text: str
    height: int | None
    spoken: str


def write_badge(dataset: AssessedDataset, one: JudgedSet) -> str:
    """Draw the badge of one metric set; its title and description say the same in words."""
    parts = [_letter(score) for score in _letters(one)] if one.levels else [_share(one.whole)]
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": str(WIDTH),
            "height": str(HEIGHT),
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "role": "img",
            "aria-labelledby": "fair-badge-title fair-badge-desc",
        },
    )
    ET.SubElement(svg, "title", {"id": "fair-badge-title"}).text = f"FAIR: {', '.join(part.spoken for part in parts)}"
    made_of = f"{one_line(one.metric_set.title, 120)} ({one_line(one.metric_set.name, 60)})"
    of = f"{one_line(dataset.pid, 120)}, evidence of {dataset.gathered_at:%Y-%m-%d}"
    ET.SubElement(svg, "desc", {"id": "fair-badge-desc"}).text = f"{made_of}; {of}."
    _draw(svg, parts)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _letters(one: JudgedSet) -> list[Score]:
    return [score for score in one.scores if score.name != WHOLE]


def _letter(score: Score) -> _Part:
    if score.level_low is None:
        return _Part(f"{score.name}–", 0, f"{score.name} does not apply")
    if score.level is None:
        return _Part(f"{score.name}?", None, f"{score.name} open, level {score.level_low} to {score.level_high}")
    return _Part(f"{score.name}{score.level}", min(score.level, _HIGHEST), f"{score.name} level {score.level} of 5")


def _share(score: Score) -> _Part:
    if score.share is None:
        return _Part("?", None, "open, too little could be tested")
    # Rounding up would call whole what is not.
    per_cent = int(100 * score.share + 1e-9)
    return _Part(f"{per_cent} %", per_cent * _HIGHEST // 100, f"{per_cent} per cent")


def _draw(svg: ET.Element, parts: Sequence[_Part]) -> None:
    _field(svg, 0, _LABEL, _LABEL_FILL, _LIGHT, "FAIR")
    width = (WIDTH - _LABEL) / max(len(parts), 1)
    for place, part in enumerate(parts):
        fill, ink = (_OPEN_FILL, _DARK) if part.height is None else _FILLS[part.height]
        _field(svg, _LABEL + place * width, width, fill, ink, part.text)
    frame = {"x": "0.5", "y": "0.5", "width": str(WIDTH - 1), "height": str(HEIGHT - 1)}
    ET.SubElement(svg, "rect", {**frame, "fill": "none", "stroke": _OUTLINE})


def _field(svg: ET.Element, left: float, width: float, fill: str, ink: str, text: str) -> None:
    place = {"x": f"{left:g}", "width": f"{width:g}", "height": str(HEIGHT)}
    ET.SubElement(svg, "rect", {**place, "fill": fill})
    middle = {"x": f"{left + width / 2:g}", "y": "16.5", "text-anchor": "middle", "fill": ink}
    letters = {"font-family": "Verdana, 'DejaVu Sans', sans-serif", "font-size": "12", "font-weight": "bold"}
    ET.SubElement(svg, "text", {**middle, **letters}).text = text
