"""The text of a metric set to values; whatever is wrong is named with file, indicator and key."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from assessors.catalogue import load_checks
from assessors.levels import WEIGHTS
from fairsvc.errors import BadMetricSet
from fairsvc.model.metrics import Indicator, MetricSet, MetricTest

# Ids become names of files, anchors and addresses.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Wilkinson et al. 2016, box 2.
_PRINCIPLES = ("F1", "F2", "F3", "F4", "A1", "A1.1", "A1.2", "A2", "I1", "I2", "I3", "R1", "R1.1", "R1.2", "R1.3")
_METHODS = ("levels", "points")
_SET = {"id": str, "version": str, "title": str, "source": str, "method": str, "indicator": list}
_INDICATOR = {
    "id": str,
    "principle": str,
    "text": str,
    "priority": str,
    "checks": list,
    "combine": str,
    "test": list,
    "deviation": str,
}
_TEST = {
    "id": str,
    "text": str,
    "checks": list,
    "combine": str,
    "points": float,
    "maturity": int,
    "deviation": str,
}
_REQUIRED = {"set": tuple(_SET), "indicator": ("id", "principle", "text"), "test": ("id", "points", "maturity")}
_A = {"set": "a metric set", "indicator": "an indicator", "test": "a test"}
_WRITTEN = {str: 'a text: "..."', list: "a list: [...]", float: "a number: 0.5", int: "a whole number: 1"}


def read_metric_set(text: str, where: str) -> MetricSet:
    """Read one metric set; `where` names the file in the errors. Raises BadMetricSet."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadMetricSet("this is no TOML", f"{where}: {error}", "Mend the line it names") from None
    _check_keys(table, _SET, "set", where)
    _one_of(table["method"], _METHODS, "method", where)
    _check_name(table["version"], "version", where)
    indicators = tuple(_indicator(row, table["method"], where) for row in _tables(table["indicator"], where))
    if not indicators:
        raise BadMetricSet("a metric set needs an indicator", where, "Add an [[indicator]] table")
    if table["method"] == "points" and not any(test.points for one in indicators for test in one.tests):
        raise BadMetricSet("no test of the metric set is worth a point", where, "Give a test points: points = 1")
    check_unique([i.id for i in indicators] + [t.id for i in indicators for t in i.tests], where)
    return MetricSet(table["id"], table["version"], table["title"], table["source"], table["method"], indicators)


def check_unique(names: list[str], where: str) -> None:
    """Refuse a name that stands twice. Raises BadMetricSet."""
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise BadMetricSet("an id is used twice", f"{where}: {twice[0]}", "Rename or remove one of them")


def _indicator(row: Mapping[str, Any], method: str, where: str) -> Indicator:
    _check_keys(row, _INDICATOR, "indicator", where)
    here = f"{where}, {row['id']}"
    _one_of(row["principle"], _PRINCIPLES, "principle", here)
    if not row["text"].strip():
        raise BadMetricSet("an indicator says what it asks", f"{here}: text", "Write its text")
    tests = tuple(_test(test, here) for test in _tables(row.get("test", []), here))
    if method == "levels":
        _one_of(row.get("priority", ""), tuple(WEIGHTS), "priority", here)
    if tests and "checks" in row:
        raise BadMetricSet("an indicator has checks or tests, not both", here, "Move the checks into the tests")
    if bool(tests) != (method == "points"):
        raise BadMetricSet(f"the method {method} does not fit", here, "Points need tests, and levels need checks")
    combine = row.get("combine", "sum" if tests else "all")
    _one_of(combine, ("sum", "best") if tests else ("all", "any"), "combine", here)
    return Indicator(
        row["id"],
        row["principle"],
        row["text"],
        row.get("priority", ""),
        _check_ids(row.get("checks"), here),
        combine,
        tests,
        row.get("deviation", ""),
    )


def _test(row: Mapping[str, Any], where: str) -> MetricTest:
    _check_keys(row, _TEST, "test", where)
    here = f"{where}, {row['id']}"
    combine = row.get("combine", "all")
    _one_of(combine, ("all", "any"), "combine", here)
    if not (row["points"] >= 0 and math.isfinite(row["points"])):
        raise BadMetricSet("points are 0 or more", f"{here}: {row['points']}")
    _one_of(row["maturity"], (0, 1, 2, 3), "maturity", here)
    return MetricTest(
        row["id"],
        row.get("text", ""),
        _check_ids(row.get("checks"), here),
        combine,
        float(row["points"]),
        row["maturity"],
        row.get("deviation", ""),
    )


def _check_keys(row: Mapping[str, Any], known: Mapping[str, type], kind: str, where: str) -> None:
    here = f"{where}, {row['id']}" if isinstance(row.get("id"), str) else where
    if unknown := [key for key in row if key not in known]:
        allowed = f"Known are {', '.join(known)}"
        raise BadMetricSet(f"unknown key of {_A[kind]}", f"{here}: {unknown[0]}", _near(unknown[0], known) or allowed)
    if missing := [key for key in _REQUIRED[kind] if key not in row]:
        raise BadMetricSet(f"{_A[kind]} lacks a key", f"{here}: {missing[0]}", f"It is {_WRITTEN[known[missing[0]]]}")
    for key, value in row.items():
        allowed_types = (int, float) if known[key] is float else known[key]
        if not isinstance(value, allowed_types) or isinstance(value, bool):
            raise BadMetricSet(f"{key} has the wrong type", f"{here}: {value!r}", f"It is {_WRITTEN[known[key]]}")
    _check_name(row["id"], "id", where)


def _check_name(name: str, key: str, where: str) -> None:
    if not _NAME.fullmatch(name):
        next_step = "Letters, digits, dots, hyphens and underscores, the first a letter or digit"
        raise BadMetricSet(f"bad {key}", f"{where}: {name!r}", next_step)


def _tables(rows: Iterable[Any], where: str) -> Iterable[Mapping[str, Any]]:
    for row in rows:
        if not isinstance(row, dict):
            raise BadMetricSet("an indicator or test is a table", f"{where}: {row!r}", "Write it as [[indicator]]")
        yield row


def _check_ids(ids: list[Any] | None, where: str) -> tuple[str, ...]:
    known = load_checks()
    if ids is not None and not ids:
        raise BadMetricSet("the list of checks is empty", where, "Name a check, or leave out what is not assessed yet")
    for name in ids or ():
        if not isinstance(name, str) or name not in known:
            next_step = _near(str(name), known) or "docs/reference/checks.md lists them"
            raise BadMetricSet("no check has this id", f"{where}: {name!r}", next_step)
    check_unique(ids or [], where)
    return tuple(ids or ())


def _near(name: str, known: Collection[str]) -> str:
    """Ask whether a near name was meant; empty when there is none."""
    near = difflib.get_close_matches(name, sorted(known), 1)
    return f"Did you mean {near[0]}?" if near else ""


def _one_of(value: object, allowed: tuple[object, ...], key: str, where: str) -> None:
    if value not in allowed:
        choice = ", ".join(str(option) for option in allowed)
        raise BadMetricSet(f"bad {key}", f"{where}: {value!r}", f"Choose one of {choice}")
