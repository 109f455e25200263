"""Which remedies a check may ask for, read from its code: a check names them in its verdicts alone."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator
from types import CodeType, FunctionType
from typing import Any

from fairsvc.model.check import Check


def named_remedies(check: Check, remedies: Collection[str]) -> tuple[str, ...]:
    """List the ids that the check's judge, or a function that it calls in the same package, has among its constants."""
    found: set[str] = set()
    seen: set[Any] = set()
    waiting: list[Any] = [check.judge]
    packages = {"assessors", _package(check.judge)}
    while waiting:
        function = inspect.unwrap(waiting.pop())
        if function in seen or _package(function) not in packages:
            continue
        seen.add(function)
        for value in _values(function):
            if isinstance(value, FunctionType):
                waiting.append(value)
            elif isinstance(value, str) and value in remedies:
                found.add(value)
    return tuple(sorted(found))


def _package(function: Any) -> str:
    return str(function.__module__).partition(".")[0]


def _values(function: FunctionType) -> Iterator[Any]:
    cells = (cell.cell_contents for cell in function.__closure__ or ())
    for value in (*cells, *(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
        yield from _flat(value)
    for code in _codes(function.__code__):
        for constant in code.co_consts:
            yield from _flat(constant)
        for name in code.co_names:
            yield from _flat(function.__globals__.get(name))


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = (*value, *value.values())
    if isinstance(value, (tuple, list, frozenset, set)):
        for member in value:
            yield from _flat(member)
    else:
        yield value
