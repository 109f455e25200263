"""Keep what a format has no field for: leaves and attributes of elements, by their path."""

from __future__ import annotations

from typing import Any

from lxml import etree

from fairsvc.formats.draft import Draft
from fairsvc.formats.xml_reading import XSI, local_name


def take_attributes(draft: Draft, pointer: str, element: etree._Element, *names: str) -> list[str]:
    """Read the named attributes, each as one line, empty when it is absent; keep the others."""
    items = element.items()
    if not items:
        return [""] * len(names)
    said: dict[Any, Any] = dict(items)
    found = []
    for name in names:
        value = said.pop(name, None)
        found.append(" ".join(value.split()) if value else "")
    for name, value in said.items():
        if not name.startswith(XSI):
            draft.keep(f"{pointer}/@{name.rpartition('}')[2]}", " ".join(value.split()))
    return found


def keep_attributes(draft: Draft, pointer: str, element: etree._Element, *used: str) -> None:
    """Keep the attributes that were not used."""
    if element.keys():
        take_attributes(draft, pointer, element, *used)


def keep_element(draft: Draft, pointer: str, element: etree._Element) -> None:
    """Keep an element with all that is in it."""
    keep_attributes(draft, pointer, element)
    draft.keep(pointer, " ".join((element.text or "").split()))
    for child in element:
        keep_element(draft, f"{pointer}/{local_name(child)}", child)
        draft.keep(pointer, " ".join((child.tail or "").split()))
