"""The metric sets: ours, those of other packages, and a facility's own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from assessors.metric_set_file import check_unique, read_metric_set
from fairsvc.errors import BadMetricSet
from fairsvc.model.metrics import MetricSet
from fairsvc.plugins import collect

# Where a facility keeps sets of its own, beside fairsvc.toml.
FOLDER = "metricsets"
# Far above any metric set, far below what would fill the memory.
LARGEST_BYTES = 1_000_000
_SUFFIX = ".toml"


def load_metric_sets(folder: Path | None = None) -> dict[str, MetricSet]:
    """Load the metric sets by name (`id@version`): the packaged ones, those of other packages and of the folder.

    Raises BadMetricSet when one is not well formed or takes an id that a packaged one has.
    """
    found = dict(_packaged())
    for path in sorted(folder.glob(f"*{_SUFFIX}")) if folder else ():
        metric_set = load_metric_set(path)
        check_unique([*found, metric_set.name], str(path))
        found[metric_set.name] = metric_set
    return dict(sorted(found.items()))


def find_metric_set(name: str, folder: Path | None = None) -> MetricSet | None:
    """Find a metric set by `id@version`, by id alone, or by the path of its TOML file.

    The id alone gives the last version, ordered as text. `folder` holds the facility's own sets. Raises BadMetricSet.
    """
    if name.endswith(_SUFFIX):
        return load_metric_set(Path(name))
    metric_sets = load_metric_sets(folder)
    versions = [metric_set for metric_set in metric_sets.values() if metric_set.id == name]
    return metric_sets.get(name) or (versions[-1] if versions else None)


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
