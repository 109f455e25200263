"""Packaged vocabularies and tables: read once, never fetched."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_text(name: str) -> str:
    """Load one file of `fairsvc/vocab/data` as UTF-8 text."""
    return files(__name__).joinpath("data", name).read_text(encoding="utf-8")


@cache
def load_json(name: str) -> Any:
    """Load one JSON file of `fairsvc/vocab/data`; the value is shared, do not change it."""
    return json.loads(load_text(name))


@cache
def load_toml(name: str) -> dict[str, Any]:
    """Load one TOML file of `fairsvc/vocab/data`; the value is shared, do not change it."""
    return tomllib.loads(load_text(name))
