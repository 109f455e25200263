"""The facilities' recipes as the settings give them."""

from __future__ import annotations

from fairsvc.errors import BadSettings
from fairsvc.facilities.loading import load_facilities
from fairsvc.facilities.recipes import recipes_of
from fairsvc.facilities.values import near
from fairsvc.model.recipe import Recipe
from fairsvc.resolve.walking import load_repositories
from fairsvc.settings import Settings


def load_recipes(settings: Settings) -> tuple[Recipe, ...]:
    """Load the recipes of the packaged profiles and of the operator's folder. Raises BadSettings."""
    recipes = recipes_of(load_facilities(settings.facilities_folder).values())
    for recipe in recipes:
        check_catalogue(recipe)
    return recipes


def check_catalogue(recipe: Recipe) -> None:
    """Refuse a recipe whose catalogue nobody can ask. Raises BadSettings."""
    known = load_repositories()
    if recipe.catalogue not in known:
        next_step = near(recipe.catalogue, known)
        raise BadSettings("a recipe names no catalogue that is known", f"{recipe.catalogue} of {recipe.id}", next_step)
