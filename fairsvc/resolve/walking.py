"""Drive an adapter: fetch what it asks for, until it knows what the record holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fairsvc.errors import FetchFailed, UpstreamError
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.ports import Fetcher
from fairsvc.model.recipe import Recipe
from fairsvc.model.repository import Holding, Repository, Spot
from fairsvc.plugins import collect
from fairsvc.probe.gather import Spread
from fairsvc.resolve.adapting.leads import spell_pid
from fairsvc.vocab.addresses import authority

GROUP = "fairsvc.repositories"
# Far beyond a record of a million files in pages of a thousand; a list that leads in circles ends here.
MOST_QUESTIONS = 2_000

Place = tuple[Repository, Spot]


@dataclass(frozen=True, slots=True)
class Walked:
    """What asking one repository came to; `trouble` says why there is no holding."""

    repository: Repository
    spot: Spot
    holding: Holding | None = None
    trouble: str = ""
    exchanges: tuple[Exchange, ...] = ()


@cache
def load_repositories() -> Mapping[str, Repository]:
    """Find the adapters by id. Raises BadPlugin when two share an id."""
    return collect("fairsvc.resolve.repositories", GROUP, Repository)


def find_places(evidence: Evidence, recipes: tuple[Recipe, ...] = ()) -> tuple[Place, ...]:
    """Tell which repositories the PID may lead to: where a facility's recipe fits, that alone; else by recognition."""
    repositories = load_repositories()
    fitting = [recipe for recipe in recipes if recipe.catalogue in repositories and _fits(recipe, evidence)]
    if fitting:
        pid = spell_pid(evidence)
        places = ((repositories[one.catalogue], Spot(one.base_url, pid, recipe=one)) for one in fitting)
        return tuple(places)
    spots = ((one, one.recognise(evidence)) for one in repositories.values())
    return tuple((one, spot) for one, spot in spots if spot is not None)


def walk(place: Place, fetcher: Fetcher, spread: Spread = map) -> Walked:
    """Ask one repository; needs that it names together may be fetched at the same time."""
    repository, spot = place
    exchanges: list[Exchange] = []
    known: dict[Need, Exchange] = {}
    steps = repository.walk(spot)
    try:
        needs = next(steps)
        for _ in range(MOST_QUESTIONS):
            fresh = list(dict.fromkeys(need for need in needs if need not in known))
            if len(known) + len(fresh) > MOST_QUESTIONS:
                break
            known.update(zip(fresh, spread(fetcher.fetch, fresh), strict=True))
            exchanges += [known[need] for need in fresh]
            needs = steps.send(tuple(known[need] for need in needs))
        raise FetchFailed(f"the list takes more than {MOST_QUESTIONS} questions", spot.base_url)
    except StopIteration as end:
        return Walked(repository, spot, end.value, exchanges=tuple(exchanges))
    except UpstreamError as error:
        return Walked(repository, spot, trouble=str(error), exchanges=tuple(exchanges))


def _fits(recipe: Recipe, evidence: Evidence) -> bool:
    if evidence.pid.scheme == "doi" and evidence.pid.value.partition("/")[0] in recipe.doi_prefixes:
        return True
    hosts = {host for exchange in evidence.exchanges for hop in exchange.hops if (host := authority(hop.url))}
    return not hosts.isdisjoint(recipe.landing_hosts)
