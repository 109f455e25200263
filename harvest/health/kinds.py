"""The table of deviations: what each code means, how bad it is, which clause it breaks and what to change."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Severity(StrEnum):
    """What a deviation does to those who harvest, the worst first."""

    BREAKS = "breaks harvesting"
    LOSES = "loses records"
    UNTIDY = "untidy"


@dataclass(frozen=True, slots=True)
class Kind:
    """One deviation. `clause` is a section of OAI-PMH 2.0, or another standard by name; `rule` is our paraphrase of it.

    `harm` says which harvesters lose what by it.
    """

    code: str
    severity: Severity
    title: str
    clause: str
    rule: str
    remedy: str
    harm: str


@cache
def load_kinds() -> dict[str, Kind]:
    """Load the table, by code, in its order."""
    text = files("harvest").joinpath("data", "oai_deviations.toml").read_text("utf-8")
    rows = [Kind(**{**row, "severity": Severity[row["severity"].upper()]}) for row in tomllib.loads(text)["deviation"]]
    return {kind.code: kind for kind in rows}
