"""The recipes of the facilities as the resolver uses them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from fairsvc.facilities.profile import Facility, Fact, FileRecipe, Status
from fairsvc.model.recipe import Recipe


def recipes_of(facilities: Iterable[Facility]) -> tuple[Recipe, ...]:
    """Collect every facility's recipes, named as the facility and the recipe."""
    return tuple(recipe_of(facility, one) for facility in facilities for one in facility.recipes)


def recipe_of(facility: Facility, entry: FileRecipe) -> Recipe:
    """Complete a recipe by what the facility's profile knows: its DOI prefixes and landing hosts that are verified.

    An unverified one could be another facility's.
    """
    prefixes, hosts = entry.doi_prefixes, entry.landing_hosts
    return Recipe(
        f"{facility.id}/{entry.id}",
        entry.catalogue,
        entry.base_url.value,
        _verified(facility.doi_prefixes) if prefixes is None else prefixes,
        (*_verified(facility.landing_hosts), _host(entry)) if hosts is None else hosts,
        entry.rules,
        entry.door,
        entry.auth,
        entry.staging,
        entry.door_url,
    )


def _verified(facts: tuple[Fact, ...]) -> tuple[str, ...]:
    return tuple(fact.value for fact in facts if fact.status is Status.VERIFIED)


def _host(entry: FileRecipe) -> str:
    return urlsplit(entry.base_url.value).netloc.lower()
