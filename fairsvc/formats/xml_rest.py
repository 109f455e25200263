"""Keep what a format has no field for: leaves and attributes of elements, by their path."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from fairsvc.formats.draft import Draft
from fairsvc.formats.xml_reading import XSI, local_name


def take_attributes(draft: Draft, pointer: str, element: etree._Element, *names: str) -> list[str]:
    """Read the named attributes, each as one line, empty when it is absent; keep the others."""
    found, places = [""] * len(names), _places(names)
    for name, value in element.items():
        text = " ".join(str(value).split())
        if (place := places.get(str(name))) is not None:
            found[place] = text
        elif not str(name).startswith(XSI):
            draft.keep(f"{pointer}/@{str(name).rpartition('}')[2]}", text)
    return found


@lru_cache(maxsize=256)
def _places(names: tuple[str, ...]) -> dict[str, int]:
    """Tell the place of each name: elements have few attributes of the many that they may have."""
    return {name: place for place, name in enumerate(names)}


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
