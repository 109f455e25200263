"""Whether there are metadata at all: documents that describe nothing are none, however well they are published."""

from __future__ import annotations

from assessors.memory import remembered
from assessors.reading.absence import falls_short
from assessors.reading.substance import is_hollow
from assessors.reading.views import telling_views, views
from fairsvc.model.check import Verdict
from fairsvc.model.evidence import Evidence


@remembered
def says_nothing(evidence: Evidence) -> Verdict | None:
    """Fail where metadata came whose titles and descriptions say nothing; None when some say something or none came.

    Indeterminate while a source that could say more was not read.
    """
    hollow = [name for name, view in views(evidence) if is_hollow(view)]
    titled = [name for name, view in views(evidence) if view.titles or view.descriptions]
    if not hollow or hollow != titled or telling_views(evidence):
        return None
    because = "Metadata came that describe nothing: titles and descriptions are placeholders, identifiers or all alike."
    what = "metadata that describe the data"
    return falls_short(evidence, what, because, f"view/{hollow[0]}", remedy="complete-metadata")
