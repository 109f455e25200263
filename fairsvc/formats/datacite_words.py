"""What may stand in DataCite's controlled properties, and note-taking where a view has something else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from fairsvc.vocab import load_toml

UNKNOWN = ":unav"  # DataCite 4.7, appendix 3: value unavailable, possibly unknown
OTHER = "Other"
# Kernels 4.0 to 4.3 are not written: every document of theirs is one of kernel 4.4 too.
OLDEST = "4.4"

# RFC 3986 appendix A without IP literals, and what an anyURI may have unescaped (XML Schema 1.0 part 2, 3.2.17).
_CHARACTER = r"""(?:[A-Za-z0-9\-._~!$&'()*+,;=@ <>"{}|\\^`]|[^\x00-\x7f\s]|%[0-9A-Fa-f]{2})"""
_URI = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.\-]*:(?://{_CHARACTER}+(?::\d{{1,5}})?(?=[/?#]|\Z))?|(?=[^:]*(?:[/?#]|\Z)))"
    rf"(?:{_CHARACTER}|[:/])*(?:\?(?:{_CHARACTER}|[:/?])*)?(?:#(?:{_CHARACTER}|[:/?])*)?\Z"
)
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*\Z")  # XML Schema 1.0 part 2, section 3.3.3


@dataclass(frozen=True, slots=True)
class StandIn:
    """A place where a document says less than a view, or something in its stead.

    `name` is DataCite's property, `written` what stands there (empty: it is left out), `meant` what the view has.
    """

    name: str
    written: str
    meant: str = ""


@dataclass(slots=True)
class Notes:
    """Words as they may be written; every departure is noted, and the version of the kernel that has them all."""

    version: str = OLDEST
    stand_ins: list[StandIn] = field(default_factory=list)

    def need(self, version: str) -> None:
        """Note that something of this version is used."""
        self.version = max(self.version, version)

    def replaced(self, name: str, written: str, meant: str = "") -> str:
        """Note what is written in the stead of something."""
        self.stand_ins.append(StandIn(name, written, meant))
        return written

    def text(self, name: str, value: str) -> str:
        """Write a mandatory text."""
        return value if value.strip() else self.replaced(name, UNKNOWN, value)

    def word(self, name: str, value: str, otherwise: str = OTHER) -> str:
        """Write a word of a controlled list, however it is capitalised; `otherwise` stands for what is not in it."""
        word = find_word(name, value) or self.replaced(name, otherwise, value)
        if word:
            self.need(_versions(name)[word])
        return word

    def optional(self, name: str, value: str, otherwise: str = "") -> str:
        """Write a word of a controlled list that may be absent."""
        return self.word(name, value, otherwise) if value else ""

    def uri(self, name: str, value: str) -> str:
        """Write an address; what is none is left out."""
        return value if _URI.match(value) else self.replaced(name, "", value)

    def language(self, name: str, value: str) -> str:
        """Write a language tag; what is none is left out."""
        return value if not value or _LANGUAGE.match(value) else self.replaced(name, "", value)


def find_word(name: str, value: str) -> str:
    """Find the word of a controlled list however it is capitalised; empty when it is not in it."""
    return _spellings(name).get(value.lower(), "")


@cache
def _versions(name: str) -> dict[str, str]:
    return {word: version for version, words in load_toml("datacite_terms.toml")[name].items() for word in words}


@cache
def _spellings(name: str) -> dict[str, str]:
    return {word.lower(): word for word in _versions(name)}
