"""All sources at once: hosts side by side, one host in turn, and each failure by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from fairsvc.jobs.harvest_all import harvest_all, in_turns
from fairsvc.jobs.progress import unwatched
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.harvest import SourceConfig
from tests.support.oai_provider import provider, three_pages
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]


def _source(name: str, url: str) -> SourceConfig:
    return SourceConfig(name, "oai", url)


def _with(workspace: Workspace, *sources: SourceConfig) -> Workspace:
    allow = tuple(source.url.split("/")[2] for source in sources)
    return replace(workspace, settings=replace(workspace.settings, sources=sources, allow=allow))


def test_hosts_come_in_turns() -> None:
    urls = ("https://a.example/1", "https://a.example/2", "https://b.example/1", "https://a.example/3")
    sources = [_source(str(number), url) for number, url in enumerate(urls)]
    assert [source.name for source in in_turns(sources)] == ["0", "2", "1", "3"]


def test_each_ends_by_itself(workspace: Workspace, serve: Serve) -> None:
    good, broken = serve(provider(three_pages())), serve(lambda asked: (404, [], b""))
    short = serve(provider({"": three_pages()[""]}))
    workspace = _with(
        workspace,
        _source("good", f"{good.url}/oai"),
        _source("broken", f"{broken.url}/oai"),
        _source("short", f"{short.url}/oai"),
        SourceConfig("odd", "gopher", f"{good.url}/oai"),
    )
    found = {one.source: one for one in harvest_all(workspace, lambda name: unwatched)}
    assert {name: one.exit_code for name, one in found.items()} == {"good": 0, "broken": 3, "short": 3, "odd": 2}
    assert found["good"].account is not None
    assert found["good"].account.records == 30
    assert "404" in found["broken"].trouble
    assert "there is no such kind of source: gopher" in found["odd"].trouble


def test_one_host_is_asked_by_one_at_a_time(workspace: Workspace, serve: Serve) -> None:
    answer, lock, most = provider(three_pages()), threading.Lock(), 0

    def counted(asked: Asked) -> Reply:
        nonlocal most
        with lock:
            open_runs.add(asked.path.partition("?")[0])
            most = max(most, len(open_runs))
        reply = answer(asked)
        if "page%7C3" in asked.path:
            open_runs.discard(asked.path.partition("?")[0])
        return reply

    open_runs: set[str] = set()
    served = serve(counted)
    workspace = _with(workspace, *(_source(f"s{number}", f"{served.url}/oai{number}") for number in range(4)))
    found = list(harvest_all(workspace, lambda name: unwatched, parallel=4))
    assert [one.exit_code for one in found] == [0, 0, 0, 0]
    assert most == 1


def test_different_hosts_are_asked_side_by_side(workspace: Workspace, serve: Serve) -> None:
    answer, together = provider(three_pages()), threading.Barrier(2, timeout=10)

    def waiting(asked: Asked) -> Reply:
        if "Identify" in asked.path:
            together.wait()
        return answer(asked)

    first = serve(waiting)
    second = serve(waiting, "127.0.0.2")  # type: ignore[call-arg]
    workspace = _with(workspace, _source("a", f"{first.url}/oai"), _source("b", f"{second.url}/oai"))
    assert [one.exit_code for one in harvest_all(workspace, lambda name: unwatched)] == [0, 0]


@pytest.mark.parametrize("arguments", [("all",), ("--all",)])
def test_the_command_and_the_option(
    workspace: Workspace, serve: Serve, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    from cli.main import run

    good, broken = serve(provider(three_pages())), serve(lambda asked: (404, [], b""))
    toml = workspace.settings.folder / "fairsvc.toml"
    entries = [f'[[source]]\nname = "{n}"\nurl = "{s.url}/oai"\n' for n, s in (("good", good), ("broken", broken))]
    allow = f'allow = ["127.0.0.1:{good.port}", "127.0.0.1:{broken.port}"]\n'
    toml.write_text(toml.read_text("utf-8") + allow + "\n".join(entries), "utf-8")
    assert run(["--config", str(toml), "harvest", *arguments]) == 3
    lines = sorted(capsys.readouterr().out.splitlines())
    assert [line.partition(" - ")[0] for line in lines] == [
        "broken: not harvested",
        "good: verified, 30 records, 30 new, 0 changed, 0 deleted, 0 unreadable",
    ]


def test_all_beside_a_command_and_without_sources(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    from cli.main import run

    config = ("--config", str(workspace.settings.folder / "fairsvc.toml"))
    assert run([*config, "harvest", "--all"]) == 2
    assert run([*config, "harvest", "--all", "explain", "x"]) == 2
    said = capsys.readouterr().err
    assert "the settings name no source to harvest" in said
    assert "--all stands alone: harvest --all explain" in said
