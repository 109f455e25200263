"""What to add to a web server so that the DOI itself answers with the files (Direct DOI Data Access)."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from fairsvc.formats.fetch_list import ascii_address
from fairsvc.resolve.publishing.documents import (
    LINKSET,
    LINKSET_NAME,
    LINKSET_TEXT,
    LINKSET_TEXT_NAME,
    METALINK,
    SCHEMA_ORG,
    SCHEMA_ORG_NAME,
    Publication,
)

# Asked for by these types, the landing page sends on to the document.
_NEGOTIATED = (METALINK, LINKSET)


def link_field(publication: Publication) -> str:
    """Write the landing page's Link field (RFC 8288): where linkset, metadata, licence and PID are."""
    links = [
        (publication.address_of(LINKSET_NAME), "linkset", LINKSET),
        (publication.address_of(LINKSET_TEXT_NAME), "linkset", LINKSET_TEXT),
        *((address, "describedby", media_type) for address, media_type in publication.described_by),
        (publication.pid, "cite-as", ""),
        (publication.licence, "license", ""),
    ]
    return ", ".join(
        f'<{_plain(target)}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")
        for target, relation, media_type in links
        if target
    )


def write_apache(publication: Publication) -> str:
    """Write lines for a virtual host of Apache 2.4."""
    page = re.escape(_path(publication.landing))
    field = link_field(publication).replace('"', '\\"')
    lines = ["# Apache 2.4, in the virtual host; needs mod_rewrite, mod_headers and mod_setenvif", "RewriteEngine On"]
    for media_type, address in _targets(publication):
        lines.append(f'RewriteCond "%{{HTTP:Accept}}" "{re.escape(media_type)}" [NC]')
        lines.append(f'RewriteRule "^{page}$" "{address.replace("%", chr(92) + "%")}" [R=303,L,NE]')
    lines += [
        f'SetEnvIf Request_URI "^{page}$" FAIRSVC_LANDING',
        "Header always merge Vary Accept env=FAIRSVC_LANDING",
        f'Header always add Link "{field.replace("%", "%%")}" env=FAIRSVC_LANDING',
    ]
    for path, media_type in _types(publication):
        lines += [f'<Location "{path}">', f"    ForceType {media_type}", "</Location>"]
    return "\n".join(lines) + "\n"


def write_nginx(publication: Publication) -> str:
    """Write lines for nginx."""
    wanted = [(f"$fairsvc_{number}", *one) for number, one in enumerate(_targets(publication), 1)]
    lines = ["# nginx, in http { }"]
    for variable, media_type, _ in wanted:
        lines.append(f'map $http_accept {variable} {{ default 0; "~*{re.escape(media_type)}" 1; }}')
    field = link_field(publication).replace('"', '\\"')
    lines += [
        "# in server { }: the landing page, besides what serves it now",
        f'location = "{_path(publication.landing)}" {{',
        "    add_header Vary Accept always;",
        f'    add_header Link "{field}" always;',
        *(f'    if ({variable}) {{ return 303 "{address}"; }}' for variable, _, address in wanted),
        "    # Serve the page here, with proxy_pass or try_files: index would leave this location and its fields.",
        "}",
    ]
    for path, media_type in _types(publication):
        lines.append(f'location = "{path}" {{ types {{ }} default_type "{media_type}"; }}')
    return "\n".join(lines) + "\n"


def _targets(publication: Publication) -> tuple[tuple[str, str], ...]:
    names = (publication.metalink_name, LINKSET_NAME)
    return tuple((kind, publication.address_of(name)) for kind, name in zip(_NEGOTIATED, names, strict=True))


def _types(publication: Publication) -> tuple[tuple[str, str], ...]:
    named = (
        (publication.metalink_name, METALINK),
        (LINKSET_NAME, LINKSET),
        (LINKSET_TEXT_NAME, LINKSET_TEXT),
        (SCHEMA_ORG_NAME, SCHEMA_ORG),
    )
    return tuple((_path(publication.address_of(name)), media_type) for name, media_type in named)


def _plain(address: str) -> str:
    """Spell an address so that it neither ends a quoted text nor names a variable of the server."""
    return ascii_address(address).replace("$", "%24")


def _path(address: str) -> str:
    """Give the path as servers compare it: decoded."""
    return unquote(urlsplit(address).path) or "/"
