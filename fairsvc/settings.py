"""Settings as one table: each field of `Settings` carries its help, unit and whether it is a secret.

A flag outranks the environment (FAIRSVC_NAME), which outranks fairsvc.toml. Nothing else reads the environment.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from fairsvc.errors import BadSettings
from fairsvc.model.depth import BULK, CHOICES
from fairsvc.model.harvest import SourceConfig

FILE_NAME = "fairsvc.toml"
_PREFIX = "FAIRSVC_"
_TOKENS = f"{_PREFIX}TOKENS"
# Beyond any use, and below what clocks, sockets and columns can hold.
LARGEST = 1_000_000_000
LONGEST_INTERVAL_H = 100_000.0
_HTTP = ("http://", "https://")
_SOURCE_TEXTS = ("name", "kind", "url", "prefix", "client_id", "doi_prefix", "query", "facility", "quiet", "precedence")


def _setting(default: Any, help: str, unit: str = "", *, secret: bool = False, choices: tuple[str, ...] = ()) -> Any:
    return field(
        default=default, repr=not secret, metadata={"help": help, "unit": unit, "secret": secret, "choices": choices}
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """How politely one host is asked, where it differs from the default."""

    host: str
    requests_per_s: float
    in_flight: int = 2


@dataclass(frozen=True, slots=True)
class Token:
    """What opens one host: the value of a header field, in the file or in a variable of the environment."""

    host: str
    value: str = field(default="", repr=False)
    variable: str = ""
    header: str = "Authorization"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can set; `folder` is where relative paths start."""

    contact: str = _setting(
        "", "E-mail address sent with every request; required before any host but this one is asked"
    )
    store: str = _setting("sqlite:///fairsvc.db", "Database URL; a relative SQLite path starts at this file's folder")
    evidence: str = _setting("evidence", "Folder of the WARC files")
    facilities: str = _setting(
        "facilities", "Folder of facility profiles that override the packaged ones, when it exists"
    )
    allow: tuple[str, ...] = _setting((), "host:port pairs that may be asked although their address is special")
    resolver: str = _setting("https://doi.org", "DOI resolver")
    handle_api: str = _setting("https://doi.org/api/handles", "Handle API that answers for DOIs")
    registry: str = _setting("https://api.datacite.org", "DataCite REST API")
    handle_resolver: str = _setting("https://hdl.handle.net", "Resolver of Handles, with its API below /api/handles")
    ark_resolver: str = _setting("https://n2t.net", "Resolver of ARKs")
    nbn_resolver: str = _setting("https://nbn-resolving.org", "Resolver of URN:NBN")
    orcid_resolver: str = _setting("https://orcid.org", "Where ORCID iDs lead to")
    ror_resolver: str = _setting("https://ror.org", "Where ROR IDs lead to")
    swhid_resolver: str = _setting("https://archive.softwareheritage.org", "Where SWHIDs lead to")
    proxy: str = _setting("", "Egress proxy that all requests take; it then checks the addresses", secret=True)
    ca_bundle: str = _setting("", "File with certificates to trust besides the public ones")
    robots: bool = _setting(True, "Honour robots.txt for pages and files in bulk runs")
    workers: int = _setting(160, "Datasets probed at the same time; most wait for a polite turn")
    judging_processes: int = _setting(
        0, "Processes that judge stored evidence; 0 means one a core, at most 8, and one for a small source"
    )
    depth: str = _setting("standard", "How much is asked about one PID: standard or full", choices=CHOICES)
    source_depth: str = _setting(
        "standard",
        "How much is asked about each dataset of a source: standard, full, or bulk, which is standard for all and full"
        " for a few of each host",
        choices=(*CHOICES, BULK),
    )
    full_sample_per_host: int = _setting(3, "At depth bulk: datasets of each host and agency that get a full look")
    dataset_wire_s: float = _setting(300.0, "Longest time on the wire for all questions about one dataset", "s")
    dataset_host_requests: int = _setting(60, "Most requests to one host for one dataset, redirects counted")
    requests_per_s: float = _setting(2.0, "Requests to one host, unless a [[rate]] says otherwise", "1/s")
    in_flight: int = _setting(2, "Requests under way to one host at the same time")
    oai_requests_per_s: float = _setting(1.0, "Requests to one OAI-PMH endpoint", "1/s")
    connect_timeout_s: float = _setting(10.0, "Longest wait for a connection", "s")
    read_timeout_s: float = _setting(30.0, "Longest silence while reading", "s")
    total_timeout_s: float = _setting(90.0, "Longest time for one question with all its hops and retries", "s")
    limit_bytes: int = _setting(10_485_760, "Longest body that is read", "bytes")
    download_requests_per_s: float = _setting(
        50.0, "Downloads begun at one host, unless a [[rate]] says otherwise", "1/s"
    )
    download_in_flight: int = _setting(4, "Downloads under way from one host at the same time")
    download_retries: int = _setting(3, "How often a download that broke off is taken up again from where it was")
    metric_sets: tuple[str, ...] = _setting(("rda-fdmm", "fsf", "pan"), "Metric sets that assess applies")
    assess_after_harvest: bool = _setting(True, "Let `fairsvc work` assess what a harvest brought or changed")
    metrics_address: str = _setting("127.0.0.1", "Address on which `fairsvc work --metrics-port` serves its figures")
    sources: tuple[SourceConfig, ...] = ()
    rates: tuple[Rate, ...] = ()
    tokens: tuple[Token, ...] = ()
    folder: Path = Path()

    def source(self, name: str) -> SourceConfig | None:
        """Find a source of the file by name."""
        return next((source for source in self.sources if source.name == name), None)

    @property
    def store_url(self) -> str:
        """The store's URL with a relative SQLite path made absolute."""
        scheme, slashes, path = self.store.partition(":///")
        if scheme != "sqlite" or not slashes or path.startswith("/"):
            return self.store
        return f"sqlite:///{(self.folder / path).resolve()}"

    @property
    def evidence_folder(self) -> Path:
        """The evidence folder as an absolute path."""
        return (self.folder / self.evidence).resolve()

    @property
    def facilities_folder(self) -> Path | None:
        """The operator's facility profiles; None when there are none. Raises BadSettings when a named folder is not."""
        folder = (self.folder / self.facilities).resolve()
        if folder.is_dir():
            return folder
        if self.facilities != Settings().facilities:
            raise BadSettings("the folder of facility profiles is not there", str(folder), "Make it, or name another")
        return None


def table() -> tuple[Field[Any], ...]:
    """List the settings of the table, in order; sources, rates, tokens and folder are not rows of it."""
    return tuple(row for row in fields(Settings) if row.metadata)


def load_settings(
    path: Path, environ: Mapping[str, str], flags: Mapping[str, str], *, optional: bool = False
) -> Settings:
    """Read the file and put the environment and then the flags on top. Raises BadSettings.

    `optional` takes the defaults when there is no such file.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        if not optional:
            raise BadSettings(
                "there are no settings", str(path), "Run fairsvc init, or name a file with --config"
            ) from None
        text = ""
    except OSError as error:
        raise BadSettings("the settings cannot be read", f"{path} ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadSettings("the settings are not UTF-8 text", str(path), "Is it the fairsvc.toml?") from None
    settings = replace(read_settings(text, str(path)), folder=path.resolve().parent)
    names = {row.name for row in table()}
    given = {key[len(_PREFIX) :].lower(): value for key, value in environ.items() if key.startswith(_PREFIX)}
    settings = _with_texts(settings, {k: v for k, v in given.items() if k in names}, "the environment")
    return _with_texts(replace(settings, tokens=_filled(settings.tokens, environ)), flags, "--set")


def read_settings(text: str, where: str) -> Settings:
    """Read the text of a fairsvc.toml; `where` names it in errors. Raises BadSettings."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings("the settings are not valid TOML", f"{where} ({error})") from None
    sources = tuple(_source(entry, where) for entry in _tables(content, "source", where))
    rates = tuple(_rate(entry, where) for entry in _tables(content, "rate", where))
    tokens = tuple(_token(entry, where) for entry in _tables(content, "token", where))
    if len({source.name for source in sources}) < len(sources):
        raise BadSettings("two sources share one name", where, "Give each [[source]] a name of its own")
    return replace(_with_values(Settings(), content, where), sources=sources, rates=rates, tokens=tokens)


def _tables(content: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    entries = content.pop(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadSettings(f"{name} must be written as [[{name}]]", where)
    return entries


def _source(entry: dict[str, Any], where: str) -> SourceConfig:
    texts = {"set": "set_spec"} | {name: name for name in _SOURCE_TEXTS}
    known = {**dict.fromkeys(texts, ""), "kind": "oai", "interval_h": 24.0, "reconcile_h": 168.0}
    values = {**known, **entry}
    for key in entry:
        _known(key, known, f"a [[source]] of {where}")
    if not values["name"] or not values["url"]:
        raise BadSettings("a [[source]] needs a name and an http(s) url", where)
    seconds: dict[str, Any] = {
        f"{what}_s": int(min(_converted(f"{what}_h", values[f"{what}_h"], 24.0, where), LONGEST_INTERVAL_H) * 3600)
        for what in ("interval", "reconcile")
    }
    chosen: dict[str, Any] = {field: str(values[key]) for key, field in texts.items()}
    return SourceConfig(**chosen, **seconds)


def _rate(entry: dict[str, Any], where: str) -> Rate:
    for key in entry:
        _known(key, ("host", "requests_per_s", "in_flight"), f"a [[rate]] of {where}")
    if "host" not in entry or "requests_per_s" not in entry:
        raise BadSettings("a [[rate]] needs host and requests_per_s", where)
    rate = _converted("requests_per_s", entry["requests_per_s"], 1.0, where)
    return Rate(str(entry["host"]), rate, _converted("in_flight", entry.get("in_flight", 2), 1, where))


def _token(entry: dict[str, Any], where: str) -> Token:
    names = tuple(one.name for one in fields(Token))
    for key, value in entry.items():
        _known(key, names, f"a [[token]] of {where}")
        if not isinstance(value, str):
            raise BadSettings(f"{key} of a [[token]] must be a text", where)
    if not entry.get("host") or bool(entry.get("value")) == bool(entry.get("variable")):
        raise BadSettings("a [[token]] needs host, and either value or variable", where)
    return Token(**entry)


def _filled(tokens: tuple[Token, ...], environ: Mapping[str, str]) -> tuple[Token, ...]:
    """Give the tokens their values; one whose variable is not set opens nothing, and is left out."""
    filled = [replace(one, value=one.value or environ.get(one.variable, "")) for one in tokens]
    pairs = [pair.strip() for pair in environ.get(_TOKENS, "").split(",") if pair.strip()]
    for host, equals, value in (pair.partition("=") for pair in pairs):
        if not equals:
            raise BadSettings(
                f"{_TOKENS} takes HOST=VALUE, with commas between them", "", "VALUE is as a header says it"
            )
        filled.append(Token(host.strip(), value.strip()))
    return tuple(one for one in filled if one.value)


def _with_values(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    rows = {row.name: row for row in table()}
    for key in values:
        _known(key, rows, where)
    changed = {key: _converted(key, value, rows[key].default, where) for key, value in values.items()}
    for key, value in changed.items():
        if (choices := rows[key].metadata["choices"]) and value not in choices:
            raise BadSettings(f"there is no such {key}", f"{value!r} in {where}", f"Known: {', '.join(choices)}")
    if changed.get("metric_sets") == ():
        raise BadSettings("metric_sets must name at least one metric set", where, "Leave it out for the usual ones")
    return replace(settings, **changed)


def _with_texts(settings: Settings, values: Mapping[str, str], where: str) -> Settings:
    rows = {row.name: row for row in table()}
    read = {key: _from_text(value, rows[key].default) if key in rows else value for key, value in values.items()}
    return _with_values(settings, read, where)


def _from_text(text: str, default: object) -> object:
    if isinstance(default, bool):
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text.lower(), text)
    if isinstance(default, tuple):
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(default, int | float):
        try:
            return float(text) if "." in text else int(text)
        except ValueError:
            return text
    return text


def _converted(key: str, value: Any, default: Any, where: str) -> Any:
    match default:
        case bool() if isinstance(value, bool):
            return value
        case tuple() if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return tuple(value)
        case str() if isinstance(value, str) and (value.startswith(_HTTP) or not default.startswith(_HTTP)):
            return value.rstrip("/") if value.startswith("http") else value
        case bool() | tuple() | str():
            pass
        case int() | float() if isinstance(value, int | float) and not isinstance(value, bool):
            if 0 < value <= LARGEST or value == default:
                return type(default)(value)
    raise BadSettings(f"the setting {key} must be {_wanted(value, default)}", f"{value!r} in {where}")


def _wanted(value: object, default: object) -> str:
    """Say what would have been right."""
    if isinstance(default, str) and default.startswith(_HTTP):
        return "an http(s) address"
    if isinstance(value, int | float) and value > LARGEST:
        return f"a number up to {LARGEST}"
    least = "0 or a number above it" if default == 0 else "a number above 0"
    return {bool: "true or false", tuple: "a list of texts", str: "a text"}.get(type(default), least)


def _known(key: str, known: Any, where: str) -> None:
    if key not in known:
        near = difflib.get_close_matches(key, list(known), 1)
        hint = f"Did you mean {near[0]}?" if near else "fairsvc settings lists them"
        raise BadSettings("there is no such setting", f"{key} in {where}", hint)
