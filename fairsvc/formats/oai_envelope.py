"""Find the one metadata payload in an OAI-PMH record or in the answer that brought it."""

from __future__ import annotations

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.xml_reading import OAI, line, local_name, namespace_of


def find_payload(root: etree._Element) -> etree._Element:
    """Unwrap an OAI-PMH answer with one record, a record or a metadata element; anything else is its own payload.

    A metadata element with several children is the payload itself: some providers leave the container out.
    Raises Unreadable when the wrapping holds no single payload.
    """
    if namespace_of(root) not in (OAI, ""):
        return root
    match local_name(root):
        case "OAI-PMH":
            return find_payload(_record(root))
        case "record":
            return find_payload(_metadata(root))
        case "metadata" if len(root) == 1:
            return root[0]
        case "metadata" if not len(root):
            raise Unreadable("the OAI-PMH record has an empty metadata element")
    return root


def _record(answer: etree._Element) -> etree._Element:
    for error in answer:
        if local_name(error) == "error":
            raise Unreadable(f"an OAI-PMH error, {error.get('code') or 'without code'}", line(error)[:200])
    verb = next((child for child in answer if local_name(child) not in ("responseDate", "request")), None)
    records = [] if verb is None else [child for child in verb if local_name(child) == "record"]
    if len(records) != 1:
        name = "without content" if verb is None else f"to {local_name(verb)} with {len(records)} records"
        raise Unreadable("an OAI-PMH answer that is no single record", name, "Read the records one by one")
    return records[0]


def _metadata(record: etree._Element) -> etree._Element:
    parts = {local_name(child): child for child in record}
    if "metadata" in parts:
        return parts["metadata"]
    if "header" in parts and parts["header"].get("status") == "deleted":
        raise Unreadable("the OAI-PMH record is deleted", "its header says so")
    raise Unreadable("the OAI-PMH record has no metadata element")
