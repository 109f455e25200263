"""Texts reduced to what is compared of them, and shortened to what is shown."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_TAG = re.compile(r"<[^<>]{1,100}>")
_LONGEST = 2_000
SHOWN = 120


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Reduce a text to its words: no markup, case, accents, punctuation or widths of blanks."""
    plain = html.unescape(_TAG.sub(" ", html.unescape(text[:_LONGEST])))
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return tuple(re.findall(r"\w+", bare.casefold())) or tuple(plain.split())


def quoted(text: str) -> str:
    """Show a text in quotation marks, cut when it is long."""
    plain = " ".join(text.split())
    return f'"{plain}"' if len(plain) <= SHOWN else f'"{plain[: SHOWN - 1]}…"'


def listed(texts: Iterable[str]) -> str:
    """Show several texts, cut when they are long together."""
    joined = "; ".join(texts)
    return joined if len(joined) <= SHOWN else f"{joined[: SHOWN - 1]}…"
