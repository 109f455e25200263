"""Settings and sessions of those who are no command line: notebooks, libraries, workers."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from fairsvc.net.forking import start_anew_after_fork
from fairsvc.resolve.recipes.loading import load_recipes
from fairsvc.resolve.remote.session import Session
from fairsvc.resolve.resolver import Resolver
from fairsvc.settings import FILE_NAME, Settings, load_settings

KEPT_S = 600.0
# So many stay when nobody uses them, for the next who wants the same.
MOST_SESSIONS = 4

_Key = tuple[Settings, float, bool]


def settings_of(settings: Settings | None = None, config: str = "", contact: str = "") -> Settings:
    """Choose the given settings, else those that are found; `contact` outranks either. Raises BadSettings."""
    if settings is None:
        return find_settings(os.environ, config, contact)
    return replace(settings, contact=contact) if contact else settings


def find_settings(environ: Mapping[str, str], config: str = "", contact: str = "") -> Settings:
    """Load the settings of the named file, else of FAIRSVC_CONFIG, else of fairsvc.toml here, else the usual ones.

    The environment (FAIRSVC_NAME) outranks the file, `contact` both. Raises BadSettings.
    """
    named = config or environ.get("FAIRSVC_CONFIG", "")
    flags = {"contact": contact} if contact else {}
    return load_settings(Path(named or FILE_NAME), environ, flags, optional=not named)


@dataclass(slots=True, weakref_slot=True, eq=False)
class _Shared:
    """The sessions of this process; what a fork copies of them has neither threads nor connections of its own."""

    sessions: OrderedDict[_Key, Session] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start_anew(self) -> None:
        self.sessions, self.lock = OrderedDict(), threading.Lock()


_shared = _Shared()
start_anew_after_fork(_shared)


def shared_session(settings: Settings, kept_s: float = KEPT_S, *, standards_only: bool = False) -> Session:
    """Give the session that all have who have the same settings in this process: only so its politeness counts."""
    key = (settings, kept_s, standards_only)
    with _shared.lock:
        session = _shared.sessions.get(key)
        if session is None:
            resolver = Resolver(settings, recipes=load_recipes(settings))
            session = _shared.sessions[key] = Session(resolver, kept_s, standards_only=standards_only)
        _shared.sessions.move_to_end(key)
        while len(_shared.sessions) > MOST_SESSIONS:
            _shared.sessions.popitem(last=False)
        return session
