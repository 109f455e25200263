"""Which files a person means: globs on the paths of a manifest. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

_SIGN = re.compile(r"\*\*+/|\*\*+|\*|\?|\[!?\]?[^]/]*\]|[^*?\[]+|\[")


def fits(path: str, patterns: Sequence[str]) -> bool:
    """Tell whether any pattern fits the path; without patterns everything fits.

    `*` and `?` stay within a folder, `**` goes through all of them. A pattern without a slash is for the name of a file
    in any folder; one that ends with a slash is for everything in that folder.
    """
    return not patterns or any(_compiled(pattern).fullmatch(path) for pattern in patterns)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    glob = pattern.removeprefix("./")
    if glob.endswith("/"):
        glob += "**"
    elif "/" not in glob:
        glob = f"**/{glob}"
    return re.compile("".join(_parts(_SIGN.findall(glob.removeprefix("/")))), re.DOTALL)


def _parts(signs: Sequence[str]) -> Iterator[str]:
    """Translate sign by sign. What follows a star is taken where it comes first, and never looked for again.

    Nothing is lost where the next star takes what lies between. Else the time would grow with a power of the stars.
    """
    stars = [number for number, sign in enumerate(signs) if sign.startswith("*")]
    spelt = [_translated(sign) for sign in signs]
    for star, following in pairwise(stars):
        if signs[star] == "*" and not signs[following].endswith("/"):
            spelt[star] = "(?>[^/]*?"
            spelt[following - 1] += ")"
    yield from spelt


def _translated(sign: str) -> str:
    if sign.startswith("**"):
        return "(?:.*/)?" if sign.endswith("/") else ".*"
    if sign in ("*", "?"):
        return "[^/]*" if sign == "*" else "[^/]"
    if sign.startswith("[") and len(sign) > 2:
        inner = sign[1:-1]
        mark, letters = ("^", inner[1:]) if inner.startswith("!") else ("", inner)
        return f"(?!/)[{mark}{_class(letters)}]" if letters else re.escape(sign)
    return re.escape(sign)


def _class(letters: str) -> str:
    """Spell the letters of a class, in which the hyphen alone means something."""
    spelt = re.sub(r"([\\\]^&~|\[])", r"\\\1", letters)
    try:
        re.compile(f"[{spelt}]")
    except re.error:
        return re.escape(letters)
    return spelt
