"""Name the formats that we meet and do not read, so that a refusal says what it met."""

from __future__ import annotations

from typing import Any

# Namespace prefix and name; the first that fits.
_XML = (
    ("http://www.clarin.eu/cmd/", "CMDI, the component metadata of CLARIN"),
    ("ddi:", "DDI, the Data Documentation Initiative's XML"),
    ("http://www.icpsr.umich.edu/DDI", "DDI, the Data Documentation Initiative's XML"),
    ("http://www.isotc211.org/2005/", "ISO 19139 geographic metadata"),
    ("http://standards.iso.org/iso/19115", "ISO 19115-3 geographic metadata"),
    ("http://www.loc.gov/MARC21/slim", "MARCXML"),
    ("http://www.loc.gov/mods/", "MODS"),
    ("http://www.loc.gov/METS/", "METS"),
    ("eml://ecoinformatics.org/", "EML, the Ecological Metadata Language"),
    ("https://eml.ecoinformatics.org/", "EML, the Ecological Metadata Language"),
    ("http://gcmd.gsfc.nasa.gov/", "DIF, the GCMD Directory Interchange Format"),
    ("http://www.tei-c.org/", "TEI"),
    ("http://www.pangaea.de/MetaData", "PANGAEA's own metadata"),
    ("http://www.crossref.org/", "Crossref XML"),
    ("http://www.europeana.eu/schemas/", "the Europeana Data Model"),
    ("https://www.openaire.eu/cerif", "CERIF XML"),
    ("urn:ietf:params:xml:ns:metalink", "a Metalink, which lists files"),
    ("http://www.w3.org/2005/Atom", "an Atom feed"),
    ("http://www.w3.org/1999/xhtml", "an HTML page"),
    ("http://schema.eudat.eu/schema/", "EUDAT Core"),
    ("http://www.fdsn.org/xml/station", "FDSN StationXML"),
    ("http://www.w3.org/2001/XMLSchema", "an XML Schema, which describes documents"),
    ("http://www.openarchives.org/OAI/2.0/", "an OAI-PMH element that carries no metadata"),
)

# Keys that must all be there, and the name.
_JSON = (
    (frozenset({"depositIdentifier", "transferringAgencyIdentifier"}), "a deposit of the archive at CINES"),
    (frozenset({"Identifier", "Title", "Bounding_Box_EastLongitude"}), "a Blue-Cloud discovery record"),
    (frozenset({"doc_count", "key"}), "an aggregation of a search index"),
    (frozenset({"DOI", "RA"}), "a registration agency look-up"),
    (frozenset({"responseCode", "handle"}), "a Handle record"),
    (frozenset({"linkset"}), "a linkset (RFC 9264), which lists links"),
    (frozenset({"DOI", "type"}), "CSL JSON, a citation"),
    (frozenset({"metadata", "links", "files"}), "an Invenio record, as Zenodo's API gives it"),
    (frozenset({"metadata", "links", "created"}), "an Invenio record, as Zenodo's API gives it"),
    (frozenset({"status", "message", "message-type"}), "an answer of Crossref's API"),
    (frozenset({"status", "data"}), "an answer of Dataverse's API"),
    (frozenset({"responseHeader", "response"}), "a Solr answer"),
    (frozenset({"data", "links"}), "a JSON:API answer without a DOI's record"),
)


LINK_FORMAT = "a linkset in link format (RFC 9264), which lists links"


def name_xml(namespace: str, local: str) -> str:
    """Name an XML format by its root."""
    element = f"an XML element {local} of {namespace}" if namespace else f"an XML element {local}"
    known = next((name for prefix, name in _XML if namespace.startswith(prefix)), "")
    return f"{known} ({element[3:]})" if known else element


def name_json(value: Any) -> str:
    """Name a JSON document by its keys."""
    value = value[0] if isinstance(value, list) and value else value
    if not isinstance(value, dict):
        return "JSON without any object"
    known = next((name for keys, name in _JSON if keys <= value.keys()), "")
    return known or f"JSON with the keys {', '.join(sorted(map(str, value)))[:200] or '(none)'}"
