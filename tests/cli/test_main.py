"""The command as a whole: light to start, never a traceback, every error with its exit status."""

import json
import subprocess
import sys
from importlib import import_module
from pkgutil import walk_packages

import pytest

import cli.main
from cli.exits import MEANINGS, exit_code
from errors import ShenbaoError

ROOMS = (
    "calendars",
    "casework",
    "cli",
    "files",
    "notifications",
    "papers",
    "rehearsal",
    "sheets",
    "statemachines",
    "web",
)
HEAVY = {
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "transitions",
    "prefect",
    "chinese_calendar",
    "ruamel",
    "stdnum",
}


def python(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *options, "-c", code], capture_output=True, text=True, check=False)


def imported_by(*words: str) -> set[str]:
    """The modules that a command has imported when it ends well."""
    done = python(
        f"import sys, cli.main\nassert cli.main.run({words!r}) == 0\nprint('\\n' + ' '.join(sys.modules))"
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_help_imports_nothing_heavy() -> None:
    """What shows the help need not wait for a database."""
    assert HEAVY & imported_by("--help") == set()


@pytest.mark.parametrize("words", [(), ("case", "--help"), ("case", "act", "--help"), ("rehearse", "--help")])
def test_help_of_commands_imports_nothing_of_ours_that_is_heavy(words: tuple[str, ...]) -> None:
    """Typer itself brings pydantic as soon as it reads an option."""
    assert HEAVY & imported_by(*words) <= {"pydantic"}


def test_version_is_told() -> None:
    done = python("import cli.main, sys; sys.exit(cli.main.run(['--version']))")
    assert (done.returncode, done.stdout) == (0, "shenbao 0.1.0\n")


def test_usage_errors_name_the_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main.run(["case", "list", "--stat", "x"]) == 2
    assert "--stat" in capsys.readouterr().err
    assert cli.main.run(["case", "list", "--stat", "x", "--json"]) == 2
    error = json.loads(capsys.readouterr().err)["error"]
    assert (error["exit"], "--stat" in error["message"]) == (2, True)


@pytest.mark.parametrize("words", [["nonsense"], ["case", "act", "X", "--as", "p"], ["case", "new"]])
def test_usage_errors_exit_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main.run(words) == 2
    assert "Error: " in capsys.readouterr().err


def test_unexpected_errors_are_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of shenbao is told as such; the traceback is for `python -X dev`."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(cli.main, "app", broken)
    assert cli.main.run([]) == 70
    assert (
        capsys.readouterr().err == "Error: a fault of shenbao, please report it: ZeroDivisionError: by zero\n"
    )
    code = (
        "import cli.main\ndef broken(**_): raise ZeroDivisionError\ncli.main.app = broken\ncli.main.run([])"
    )
    assert "Traceback" in python(code, "-X", "dev").stderr


def test_interruption_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.main, "app", interrupted)
    assert cli.main.run([]) == 130


def test_closed_pipe_is_quiet() -> None:
    """As in `shenbao case list | head -1`."""
    code = "import cli.main, sys; sys.exit(cli.main.run(['calendar', 'show', '2024']))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 0


def test_wrong_setting_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHENBAO_DATABASE_URL", "nonsense")
    assert cli.main.run(["case", "list"]) == 8
    assert "nonsense" in capsys.readouterr().err


def every_error(kind: type[ShenbaoError]) -> set[type[ShenbaoError]]:
    return {kind}.union(*(every_error(each) for each in kind.__subclasses__()))


def test_every_error_has_a_documented_status() -> None:
    """Whichever class is added, it falls under one that the table knows."""
    for room in ROOMS:
        package = import_module(room)
        for module in walk_packages(package.__path__, f"{room}."):
            import_module(module.name)
    for kind in every_error(ShenbaoError) - {ShenbaoError}:
        status = exit_code(kind.__new__(kind))
        assert status in MEANINGS
        assert status != 70, kind
