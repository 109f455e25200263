"""The corpus of discovery variants: what a small site answers, and what must be found there.

A file of `tests/samples/discovery` is one family: `family` names it, each `[[variant]]` is one way to publish. `{base}`
is the address under which the variant is served, `{path}` the same without scheme and host.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

# The parts of the evidence that a variant may name; `discovery_findings.differences` says what each means.
EXPECTED = frozenset(
    (
        *("page", "registry", "oai", "union", "links", "no_links", "files", "files_among", "findings", "forbidden"),
        *("answers", "asked", "file_facts", "failure", "hops", "pid", "statuses"),
    ),
)
CORPUS = Path(__file__).resolve().parents[1] / "samples" / "discovery"
PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><title>Landing page</title>\n{head}\n</head>\n'
    "<body><h1>A dataset</h1>\n{body}\n</body></html>\n"
)
_REPEATED = re.compile(r"\{([\w. -]+)\*(\d+)\}")
_SITE_KEYS = frozenset(("link", "head", "body", "html", "type", "charset", "coding", "framing", "header", "hostile"))


@dataclass(frozen=True)
class Answer:
    """What the site says to one kind of request; an empty `accept` or `method` stands for any.

    `charset` is the one that the text is encoded in, `coding` and `framing` are those of RFC 9110 section 8.4.1 and RFC
    9112 section 6; `hostile` names what takes the place of the body.
    """

    path: str
    method: str = ""
    accept: str = ""
    status: int = 200
    type: str = ""
    header: tuple[str, ...] = ()
    body: str = ""
    charset: str = "utf-8"
    coding: str = ""
    framing: str = "length"
    hostile: str = ""


@dataclass(frozen=True)
class Variant:
    """One way to publish, or to fail at it: `clause` is the standard's that makes it right, or that it breaks.

    `expect` maps a view or another part of the evidence to what must be found there; see `differences`.
    """

    id: str
    title: str
    clause: str
    family: str
    correct: bool
    answers: tuple[Answer, ...]
    pid: str = "{base}/page"
    depth: str = "standard"
    endpoints: Mapping[str, Any] = field(default_factory=dict)
    hurried: bool = False
    expect: Mapping[str, Any] = field(default_factory=dict)


@cache
def load_variants() -> tuple[Variant, ...]:
    """Load the whole corpus, by shelf and file. Raises KeyError and TypeError for what is misspelt in it."""
    return tuple(
        variant
        for shelf in ("correct", "malformed")
        for path in sorted((CORPUS / shelf).glob("*.toml"))
        for variant in _read_family(tomllib.loads(path.read_text("utf-8")), correct=shelf == "correct")
    )


def _read_family(family: Mapping[str, Any], *, correct: bool) -> Iterable[Variant]:
    for given in family["variant"]:
        site = {name: value for name, value in given.items() if name in _SITE_KEYS}
        rest = {name: value for name, value in given.items() if name not in _SITE_KEYS and name != "answer"}
        answers = tuple(_answer(one) for one in given.get("answer", ()))
        if not any(answer.path == "/page" and not answer.accept for answer in answers):
            answers = (*answers, _page(site))
        yield Variant(family=family["family"], correct=correct, answers=answers, **rest)


def _page(site: Mapping[str, Any]) -> Answer:
    """Make the landing page of a variant that spells only what is special of it."""
    links = tuple(f"Link: {value}" for value in site.get("link", ()))
    text = site.get("html") or PAGE.replace("{head}", site.get("head", "")).replace("{body}", site.get("body", ""))
    kept = {name: site[name] for name in ("charset", "coding", "framing", "hostile") if name in site}
    header = (*links, *site.get("header", ()))
    return Answer("/page", type=site.get("type", "text/html; charset=utf-8"), header=header, body=text, **kept)


def _answer(given: Mapping[str, Any]) -> Answer:
    return Answer(**{**given, "header": tuple(given.get("header", ()))})


def filled(value: Any, base: str, path: str) -> Any:
    """Put the variant's address wherever the corpus says `{base}` or `{path}`; `{ab *3}` is `ab ab ab `."""
    if isinstance(value, str):
        text = _REPEATED.sub(lambda match: match[1] * int(match[2]), value)
        return text.replace("{base}", base).replace("{path}", path)
    if isinstance(value, Mapping):
        return {name: filled(member, base, path) for name, member in value.items()}
    return [filled(member, base, path) for member in value] if isinstance(value, (list, tuple)) else value
