"""Find plug-ins: module attributes of one type in our packages, and entry points in others'."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.metadata import entry_points
from typing import TypeVar

from fairsvc.errors import BadPlugin

T = TypeVar("T")


def collect(package: str, group: str, kind: type[T], key: str = "id") -> dict[str, T]:
    """Collect every `kind` below the package and in the entry-point group, by its `key`, in order of it.

    Raises BadPlugin when two share a key or an entry point gives something else.
    """
    found: dict[str, T] = {}
    for plugin in [*_own(package, kind), *_foreign(group, kind)]:
        name = str(getattr(plugin, key))
        if found.get(name, plugin) is not plugin:
            raise BadPlugin(f"two plug-ins of {group} share one id", name, "Uninstall or rename one of them")
        found[name] = plugin
    return dict(sorted(found.items()))


def _own(package: str, kind: type[T]) -> list[T]:
    parent = importlib.import_module(package)
    names = sorted(module.name for module in pkgutil.iter_modules(parent.__path__, f"{package}."))
    modules = [importlib.import_module(name) for name in names]
    return [value for module in modules for value in vars(module).values() if isinstance(value, kind)]


def _foreign(group: str, kind: type[T]) -> list[T]:
    found: list[T] = []
    for entry in entry_points(group=group):
        plugin = entry.load()
        if not isinstance(plugin, kind):
            raise BadPlugin(f"the entry point of {group} gives no {kind.__name__}", f"{entry.name} = {entry.value}")
        found.append(plugin)
    return found
