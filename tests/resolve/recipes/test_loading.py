"""A facility's recipe on the way from a DOI to the files, over the real client."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from fairsvc.model.recipe import PathRule, Recipe, Staging
from fairsvc.model.resolution import Availability, Resolution, TrialState
from fairsvc.resolve.resolver import Resolver
from fairsvc.settings import Settings
from tests.support.scicat_stand_in import DOI, FOLDER, SciCat
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]
KEY = "0f98fcf2-7bd7-430e-ad20-d47031ca8f71"


def landing(catalogue: Handler) -> Handler:
    """Stand a DOI resolver and a landing page in front of a catalogue."""

    def answer(asked: Asked) -> Reply:
        if asked.path == f"/{DOI}":
            return 302, [("Location", "/landing")], b""
        if asked.path == "/landing":
            return 200, [("Content-Type", "text/html")], b"<html><title>A dataset</title></html>"
        return catalogue(asked)

    return answer


def resolved(serve: Serve, catalogue: Handler, recipe: Callable[[str], Recipe]) -> Resolution:
    served = serve(landing(catalogue))
    settings = Settings(
        resolver=served.url,
        handle_api=f"{served.url}/handles",
        registry=f"{served.url}/registry",
        allow=(urlsplit(served.url).netloc,),
        requests_per_s=2000,
        in_flight=8,
    )
    with Resolver(settings, recipes=(recipe(served.url),)) as resolver:
        return resolver.resolve(DOI)


def scicat(*rules: PathRule) -> Callable[[str], Recipe]:
    def recipe(url: str) -> Recipe:
        own = tuple(PathRule(rule.prefix, url + rule.template) for rule in rules)
        return Recipe("ring/scicat", "scicat", f"{url}/api/v3", ("10.5072",), rules=own, staging=Staging.ONLINE)

    return recipe


def test_a_recipe_leads_to_the_files(serve: Serve) -> None:
    found = resolved(serve, SciCat(), scicat(PathRule(FOLDER, "/door/one/{path}")))
    assert [urlsplit(entry.url).path for entry in found.manifest.entries] == ["/door/one/scan.h5", "/door/one/a/b.txt"]
    assert (found.manifest.mechanism, found.manifest.complete) == ("scicat", True)
    assert (found.repository, found.title, found.availability) == ("scicat", "Scans of ice", Availability.ONLINE)


def test_without_a_rule_people_learn_what_is_wanting(serve: Serve) -> None:
    found = resolved(serve, SciCat(), scicat())
    (trial,) = [trial for trial in found.trials if trial.mechanism == "scicat"]
    assert (trial.state, trial.complete, trial.unproven) == (TrialState.NOTHING, False, True)
    paths = f"2 files are known by internal paths (the first: {FOLDER}/scan.h5)"
    assert trial.because == f"{paths}, and recipe ring/scicat has no rule for them"


@pytest.mark.parametrize("status", [303, 307])
def test_a_session_is_opened_by_post_and_shown_nowhere(serve: Serve, status: int) -> None:
    asked: list[Asked] = []

    def icatplus(one: Asked) -> Reply:
        asked.append(one)
        kind = [("Content-Type", "application/json")]
        if one.path == "/icatplus/session":
            return status, [("Location", "/icatplus/session/new")], b""
        if one.path == "/icatplus/session/new":
            return 200, kind, f'{{"sessionId":"{KEY}"}}'.encode()
        if "/datasets?" in one.path:
            return 200, kind, b'[{"id":1,"name":"scan"}]'
        return 200, kind, b'[{"Datafile":{"id":2,"name":"a.h5","fileSize":1}}]'

    found = resolved(serve, icatplus, lambda url: Recipe("ring/i", "icatplus", f"{url}/icatplus", ("10.5072",)))
    (entry,) = found.manifest.entries
    assert urlsplit(entry.url).path == f"/icatplus/ids/{KEY}/data/download"
    posts = [one for one in asked if one.path.startswith("/icatplus/session")]
    assert [one.method for one in posts] == ["POST", "GET" if status == 303 else "POST"]
    assert posts[0].headers["content-type"] == "application/json"
    assert [bool(one.body) for one in posts] == [True, status == 307]
    assert KEY not in str(found.questions)
    assert KEY not in str(found.trials)
