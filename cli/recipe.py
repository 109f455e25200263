"""fairsvc recipe: how a facility's files are reached, and whether that works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.facilities import load, origin
from cli.options import AsJson
from cli.output import write_json, write_table, write_text
from fairsvc.errors import UsageError

if TYPE_CHECKING:
    from fairsvc.facilities.profile import Facility, FileRecipe
    from fairsvc.model.recipe import Recipe
    from fairsvc.resolve.recipes.examination import RecipeExamination

TO_MEND, UPSTREAM = 1, 3

FacilityName = Annotated[str, typer.Argument(help="Id, name or alias of the facility")]


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Show and test how a facility's files are reached.", no_args_is_help=True)
    group.callback()(lambda: None)
    group.command("show", short_help="Show the recipes of a facility.")(show)
    group.command("test", short_help="Try a recipe, as far as one byte of one file.")(try_out)
    app.add_typer(group, name="recipe")


def show(context: typer.Context, facility: FacilityName, as_json: AsJson = False) -> None:
    """Show how a facility's files are reached: its catalogue, and how internal paths become addresses.

    \b
    Examples:
      fairsvc recipe show psi
      fairsvc recipe show "MAX IV" --json
    """
    from fairsvc.facilities.loading import choose_facility

    chosen = choose_facility(load(context.obj), facility)
    if as_json:
        write_json(list(chosen.recipes))
        return
    if not chosen.recipes:
        write_text(f"{chosen.name} has no recipe. Only the facility knows how its files are reached: docs/recipes.md")
    for recipe in chosen.recipes:
        _print_recipe(chosen, recipe)


def try_out(
    context: typer.Context,
    facility: FacilityName,
    pid: Annotated[str, typer.Argument(help="A published DOI [default: the first that the catalogue lists]")] = "",
    recipe: Annotated[str, typer.Option(metavar="ID", help="Which recipe, where there are several")] = "",
    as_json: AsJson = False,
) -> None:
    """Try a recipe step by step: catalogue, record, files, addresses, and one byte of one file. It never stages.

    Exits with 1 when something is to mend, with 3 when a server does not answer.

    \b
    Examples:
      fairsvc recipe test psi
      fairsvc recipe test desy 10.60717/example --recipe public-data
    """
    from fairsvc.model.pid import read_pid
    from fairsvc.resolve.recipes.examination import StepState, examine_recipe, find_pid
    from fairsvc.resolve.resolver import Resolver

    call: Context = context.obj
    chosen = _choose(call, facility, recipe)
    with Resolver(call.settings()) as resolver:
        subject = read_pid(pid) if pid else find_pid(chosen, resolver.client)
        found = examine_recipe(chosen, subject, resolver.client)
    write_json(found) if as_json else _print_examination(found)
    if found.came_to(StepState.MEND):
        raise typer.Exit(TO_MEND)
    if found.came_to(StepState.UPSTREAM):
        raise typer.Exit(UPSTREAM)


def _choose(call: Context, facility: str, name: str) -> Recipe:
    """Choose the recipe to test. Raises BadSettings, UsageError."""
    from fairsvc.facilities.loading import choose_facility
    from fairsvc.facilities.recipes import recipe_of
    from fairsvc.resolve.recipes.loading import check_catalogue

    chosen = choose_facility(load(call), facility)
    fitting = [one for one in chosen.recipes if name in ("", one.id)]
    if len(fitting) != 1:
        known = ", ".join(one.id for one in chosen.recipes)
        what = "the facility has several recipes" if len(fitting) > 1 else "the facility has no such recipe"
        next_step = f"Choose with --recipe: {known}" if known else "Write one: docs/recipes.md"
        raise UsageError(what, f"{name} of {chosen.id}" if name else chosen.id, next_step)
    recipe = recipe_of(chosen, fitting[0])
    check_catalogue(recipe)
    return recipe


def _print_recipe(facility: Facility, recipe: FileRecipe) -> None:
    from fairsvc.facilities.recipes import recipe_of

    whole = recipe_of(facility, recipe)
    facts = [
        ("catalogue", f"{whole.catalogue} at {whole.base_url}"),
        ("used for DOIs of", ", ".join(whole.doi_prefixes)),
        ("used for pages on", ", ".join(whole.landing_hosts)),
        ("door", f"{whole.door or 'not known'} {whole.door_url}".rstrip()),
        ("wants", whole.auth or "not known"),
        ("files lie", whole.staging or "not known"),
        *((rule.prefix, rule.template) for rule in whole.rules),
        ("paths", "" if whole.rules else "no rule: internal paths have no address"),
        ("note", recipe.base_url.note),
        ("from", origin(recipe.base_url)),
    ]
    write_text(f"{whole.id}")
    for label, text in facts:
        if text:
            write_text(f"  {label}: {text}")


def _print_examination(found: RecipeExamination) -> None:
    write_text(f"Recipe {found.recipe} with {found.pid}\n")
    rows = [(step.name, step.state.value, f"{step.found}\n{step.next_step}".rstrip()) for step in found.steps]
    write_table(("step", "", "found, and what to do"), rows)
