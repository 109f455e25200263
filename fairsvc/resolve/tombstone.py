"""Whether a dataset was withdrawn, by whatever says so. Pure."""

from __future__ import annotations

import re

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import HTML_TYPES, Exchange
from fairsvc.model.resolution import Access, AccessState
from fairsvc.model.step import PAGE

_GONE = 410
# What is read of a page: tombstones are short.
_LONGEST = 262_144
_WHAT = r"(?:data ?set|item|record|resource|work|version|deposit|upload|article|project|registration|submission)"
_DONE = r"(?:withdrawn|removed|retracted|deaccessioned|deleted|taken down)"
# How repositories say it: Dataverse (deaccessioned), InvenioRDM, DSpace, Figshare, OSF, ICAT pages.
_SENTENCE = re.compile(
    # What was removed from a dataset, or in it, leaves the dataset itself where it is.
    r"(?<!\bin )(?<!\bof )(?<!\bon )(?<!\bto )(?<!\bby )(?<!\bfor )(?<!\bfrom )(?<!\bwith )(?<!\bwithin )"
    rf"\bthis {_WHAT}(?: \S{{1,40}})? (?:has been|was|is|had to be) (?:permanently )?{_DONE}\b"
    r"|\bdeaccessioned (?:data ?set|version)\b|\btombstone (?:page|record)\b",
    re.IGNORECASE,
)
# The word alone, or before the site's or the dataset's name: titles of datasets begin with these words too.
_TITLE = re.compile(
    r"\A(?:tombstone(?: page)?|gone)(?:\Z| [|–—-] )|\A\[?(?:withdrawn|deaccessioned)\b\]?(?:\Z|:| [|–—-] )",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")


def find_tombstone(evidence: Evidence, *, has_files: bool) -> Access | None:
    """Tell by the status, the registry's date Withdrawn, and the page's words where no file is known; else None."""
    page = evidence.exchange(PAGE)
    if page is not None and page.status == _GONE:
        return _withdrawn("the page answered 410")
    today = evidence.gathered_at.date().isoformat()
    dates = (one.value.strip() for one in evidence.union.dates if one.kind == "Withdrawn")
    if (day := next(dates, "")) and day[:10] <= today:
        return _withdrawn(f"the metadata say since {day[:10]}")
    words = _words(evidence, page) if page is not None and not has_files else ""
    return _withdrawn(f"the page is a tombstone: {words!r}") if words else None


def _withdrawn(because: str) -> Access:
    return Access(AccessState.WITHDRAWN, because=because)


def _words(evidence: Evidence, page: Exchange) -> str:
    """Find what says it; empty when nothing does."""
    if page.media_type not in HTML_TYPES or page.status is None:
        return ""
    title = evidence.page_facts.title if evidence.page_facts else ""
    if _TITLE.search(title):
        return title[:80]
    markup = (page.body or b"")[:_LONGEST].decode("utf-8", "replace")
    found = _SENTENCE.search(" ".join(_TAG.sub(" ", markup).split()))
    return found[0] if found else ""
