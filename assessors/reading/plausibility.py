"""Whether a field holds what belongs there: a title that is no file name, a creator who is no account."""

from __future__ import annotations

import re
from functools import lru_cache

from assessors.memory import remembered, remembered_of_view
from assessors.reading.identity import find_target
from assessors.reading.substance import folded, repeated, substantial
from assessors.reading.tables import filler
from assessors.reading.views import views
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent, Metadata
from fairsvc.vocab.wording import words

_EMAIL = re.compile(r"(?:mailto:)?[^\s@<>]{1,64}@[^\s@<>]{1,255}", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"(?:\S{1,120} ){0,3}\S{1,120}"
    r"\.(?:h5|hdf5?|nxs|nexus|cbf|edf|tiff?|csv|txt|dat|zip|tar|gz|7z|pdf|docx?|xlsx?|json|xml)"
)
_MOST = 200
_LONGEST_NAME = 1_000


def title_flaw(title: str, evidence: Evidence) -> str:
    """Say what is wrong with a title; an empty string when nothing is."""
    plain = " ".join(title.split())
    if not substantial(plain):
        return "a placeholder"
    if plain.casefold() in (evidence.pid.value.casefold(), evidence.pid.uri.casefold()) or find_target(plain):
        return "an identifier"
    if _FILE_NAME.fullmatch(plain.casefold()) or folded(plain) in _file_names(evidence):
        return "a file name"
    if folded(plain) in _names(evidence):
        return "the name of a creator or publisher"
    if " " not in plain and plain.isascii():
        return "a single word or file name"
    return "the same text as other fields" if folded(plain) in alike(evidence) else ""


def creator_flaw(agent: Agent, evidence: Evidence) -> str:
    """Say why nobody can be meant by a creator; an empty string when somebody can."""
    name = " ".join(agent.name[:_LONGEST_NAME].split())
    if not name and any(substantial(identifier.value) for identifier in agent.identifiers):
        return ""
    if flaw := _name_flaw(name):
        return flaw
    if words(name) in _titles(evidence):
        return "the title"
    return "the same text as other fields" if folded(name) in alike(evidence) else ""


@lru_cache(maxsize=4096)
def _name_flaw(name: str) -> str:
    if not substantial(name):
        return "a placeholder"
    if _EMAIL.fullmatch(name):
        return "an e-mail address"
    if is_account(name):
        return "an account or a robot"
    return "" if any(sign.isalpha() for sign in name) else "a number"


@lru_cache(maxsize=4096)
def is_account(name: str) -> bool:
    """Tell whether all words of a name are those of accounts, at least one of them for sure."""
    parts = [part for part in re.split(r"[\s._-]+", folded(name).rstrip("0123456789")) if part]
    accounts = filler("accounts")
    beside = filler("beside_accounts")
    return any(part in accounts for part in parts) and all(part in accounts or part in beside for part in parts)


@remembered_of_view
def useful_keywords(view: Metadata) -> list[str]:
    """List the keywords that tell one dataset from another: no stop words, not the title."""
    useless, titles = filler("no_keywords"), {folded(title.value) for title in view.titles}
    told = (subject.value for subject in view.subjects[:_MOST])
    return [word for word in told if substantial(word) and folded(word) not in useless and folded(word) not in titles]


def abstract_flaw(text: str, view: Metadata) -> str:
    """Say why a description adds nothing; an empty string when it does."""
    if not substantial(text):
        return "a placeholder"
    if words(text) in {words(title.value) for title in view.titles}:
        return "the title again"
    return "only an address" if " " not in text.strip() and find_target(text.strip()) else ""


@remembered
def alike(evidence: Evidence) -> frozenset[str]:
    """List the texts that stand in three or more fields of one view: whoever writes so fills a form."""
    return frozenset(text for _, view in views(evidence) for text in repeated(view))


@remembered
def _titles(evidence: Evidence) -> frozenset[tuple[str, ...]]:
    return frozenset(words(title.value) for _, view in views(evidence) for title in view.titles[:_MOST])


@remembered
def _names(evidence: Evidence) -> frozenset[str]:
    named = {folded(agent.name) for _, view in views(evidence) for agent in view.creators[:_MOST]}
    return frozenset(named | {folded(view.publisher.name) for _, view in views(evidence) if view.publisher})


@remembered
def _file_names(evidence: Evidence) -> frozenset[str]:
    paths = [entry.path or entry.url for entry in evidence.manifest.entries[:_MOST]]
    paths += [content.name or content.url for _, view in views(evidence) for content in view.content[:_MOST]]
    return frozenset(folded(path.rpartition("/")[2]) for path in paths if path)
