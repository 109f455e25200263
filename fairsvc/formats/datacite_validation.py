"""Say what a DataCite JSON record lacks against the schema: the `datacite` package's 4.5, with later terms let pass.

The REST API never sends what that schema wants as it stands; what is only its way of writing is put right first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

MAX_FINDINGS = 50

# Terms that came after 4.5: kernels 4.6 (2024-12) and 4.7 (2026-03).
_LATER_TYPES = frozenset(("Award", "Project", "Poster", "Presentation"))
_LATER_IDENTIFIERS = frozenset(("CSTR", "RRID", "RAiD", "SWHID"))
_LATER_TERMS = {
    "resourceTypeGeneral": _LATER_TYPES,
    "relatedItemType": _LATER_TYPES,
    "relatedIdentifierType": _LATER_IDENTIFIERS,
    "relatedItemIdentifierType": _LATER_IDENTIFIERS,
    "relationType": frozenset(("HasTranslation", "IsTranslationOf", "Other")),
    "contributorType": frozenset(("Translator",)),
    "dateType": frozenset(("Coverage",)),
}
# Both speak of keys that the schema does not know; the second also of known ones whose value another finding names.
_EXTRA_KEYS = frozenset(("additionalProperties", "unevaluatedProperties"))
_COORDINATES = (
    "pointLongitude",
    "pointLatitude",
    "westBoundLongitude",
    "eastBoundLongitude",
    "southBoundLatitude",
    "northBoundLatitude",
)
_KERNEL_4 = "http://datacite.org/schema/kernel-4"
_TYPE_NAMES = {"string": "a text", "array": "a list", "object": "an object", "number": "a number"}

# By the schema's keyword; None is its `false`, which it has in one place.
_SENTENCES = {
    "type": "{where} must be {wanted}, but it is {said}.",
    "enum": "{where} is {said}, which is no term of DataCite's list.",
    "pattern": "{where} is {said}, which is not written as it should be ({wanted}).",
    "const": "{where} is {said}, a kernel before 4.",
    "minimum": "{where} is {said}, below {wanted}.",
    "maximum": "{where} is {said}, above {wanted}.",
    "uniqueItems": "{where} names the same thing twice.",
    None: "{where}: {said} describes metadata, which only HasMetadata and IsMetadataFor relate to.",
}


def validate(item: Any) -> tuple[str, ...]:
    """List what is wrong with a parsed record, one sentence each; empty when it is valid.

    `item` is a JSON:API document, one item of its `data`, or bare attributes; it is not changed. Keys that the schema
    does not know are never wrong, nor are terms of kernels 4.6 and 4.7. At most MAX_FINDINGS are given.
    """
    from datacite import schema45  # noqa: PLC0415 - loading the schema takes most of a second

    attributes = _attributes(item)
    if attributes is None:
        return ("The record is no JSON object with attributes.",)
    try:
        errors = schema45.validator.iter_errors(_in_schema_shape(attributes))
        return tuple(islice(dict.fromkeys(_sentences(errors)), MAX_FINDINGS))
    except RecursionError:
        return ("The record is nested too deeply.",)


def _attributes(item: Any) -> dict[str, Any] | None:
    document = item.get("data", item) if isinstance(item, dict) else item
    attributes = document.get("attributes", document) if isinstance(document, dict) else None
    return attributes if isinstance(attributes, dict) else None


def _in_schema_shape(attributes: dict[str, Any]) -> Any:
    """Write the attributes as the schema wants them: a new object, without what is empty."""
    shaped = {key: _reshaped(key, value) for key, value in attributes.items()}
    kernel = shaped.get("schemaVersion")
    # The answer is in the terms of kernel 4 whatever the XML was; null is what the API says of what it never read.
    if not kernel or str(kernel).startswith(_KERNEL_4):
        shaped["schemaVersion"] = _KERNEL_4
    return _without_empty(shaped)


def _reshaped(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _reshaped(name, part) for name, part in value.items()}
    if isinstance(value, list):
        return [_reshaped(key, part) for part in _flattened(key, value)]
    if key == "publicationYear" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if key in ("publisher", "affiliation") and isinstance(value, str) and value.strip():
        return {"name": value}
    return _number(value) if key in _COORDINATES and isinstance(value, str) else value


def _flattened(key: str, value: list[Any]) -> list[Any]:
    # Several polygons of one place come as a list of lists.
    if key != "geoLocationPolygon":
        return value
    return [point for part in value for point in (part if isinstance(part, list) else [part])]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        parts = ((key, _without_empty(part)) for key, part in value.items())
        return {key: part for key, part in parts if part not in (None, "", [], {})}
    if isinstance(value, list):
        return [kept for part in value if (kept := _without_empty(part)) not in (None, "", [], {})]
    return value


def _sentences(errors: Iterable[Any]) -> Iterator[str]:
    for error in errors:
        path = list(error.absolute_path)
        name = str(path[-1]) if path else ""
        later = error.validator == "enum" and str(error.instance) in _LATER_TERMS.get(name, ())
        if error.validator not in _EXTRA_KEYS and not later:
            yield _sentence(error, path)


def _sentence(error: Any, path: list[str | int]) -> str:
    where, wanted = _pointer(path), error.validator_value
    if error.validator == "required":
        missing = ", ".join(key for key in wanted if key not in error.instance)
        return f"{where}: {missing} is missing." if path else f"{missing} is missing; it is mandatory."
    sentence = _SENTENCES.get(error.validator, "{where} is {said}, which the schema does not allow here.")
    return sentence.format(where=where, said=_shown(error.instance), wanted=_TYPE_NAMES.get(str(wanted), wanted))


def _pointer(path: list[str | int]) -> str:
    pointer = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return pointer.removeprefix(".") or "The record"


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = " ".join(str(value).split())
    return repr(f"{text[:60]}..." if len(text) > 60 else text) if isinstance(value, str) else text
