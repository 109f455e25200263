"""What people search in: the words of a view, as the full text took them in and takes them out again."""

from __future__ import annotations

from functools import lru_cache

from fairsvc.errors import StoreUnusable
from fairsvc.model.metadata import Metadata
from fairsvc.store.codec import METADATA, column_text
from fairsvc.store.compression import decompress

_MAX_FULL_TEXT = 20_000


def text_columns(view: Metadata) -> dict[str, str]:
    """List what people search in. Whoever changes it rebuilds `item_text` in a migration."""
    return {
        "title": _joined([title.value for title in view.titles]),
        "creators": _joined([creator.name for creator in view.creators]),
        "subjects": _joined([subject.value for subject in view.subjects]),
        "description": _joined([description.value for description in view.descriptions]),
    }


def view_text(column: str, packed: bytes | None, content: bytes | None, offset: int | None, length: int | None) -> str:
    """Tell SQLite what one column of `item_text` was made of; a damaged view has no words.

    The view comes alone and packed, or as a slice of a part's content.
    """
    return _view_columns(packed, content, offset or 0, length or 0).get(column, "")


@lru_cache(maxsize=1)
def _view_columns(packed: bytes | None, content: bytes | None, offset: int, length: int) -> dict[str, str]:
    try:
        if content is not None:
            return text_columns(METADATA.read(decompress(content)[offset : offset + length]))
        return text_columns(METADATA.unpack(packed or b""))
    except StoreUnusable:
        return {}


def _joined(texts: list[str]) -> str:
    return column_text("\n".join(texts), _MAX_FULL_TEXT)
