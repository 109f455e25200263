"""Numbers with units as people write them in sentences: 7.112 keV, 1.54 Å, 295 K, 2 GPa."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from fairsvc.vocab import load_toml

# The signs of Unicode that stand for Å and µ.
_SAME_SIGN = str.maketrans({"\u212b": "Å", "\u03bc": "µ"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in the base unit of its kind (electronvolt, nanometre, kelvin, pascal); `start` and `end` in the text."""

    kind: str
    value: float
    written: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a kind: `factor` and then `zero` turn a value into one of the base unit."""

    kind: str
    factor: float
    zero: float


def iter_quantities(text: str) -> Iterator[Quantity]:
    """Iterate over what has a unit of energy, wavelength, temperature or pressure, in order."""
    text = text.translate(_SAME_SIGN)
    for match in _pattern().finditer(text):
        unit = units().get(match["unit"]) or units()[match["unit"].lower()]
        value = float(match["number"].replace("−", "-")) * unit.factor + unit.zero
        yield Quantity(unit.kind, value, match.group(), match.start(), match.end())


@cache
def units() -> dict[str, Unit]:
    """List the units by their spelling; names of more than four letters are in lower case."""
    table: dict[str, dict[str, float]] = load_toml("experiment.toml")["units"]
    zeros: dict[str, float] = load_toml("experiment.toml")["zero"]
    return {
        spelt: Unit(kind, factor, zeros.get(spelt, 0.0))
        for kind, rows in table.items()
        for spelt, factor in rows.items()
    }


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(units(), key=len, reverse=True)
    spelt = "|".join(re.escape(name) if len(name) <= 4 else f"(?i:{re.escape(name)})" for name in names)
    number = r"(?<![\w.])(?P<number>[-−]?\d{1,9}(?:\.\d{1,9})?(?:[eE][-+]?\d{1,2})?)"
    return re.compile(rf"{number}[ \u00a0\u202f]?(?P<unit>{spelt})(?![\w²³])")
