"""Keep what a format has no field for: leaves and attributes of elements, by their path."""

from __future__ import annotations

from lxml import etree

from fairsvc.formats.draft import Draft
from fairsvc.formats.xml_reading import XSI, local_name


def keep_attributes(draft: Draft, pointer: str, element: etree._Element, *used: str) -> None:
    """Keep the attributes that were not used."""
    if not element.attrib:
        return
    for key, value in element.attrib.items():
        name = str(key)
        if name not in used and not name.startswith(XSI):
            draft.keep(f"{pointer}/@{name.rpartition('}')[2]}", " ".join(str(value).split()))


def keep_element(draft: Draft, pointer: str, element: etree._Element) -> None:
    """Keep an element with all that is in it."""
    keep_attributes(draft, pointer, element)
    draft.keep(pointer, " ".join((element.text or "").split()))
    for child in element:
        keep_element(draft, f"{pointer}/{local_name(child)}", child)
        draft.keep(pointer, " ".join((child.tail or "").split()))
