"""JSON-LD 1.1: from a parsed document to expanded node objects, within bounds and without a network."""

from __future__ import annotations

from typing import Any

from fairsvc.formats.foreign import expand_json_ld
from fairsvc.formats.json_ld_contexts import own_context
from fairsvc.formats.json_ld_plain import expand_plain
from fairsvc.formats.json_ld_weight import ContextScale


def expand(document: Any) -> tuple[list[Any], tuple[str, ...]]:
    """Expand a document (JSON-LD 1.1 API, section 5.1) with our contexts in place of the remote ones that are known.

    Gives the node objects and the addresses of the remote contexts that are not known: what they would have defined is
    read as schema.org's, like a document without any context. Raises Unreadable.
    """
    if (plain := expand_plain(document)) is not None:
        return plain, ()
    ContextScale().weigh(document)
    if not has_context(document):
        return expand_json_ld(document, own_context())
    expanded, unknown = expand_json_ld(document, None)
    if unknown:
        expanded, _ = expand_json_ld(document, own_context())
    return expanded, unknown


def has_context(document: Any) -> bool:
    """Tell whether the document, or any of its nodes that stand at the top, names a context."""
    return any("@context" in item for item in _tops(document))


def lacks_context(document: Any) -> bool:
    """Tell whether a document names no context and yet has names that only a context could explain."""
    named = (key for item in _tops(document) for key in item)
    return not has_context(document) and any(not key.startswith("@") and ":" not in key for key in named)


def _tops(document: Any) -> list[dict[str, Any]]:
    return [item for item in (document if isinstance(document, list) else [document]) if isinstance(item, dict)]
