"""Whether a text says something: placeholders and filler are no metadata."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from assessors.memory import remembered_of_view
from assessors.reading.identity import find_target
from assessors.reading.phrases import is_filler_phrase, is_keyboard_run
from assessors.reading.tables import placeholders
from fairsvc.model.metadata import Metadata

_FIELDS_ALIKE = 3
_MOST = 200
# No placeholder is longer.
_LONGER_THAN_ANY = 60
# What is looked at of a long text: enough to know filler by.
_LOOKED_AT = 2_000
_AROUND = " \t.,;:!?\"'`´„“”‘’«»()[]{}<>*_-–—/\\|#"
# DataCite 4.7 appendix 3: the codes for unknown values, with or without words after them.
_CODE = re.compile(r"\(?:(?:un(?:ac|al|ap|as|av|kn)|none|null|tba|etal)\b", re.IGNORECASE)
# Fields of a template that nobody filled: {{title}}, ${title}, <title>, [your title], "Insert title here".
_TEMPLATE = re.compile(
    r"(?:\{\{.*\}\}|\$\{.*\}|%\w+%|<[\w .-]+>|\[(?:your|insert|enter|add)\b.*\]"
    r"|(?:please )?(?:insert|enter|add|type|write)\b.{1,40}\bhere[.!]*)",
    re.IGNORECASE,
)
_FILLER = ("lorem ipsum", "dolor sit amet", "the quick brown fox jumps over")
_SHORTEST_ROW = 5
# Kinds of descriptions that are of the dataset as a whole; TechnicalInfo and Other are filled in by programs.
_WHOLE = ("", "Abstract", "Methods")
_ENOUGH_WORDS, _REPEATS_PER_WORD = 12, 6


# Several checks ask the same of one text, from every perspective.
@lru_cache(maxsize=1024)
def substantial(text: str) -> bool:
    """Tell whether the text is more than a placeholder, a template's field, keys at random or words of forms."""
    return _says_something(text[:_LOOKED_AT])


def any_substantial(texts: Iterable[str]) -> bool:
    """Tell whether one of the texts is more than a placeholder."""
    return any(substantial(text) for text in texts)


def describes_something(view: Metadata | None) -> bool:
    """Tell whether the document describes a dataset: a title that says something, and one more of the core elements.

    A document whose fields are all placeholders, or all the same words, is no metadata, however well it is published.
    A title that is but an identifier says nothing; there a creator or a description must, beside one more element.
    """
    return view is not None and bool(view.titles) and _describes(view)


@remembered_of_view
def _describes(view: Metadata) -> bool:
    filling = repeated(view)
    titles = _telling(_titles(view), filling)
    if not titles and not any(map(find_target, _titles(view))):
        return False
    publisher = [view.publisher.name] if view.publisher is not None else []
    fields = (publisher, _creators(view), _descriptions(view))
    needed = 1 if titles else 2
    return needed <= sum(bool(_telling(texts, filling) - titles) for texts in fields)


def is_hollow(view: Metadata) -> bool:
    """Tell whether the document has a title or a description, and neither says anything.

    Where a title is but an identifier, creators may say what it does not.
    """
    if not (view.titles or view.descriptions):
        return False
    texts = [*_titles(view), *_descriptions(view)]
    if any(map(find_target, _titles(view))):
        texts += _creators(view)
    return not _telling(texts, repeated(view))


@remembered_of_view
def repeated(view: Metadata) -> frozenset[str]:
    """List, folded, the texts that stand in three or more fields: whoever writes so fills a form."""
    fields = [_titles(view), _creators(view), _descriptions(view), [one.value for one in view.subjects[:_MOST]]]
    fields += [[view.publisher.name]] if view.publisher is not None else []
    counted = Counter(text for texts in fields for text in set(map(folded, texts)))
    return frozenset(text for text, count in counted.items() if count >= _FIELDS_ALIKE and text)


def _telling(texts: Iterable[str], filling: frozenset[str]) -> frozenset[str]:
    """Choose, folded, what is no placeholder, no bare identifier, and not what the form is filled with."""
    return frozenset(folded(text) for text in texts if substantial(text) and not find_target(text)) - filling


def _titles(view: Metadata) -> list[str]:
    return [text.value for text in view.titles[:_MOST]]


def _creators(view: Metadata) -> list[str]:
    return [agent.name for agent in view.creators[:_MOST]]


def _descriptions(view: Metadata) -> list[str]:
    return [text.value for text in view.descriptions[:_MOST] if text.kind in _WHOLE]


def folded(text: str) -> str:
    """Reduce a text to what is compared of it: one line, without case and without signs around it."""
    return _folded(text[:_LOOKED_AT])


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().strip(_AROUND)


@lru_cache(maxsize=4096)
def _says_something(text: str) -> bool:
    plain = " ".join(text.split()).casefold()
    core = plain.strip(_AROUND)
    if len(core) < 2 or core == core[0] * len(core) or not any(sign.isalnum() for sign in core):
        # One letter of a script that writes words with it is a word.
        return len(core) == 1 and core > "\u2e80"
    if not {plain, core, core.replace(".", "")}.isdisjoint(placeholders()) or _CODE.match(plain):
        return False
    if len(plain) <= _LONGER_THAN_ANY and (_TEMPLATE.fullmatch(plain) or is_keyboard_run(core, _SHORTEST_ROW)):
        return False
    if _of_placeholders(core) or is_filler_phrase(plain):
        return False
    return not any(filler in plain for filler in _FILLER) and not _repetitive(core.split())


def _of_placeholders(text: str) -> bool:
    """Tell whether there is nothing but sentences that are placeholders."""
    sentences = {sentence.strip(_AROUND) for sentence in text.split(". ")} if ". " in text else set()
    return bool(sentences) and sentences <= placeholders()


def _repetitive(words: list[str]) -> bool:
    """Tell whether there is nothing but placeholders, one word three times, or a few words over and over."""
    distinct = {word.strip(_AROUND) for word in words}
    if len(words) > 1 and all(word in placeholders() or not word for word in distinct):
        return True
    if len(words) > 2 and len(distinct) == 1:
        return True
    return len(words) >= _ENOUGH_WORDS and len(words) >= _REPEATS_PER_WORD * len(distinct)
