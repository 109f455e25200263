"""Whether a text says something: placeholders are no metadata."""

from __future__ import annotations

from collections.abc import Iterable

from assessors.tables import placeholders
from fairsvc.model.metadata import Metadata

# No placeholder is longer.
_LONGER_THAN_ANY = 60


def substantial(text: str) -> bool:
    """Tell whether the text is more than a placeholder: two characters, one of them a letter or digit."""
    if len(text) > _LONGER_THAN_ANY:
        return not _one_sign(text.strip() or " ")
    folded = " ".join(text.split()).casefold()
    return len(folded) > 1 and folded not in placeholders() and not _one_sign(folded)


def any_substantial(texts: Iterable[str]) -> bool:
    """Tell whether one of the texts is more than a placeholder."""
    return any(substantial(text) for text in texts)


def _one_sign(text: str) -> bool:
    """Tell whether the text repeats a single sign ("xxx", "...") or has no letter or digit at all."""
    return text == text[0] * len(text) or not any(sign.isalnum() for sign in text)


def describes_something(view: Metadata | None) -> bool:
    """Tell whether the document describes a dataset: a title that says something, and one more of the core elements.

    A document whose fields are all placeholders is no metadata, however well it is published.
    """
    if view is None or not any_substantial(text.value for text in view.titles):
        return False
    return (
        any_substantial(agent.name for agent in view.creators)
        or any_substantial(text.value for text in view.descriptions)
        or (view.publisher is not None and substantial(view.publisher.name))
    )
