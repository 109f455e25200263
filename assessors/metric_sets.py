"""The metric sets: ours, those of other packages, and a facility's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from assessors.metric_set_file import check_unique, read_metric_set
from fairsvc.errors import BadMetricSet
from fairsvc.log import logger
from fairsvc.model.metrics import MetricSet
from fairsvc.plugins import collect

# Where a facility keeps sets of its own, beside fairsvc.toml.
FOLDER = "metricsets"
# Far above any metric set, far below what would fill the memory.
LARGEST_BYTES = 1_000_000
_SUFFIX = ".toml"


def load_metric_sets(folder: Path | None = None) -> dict[str, MetricSet]:
    """Load the metric sets by name (`id@version`): the packaged ones, those of other packages and of the folder.

    One of the folder that is not well formed, or takes a name that is taken, is left out with a warning.
    """
    own, broken = _load_folder(folder)
    for _, error in broken:
        _warn(str(error))
    return dict(sorted((_packaged() | own).items()))


def find_metric_set(name: str, folder: Path | None = None) -> MetricSet | None:
    """Find a metric set by `id@version`, by id alone, or by the path of its TOML file.

    The id alone gives the last version, ordered as text. `folder` holds the facility's own sets. Raises BadMetricSet,
    also where a file of the folder that is not well formed may be the one that is meant.
    """
    if name.endswith(_SUFFIX):
        return load_metric_set(Path(name))
    if packaged := _choose(name, _packaged()):
        return packaged
    own, broken = _load_folder(folder)
    if name not in own and (meant := [error for path, error in broken if _may_be(path, name.partition("@")[0])]):
        raise meant[0]
    return _choose(name, own)


def _choose(name: str, metric_sets: Mapping[str, MetricSet]) -> MetricSet | None:
    versions = [metric_sets[key] for key in sorted(metric_sets) if metric_sets[key].id == name]
    return metric_sets.get(name) or (versions[-1] if versions else None)


def _load_folder(folder: Path | None) -> tuple[dict[str, MetricSet], list[tuple[Path, BadMetricSet]]]:
    """Load the well-formed sets of the folder by name, and the errors of the other files."""
    found: dict[str, MetricSet] = {}
    broken: list[tuple[Path, BadMetricSet]] = []
    for path in sorted(folder.glob(f"*{_SUFFIX}")) if folder else ():
        try:
            if path.is_file():
                metric_set = load_metric_set(path)
                check_unique([*found, metric_set.name], str(path))
                found[metric_set.name] = metric_set
        except BadMetricSet as error:
            broken.append((path, error))
    return found, broken


def _may_be(path: Path, id: str) -> bool:
    """Tell whether a file that is not well formed may be the set of that id: by its name, or a line that says so."""
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_BYTES).decode("utf-8", "replace")
    except OSError:
        text = ""
    says = re.search(rf"""^\s*id\s*=\s*["']{re.escape(id)}["']""", text, re.MULTILINE)
    return path.stem.partition("@")[0] == id or says is not None


@cache
def _warn(sentence: str) -> None:
    """Warn once, however often the folder is read."""
    logger.warning("a metric set is left out: %s", sentence)


def load_metric_set(path: Path) -> MetricSet:
    """Load a facility's own metric set. Raises BadMetricSet, also when it takes the id of a packaged one."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadMetricSet("the metric set is too large", f"{path} (over {LARGEST_BYTES} bytes)")
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no UTF-8 text"
        raise BadMetricSet("the metric set cannot be read", f"{path} ({reason})", "Name a TOML file") from None
    metric_set = read_metric_set(text, str(path))
    if metric_set.id in {packaged.id for packaged in _packaged().values()}:
        next_step = "Give it an id of its own, such as the facility's name"
        raise BadMetricSet("a packaged metric set has this id", f"{path}: {metric_set.id}", next_step)
    return metric_set


@cache
def _packaged() -> dict[str, MetricSet]:
    found = dict(collect("assessors.metricsets", "fairsvc.metricsets", MetricSet, key="name"))
    for path in sorted(files("assessors.metricsets").iterdir(), key=lambda path: path.name):
        if path.name.endswith(_SUFFIX):
            metric_set = read_metric_set(path.read_text(encoding="utf-8"), path.name)
            check_unique([*found, metric_set.name], path.name)
            found[metric_set.name] = metric_set
    return dict(sorted(found.items()))
