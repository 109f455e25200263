"""Killed at fifty random moments, a store of five thousand records equals that of undisturbed runs.

`scripts/bench killed` does the same with the assessment of every dataset, for as long as it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.killing import ASSESS, Catalogue, harvest, kill_often, look
from tests.support.running import finish, make_workspace
from tests.support.server import Handler, Served

Serve = Callable[[Handler], Served]


@pytest.mark.timeout(240)
def test_a_harvest_that_is_killed_fifty_times_loses_and_doubles_nothing(tmp_path: Path, serve: Serve) -> None:
    catalogue = Catalogue(records=5000, per_page=25)
    served = serve(catalogue)
    calm, harried = (make_workspace(tmp_path / name, served.url) for name in ("calm", "harried"))
    for stage, kills in ((0, 25), (1, 25)):
        catalogue.stage = stage
        assert finish(calm, *harvest(served)) == (0, "")
        asked = catalogue.lists
        killed = kill_often(harried, harvest(served), kills, 0.12, lambda: catalogue.lists)
        assert catalogue.lists - asked > kills / 2, "it was killed in the midst of its work"
        code, said = finish(harried, *harvest(served))
        assert code == 0, said
        assert catalogue.lists - asked <= catalogue.pages + killed + 1, "at most one page again for each kill"
        assert look(harried) == look(calm)
    items, versions = look(calm)[:2]
    assert (len(items), len(versions)) == (5500, 5000 + 1500 + 500 + 500)


@pytest.mark.timeout(240)
def test_an_assessment_that_is_killed_often_ends_with_the_same_verdicts(tmp_path: Path, serve: Serve) -> None:
    catalogue = Catalogue(records=80, per_page=20)
    served = serve(catalogue)
    calm, harried = (make_workspace(tmp_path / name, served.url) for name in ("calm", "harried"))
    for folder in (calm, harried):
        assert finish(folder, *harvest(served))[0] == 0
    assert finish(calm, *ASSESS)[0] == 0
    assert kill_often(harried, ASSESS, 10, 0.3, lambda: catalogue.visits) > 5
    assert finish(harried, *ASSESS)[0] == 0
    assert look(harried) == look(calm)
    assert len(look(calm)[2]) == 80
