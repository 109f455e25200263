"""Names in RDFa: prefixes, the vocabulary, compact IRIs (RDFa Core 1.1, section 7.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from fairsvc.vocab import load_toml

_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:\S+\Z", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z_][\w./-]*\Z")
_MAX_TOKENS = 50


@dataclass(frozen=True, slots=True)
class Names:
    """The prefixes and the vocabulary in force at one element."""

    vocab: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def within(self, attributes: Mapping[str, str]) -> Names:
        """Give the names in force at an element with these attributes (clauses 2 and 3)."""
        declared = {name[6:].lower(): value for name, value in attributes.items() if name.startswith("xmlns:")}
        if "prefix" in attributes:
            words = attributes["prefix"].split()[: 2 * _MAX_TOKENS]
            pairs = zip(words[::2], words[1::2], strict=False)
            declared |= {name[:-1].lower(): iri for name, iri in pairs if name.endswith(":") and name != "_:"}
        if not declared and "vocab" not in attributes:
            return self
        vocab = attributes.get("vocab", self.vocab).strip()
        return Names(_with_slash(vocab), {**self.prefixes, **declared} if declared else self.prefixes)

    def terms(self, text: str, *, words: bool = True) -> list[str]:
        """Resolve a list of terms, compact and absolute IRIs; those that mean nothing are left out.

        With `words` false plain terms mean nothing.
        """
        found = (self._term(word, words=words) for word in text.split()[:_MAX_TOKENS])
        return [iri for iri in found if iri]

    def curie(self, text: str) -> str:
        """Resolve a compact IRI, also in brackets, or a blank node; empty when it is none."""
        text = text.strip()
        safe = text.startswith("[") and text.endswith("]")
        prefix, colon, reference = (text[1:-1] if safe else text).partition(":")
        if not colon or reference.startswith("//"):
            return ""
        if prefix == "_":
            return f"_:n{reference}"
        namespace = self._namespace(prefix)
        return namespace + reference if namespace else ""

    def _term(self, word: str, *, words: bool) -> str:
        if ":" in word:
            return self.curie(word) or (word if _ABSOLUTE.match(word) else "")
        return self.vocab + word if words and self.vocab and _WORD.match(word) else ""

    def _namespace(self, prefix: str) -> str:
        return self.prefixes.get(prefix.lower(), "") or _initial().get(prefix.lower(), "")


def _with_slash(vocab: str) -> str:
    """Mend a vocabulary written without its end, as `vocab="https://schema.org"`."""
    return f"{vocab}/" if re.fullmatch(r"https?://[^/#]+", vocab) else vocab


@cache
def _initial() -> dict[str, str]:
    """Load the prefixes that need no declaration (RDFa Core Initial Context)."""
    return {str(name): str(iri) for name, iri in load_toml("rdfa_prefixes.toml")["prefixes"].items()}
