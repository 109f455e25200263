"""Values of the model as compact JSON, plain or compressed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from fairsvc.formats.json_reading import storable
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Header
from fairsvc.model.harvest import Account, Checkpoint, Deviation, Repository, SourceConfig
from fairsvc.model.judgement import Rulebook
from fairsvc.model.metadata import Metadata
from fairsvc.store.compression import compress, damaged, decompress

T = TypeVar("T")


class Codec(Generic[T]):
    """Write one type as JSON without its defaults, and read it back.

    A lone surrogate (JSON-LD may spell one) has no UTF-8 form and becomes U+FFFD.
    """

    def __init__(self, kind: Any, name: str) -> None:
        self._kind, self._name = kind, name

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self._kind)

    def write(self, value: T) -> bytes:
        """Write the value as JSON."""
        try:
            return self._adapter.dump_json(value, exclude_defaults=True)
        except (PydanticSerializationError, UnicodeEncodeError):
            plain = self._adapter.dump_python(value, mode="json", exclude_defaults=True)
            return json.dumps(storable(plain), ensure_ascii=False, separators=(",", ":")).encode()

    def read(self, data: bytes | str) -> T:
        """Read the value from JSON. Raises StoreUnusable."""
        try:
            return self._adapter.validate_json(data)
        except ValueError as error:
            raise damaged(self._name) from error

    def pack(self, value: T) -> bytes:
        """Write the value as compressed JSON."""
        return compress(self.write(value))

    def unpack(self, data: bytes) -> T:
        """Read the value from compressed JSON. Raises StoreUnusable."""
        return self.read(decompress(data, self._name))


@dataclass(frozen=True, slots=True)
class Notes:
    """What a judgement says beside its outcomes."""

    unclear: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


def column_text(text: str, limit: int = 1000) -> str:
    """Make text fit for a column: no NUL (PostgreSQL), no lone surrogate, bounded."""
    if text.isascii() and "\0" not in text:
        return text[:limit]
    return text[:limit].replace("\0", "").encode("utf-8", "replace").decode()


ACCOUNT: Codec[Account] = Codec(Account, "account")
CHECKPOINT: Codec[Checkpoint] = Codec(Checkpoint, "checkpoint")
CONFIG: Codec[SourceConfig] = Codec(SourceConfig, "source")
DEVIATIONS: Codec[tuple[Deviation, ...]] = Codec(tuple[Deviation, ...], "deviations")
EVIDENCE: Codec[Evidence] = Codec(Evidence, "evidence")
HEADERS: Codec[tuple[Header, ...]] = Codec(tuple[Header, ...], "header fields")
METADATA: Codec[Metadata] = Codec(Metadata, "metadata")
NAMES: Codec[tuple[str, ...]] = Codec(tuple[str, ...], "names")
NOTES: Codec[Notes] = Codec(Notes, "notes")
REPOSITORY: Codec[Repository] = Codec(Repository, "repository")
RULEBOOK: Codec[Rulebook] = Codec(Rulebook, "rulebook")
