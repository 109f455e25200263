"""What the findings of the probe mean, and what to do about them."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from fairsvc.vocab import load_toml


@dataclass(frozen=True, slots=True)
class Meaning:
    """What findings of one code, or of all codes that the pattern fits, mean in a sentence each."""

    code: str
    means: str
    remedy: str


@cache
def load_meanings() -> tuple[Meaning, ...]:
    """Load the packaged table, in its order: the first pattern that fits counts."""
    return tuple(Meaning(**row) for row in load_toml("findings.toml")["finding"])


@cache
def find_meaning(code: str) -> Meaning | None:
    """Find what a code means; None when it is of nobody here."""
    return next((one for one in load_meanings() if fnmatchcase(code, one.code)), None)
