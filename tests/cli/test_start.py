from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "rdflib",
    "pyld",
    "datacite",
    "sqlalchemy",
    "requests",
    "lxml",
    "sickle",
    "pydantic",
    "rich",
    "jinja2",
    "warcio",
}


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\nfrom cli.main import run\ncode = run(['--help'])\n"
        f"print('LOADED', sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "Harvest a catalogue" in done.stdout
    assert "LOADED []" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        "init",
        "facilities",
        "facilities show",
        "sources",
        "sources add",
        "sources remove",
        "source check",
        "harvest oai",
        "harvest source",
        "harvest all",
        "harvest datacite",
        "harvest datacite-file",
        "harvest explain",
        "harvest quarantine",
        "work",
        "assess",
        "dataset show",
        "report fair",
        "conneg",
        "evidence show",
        "evidence export",
        "evidence prune",
        "backup",
        "restore",
        "upgrade",
        "forget",
        "metrics",
        "settings",
        "doctor",
        "demo",
    ],
)
def test_every_command_has_help_with_examples(command: str) -> None:
    arguments = [sys.executable, "-m", "fairsvc", *command.split(), "--help"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert "Examples:\n" in done.stdout
    assert f"fairsvc {command}" in done.stdout or command == "settings"
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_another_package_named_cli_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "__init__.py").write_text("")
    script = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\nfrom fairsvc.__main__ import main\nsys.exit(main())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "another package named cli hides ours" in done.stderr
