"""Resolve a PID to its files: ask, let every way speak, unite what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from fairsvc.model.ports import Fetcher
from fairsvc.model.recipe import Recipe
from fairsvc.model.resolution import Resolution
from fairsvc.probe.extract import Readings
from fairsvc.probe.gather import Spread, Subject, gather_live
from fairsvc.resolve.conclusion import Search, conclude
from fairsvc.resolve.plan import OPENING, closing_depth, has_metalink
from fairsvc.resolve.walking import Walked, find_places, walk


def resolve_subject(
    subject: Subject,
    fetcher: Fetcher,
    resolved_at: datetime,
    *,
    recipes: tuple[Recipe, ...] = (),
    standards_only: bool = False,
    spread: Spread = map,
) -> Resolution:
    """Find the files of a PID; what cannot be found out is said, never raised.

    `standards_only` asks no repository's API: what every client can do. `spread` may fetch several needs at a time.
    """
    readings: Readings = {}
    evidence = gather_live(subject, fetcher, resolved_at, OPENING, spread=spread, readings=readings, whole=False)
    walks: list[Walked] = []
    if not (standards_only or has_metalink(evidence)):
        for place in find_places(evidence, recipes):
            walks.append(walk(place, fetcher, spread))
            if _has_files(walks[-1]):
                break
    asked = len(evidence.exchanges) + sum(len(one.exchanges) for one in walks)
    depth = closing_depth(evidence, listed=any(map(_has_files, walks)), asked=asked)
    again = replace(subject, seeds=evidence.exchanges)
    evidence = gather_live(again, fetcher, resolved_at, depth, spread=spread, readings=readings)
    return conclude(Search(evidence, readings, tuple(walks), standards_only=standards_only))


def _has_files(walked: Walked) -> bool:
    return walked.holding is not None and bool(walked.holding.listing.entries)
