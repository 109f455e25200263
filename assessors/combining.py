"""Several outcomes to one."""

from __future__ import annotations

from collections.abc import Iterable

from fairsvc.model.check import Outcome

_ALL = (Outcome.FAIL, Outcome.INDETERMINATE, Outcome.PASS, Outcome.NOT_APPLICABLE)
_ANY = (Outcome.PASS, Outcome.INDETERMINATE, Outcome.FAIL, Outcome.NOT_APPLICABLE)


def combine(outcomes: Iterable[Outcome | None], rule: str) -> Outcome | None:
    """Combine by all or any; None stands for not assessed.

    all: one failure fails, then one unknown makes it unknown. any: one pass passes, then one unknown makes it unknown.
    What is not applicable takes no part. Nothing assessed gives None; where a part was, the rest counts as unknown.
    """
    given = set(outcomes)
    if given <= {None}:
        return None
    if None in given:
        given = (given - {None}) | {Outcome.INDETERMINATE}
    return next(outcome for outcome in (_ALL if rule == "all" else _ANY) if outcome in given)


def comparable(decided: int, open_: int) -> bool:
    """Tell whether a share may stand for the whole: something was decided, and not less than what stayed open.

    A page in maintenance leaves a handful of verdicts; their share is no score of the dataset.
    """
    return 0 < decided >= open_
