"""Try a facility's recipe step by step, as far as one byte of one file; nothing is staged."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fairsvc.errors import FetchFailed, UsageError
from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import FileEntry
from fairsvc.model.pid import Pid, read_pid
from fairsvc.model.ports import Fetcher
from fairsvc.model.recipe import PLACEHOLDER, Door, Recipe
from fairsvc.model.repository import Holding, Quest, Spot
from fairsvc.model.resolution import Availability
from fairsvc.model.step import ranged
from fairsvc.resolve.recipes.door import look_through
from fairsvc.resolve.walking import Walked, load_repositories, walk

_CLOSED = (401, 403)


class StepState(StrEnum):
    """What became of a step: fine, something that the facility can mend, no answer, not tried."""

    FINE = "fine"
    MEND = "mend"
    UPSTREAM = "no answer"
    SKIPPED = "not tried"


@dataclass(frozen=True, slots=True)
class RecipeStep:
    """One step of the trial: what was found, and what to do or write when it is not fine."""

    name: str
    state: StepState
    found: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class RecipeExamination:
    """The trial of one recipe with one PID."""

    recipe: str
    pid: str
    steps: tuple[RecipeStep, ...]

    def came_to(self, state: StepState) -> bool:
        """Tell whether any step came to this."""
        return any(step.state is state for step in self.steps)


def find_pid(recipe: Recipe, fetcher: Fetcher) -> Pid:
    """Take a PID that the catalogue lists. Raises UsageError when it lists none, UpstreamError, BadPid."""
    quest = load_repositories()[recipe.catalogue].find_first
    prefix = next(iter(recipe.doi_prefixes), "10.5072")
    next_step = f"Name a published one: fairsvc recipe test FACILITY {prefix}/..."
    try:
        found = _asked(quest(recipe.base_url), fetcher) if quest else ""
    except FetchFailed as error:
        raise FetchFailed(error.what, error.which, f"Check base_url. {next_step}") from None
    if not found:
        which = f"{recipe.catalogue} of {recipe.id}"
        raise UsageError("the catalogue lists no PID to everybody", which, next_step)
    return read_pid(found)


def examine_recipe(recipe: Recipe, pid: Pid, fetcher: Fetcher) -> RecipeExamination:
    """Try the recipe with a PID."""
    walked = walk((load_repositories()[recipe.catalogue], Spot(recipe.base_url, pid.value, recipe=recipe)), fetcher)
    steps = [_match(recipe, pid), *_catalogue(recipe, walked)]
    if walked.holding is not None:
        steps += [*_files(walked.holding), *_addresses(recipe, walked.holding)]
        steps += _door(recipe, walked.holding.listing.entries, fetcher)
    return RecipeExamination(recipe.id, str(pid), tuple(steps))


def _asked(quest: Quest, fetcher: Fetcher) -> str:
    try:
        needs = next(quest)
        while True:
            needs = quest.send(tuple(map(fetcher.fetch, needs)))
    except StopIteration as end:
        return str(end.value)


def _match(recipe: Recipe, pid: Pid) -> RecipeStep:
    prefix = pid.value.partition("/")[0]
    if prefix in recipe.doi_prefixes:
        return RecipeStep("match", StepState.FINE, f"the recipe is used for {prefix}")
    if recipe.landing_hosts:
        hosts = ", ".join(recipe.landing_hosts)
        return RecipeStep("match", StepState.FINE, f"the recipe is used for PIDs whose page lies on {hosts}")
    next_step = f'Write doi_prefixes = ["{prefix}"]'
    return RecipeStep("match", StepState.MEND, f"the recipe is not used for {prefix}", next_step)


def _catalogue(recipe: Recipe, walked: Walked) -> Iterator[RecipeStep]:
    """Say whether the catalogue answered, and whether it knows the record."""
    first = walked.exchanges[0] if walked.exchanges else None
    if first is None or not any(exchange.conclusive for exchange in walked.exchanges):
        said = first.outcome() if first is not None else "was not asked"
        yield RecipeStep(
            "catalogue", StepState.UPSTREAM, f"{recipe.base_url}: {said}", "Try again later; check base_url"
        )
        return
    yield RecipeStep("catalogue", StepState.FINE, f"{recipe.base_url} answers")
    if walked.holding is not None:
        yield RecipeStep("record", StepState.FINE, walked.holding.title or "the record is there")
    else:
        yield RecipeStep("record", StepState.MEND, walked.trouble.rstrip("."), _about_record(recipe, walked.exchanges))


def _about_record(recipe: Recipe, exchanges: Sequence[Exchange]) -> str:
    if any(exchange.status in _CLOSED for exchange in exchanges):
        return "Let everybody read what is published, without logging in"
    return f"Check base_url, catalogue = {recipe.catalogue!r} and that the DOI is published"


def _files(holding: Holding) -> Iterator[RecipeStep]:
    count = len(holding.listing.entries) + len(holding.unreached)
    if not count:
        yield RecipeStep("files", StepState.MEND, holding.listing.reason, "List the files in the catalogue")
    elif holding.listing.complete is False and not holding.unreached:
        yield RecipeStep("files", StepState.MEND, f"{count} files: {holding.listing.reason}", "List all of them")
    else:
        yield RecipeStep("files", StepState.FINE, f"{count} files, {holding.availability}")


def _addresses(recipe: Recipe, holding: Holding) -> Iterator[RecipeStep]:
    """Say how many files get an address, and propose the rule that is wanting for the others."""
    reached, unreached = len(holding.listing.entries), holding.unreached
    if not reached and not unreached:
        return
    found = f"{reached} of {reached + len(unreached)} files get an address"
    if not unreached:
        yield RecipeStep("addresses", StepState.FINE, found)
    elif recipe.door is Door.NONE:
        yield RecipeStep("addresses", StepState.MEND, found, "Open a door for machines, then write how it is reached")
    else:
        yield RecipeStep(
            "addresses", StepState.MEND, f"{found}; the first that gets none: {unreached[0]}", _rule(unreached)
        )


def _rule(unreached: Sequence[str]) -> str:
    """Spell the rule that would cover these paths; only the facility knows its template."""
    absolute = [posixpath.dirname(path) for path in unreached if path.startswith("/") and ".." not in path.split("/")]
    if not absolute:
        return "Give the files absolute paths in the catalogue (sourceFolder, location): no rule covers others"
    prefix = posixpath.commonpath(absolute)
    template = f"https://files.facility.example/{PLACEHOLDER}"
    return f'Write the rule: [[recipes.paths]]  prefix = "{prefix}"  template = "{template}" with your own address'


def _door(recipe: Recipe, entries: Sequence[FileEntry], fetcher: Fetcher) -> Iterator[RecipeStep]:
    """Ask for one byte of one file that is online, as far as anything tells."""
    if not entries:
        return
    spared = {Availability.NEARLINE, Availability.OFFLINE, *_staged_unseen(recipe)}
    entry = next((one for one in entries if one.addresses and one.availability not in spared), None)
    if entry is None:
        told = any(one.availability != Availability.UNKNOWN for one in entries)
        found = "all files lie on tape" if told else "nothing tells whether the files lie on tape"
        yield RecipeStep("door", StepState.SKIPPED, f"{found}: asking would stage them")
        return
    answer = fetcher.fetch(ranged(entry.url, 0, 0))
    sight = look_through(answer, entry, recipe)
    where = redact(entry.url)
    if sight.closed and not answer.conclusive:
        yield RecipeStep("door", StepState.UPSTREAM, f"{where}: {sight.found}", "Try again later; check the template")
    elif sight.closed:
        yield RecipeStep("door", StepState.MEND, f"{where}: {sight.found}", sight.next_step)
    else:
        yield RecipeStep("door", StepState.FINE, f"{where}: {sight.found}")


def _staged_unseen(recipe: Recipe) -> tuple[Availability, ...]:
    """Tell which files an IDS may restore when it is asked for them: those that are not known to be online."""
    by_ids = recipe.catalogue == "icat" and recipe.door in (None, Door.IDS)
    return (Availability.UNKNOWN,) if by_ids else ()
