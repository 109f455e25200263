"""Whether there are metadata at all: documents that describe nothing are none, however well they are published."""

from __future__ import annotations

from assessors.memory import remembered
from assessors.reading.absence import falls_short, open_question, unheard
from assessors.reading.substance import is_hollow
from assessors.reading.views import telling_views, views
from fairsvc.model.check import Verdict, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import PAGE

_GONE = 404
_HOLLOW = "Metadata came that describe nothing: titles and descriptions are placeholders, identifiers or all alike."


def credited(evidence: Evidence, because: str, *cites: str) -> Verdict:
    """Pass what is stated, unless the metadata describe nothing: then it is stated of nothing."""
    return says_nothing(evidence) or passed(because, *cites)


@remembered
def says_nothing(evidence: Evidence) -> Verdict | None:
    """Fail where metadata came whose titles and descriptions say nothing, or none came and the page is gone, too.

    None when some say something, or a page is there for people. Indeterminate while a source that could say more was
    not read.
    """
    titled = [name for name, view in views(evidence) if view.titles or view.descriptions]
    hollow = [name for name, view in views(evidence) if is_hollow(view)]
    if hollow != titled or telling_views(evidence):
        return None
    what = "metadata that describe the data"
    if hollow:
        return falls_short(evidence, what, _HOLLOW, f"view/{hollow[0]}", remedy="complete-metadata")
    page = evidence.exchange(PAGE)
    if page is not None and open_question(page):
        return unheard(evidence, what)
    if page is None or page.status != _GONE:
        return None
    because = f"No metadata came, and the landing page {page.outcome()}."
    return falls_short(evidence, what, because, "exchange/page", remedy="publish-landing-page")
