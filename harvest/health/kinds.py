"""The table of deviations: what each code means, how bad it is, which clause it breaks and what to change."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

_TABLES = ("oai_deviations.toml", "datacite_deviations.toml")


class Severity(StrEnum):
    """What a deviation does to those who harvest, the worst first."""

    BREAKS = "breaks harvesting"
    LOSES = "loses records"
    UNTIDY = "untidy"


@dataclass(frozen=True, slots=True)
class Kind:
    """One deviation. `clause` is a section of OAI-PMH 2.0, or another document by name; `rule` is our paraphrase of it.

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
    """Load the tables, by code, in their order."""
    return {kind.code: kind for name in _TABLES for kind in _read(files("harvest").joinpath("data", name).read_bytes())}


def _read(table: bytes) -> list[Kind]:
    rows = tomllib.loads(table.decode())["deviation"]
    return [Kind(**{**row, "severity": Severity[row["severity"].upper()]}) for row in rows]
