"""What is there already: seen by who owns the folder, or by who only looks."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from fairsvc.errors import UsageError
from fairsvc.resolve.transfer.folder import JOURNAL, Folder, Lying, boot_id, part_name
from fairsvc.resolve.transfer.journal import Journal, read_records
from fairsvc.resolve.transfer.names import OWN_FOLDER
from fairsvc.resolve.transfer.planning import Present


def present_in(folder: Folder, journal: Journal) -> Present:
    """Look with the eyes of the owner."""
    return Present(folder.look, journal.find, folder.part_size, journal.find_part, boot_id())


def present_at(path: Path) -> Present:
    """Look without making or locking anything, also where there is no folder yet. Raises UsageError."""
    own = path / OWN_FOLDER
    try:
        records = read_records((own / JOURNAL).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        records = {}
    except OSError as error:
        raise UsageError("the folder cannot be read", f"{path} ({error.strerror})", "Name another one") from None

    def part_size(name: str) -> int:
        lying = _look(own / part_name(name))
        return lying.size_bytes if lying is not None else 0

    return Present(
        lambda name: _look(path / name),
        lambda name: records.get((name, True)),
        part_size,
        lambda name: records.get((name, False)),
        boot_id(),
    )


def _look(path: Path) -> Lying | None:
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return Lying(0, 0, plain=False)
    return Lying(found.st_size, found.st_mtime_ns, plain=stat.S_ISREG(found.st_mode))
