"""`shenbao programme`: what it prints where, and its exit status."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.programme import app
from cli.programme_files import GENERATED
from statemachines.library import all_ids, programmes_folder

RUNNER = CliRunner()
STANDARD = programmes_folder() / "standard"


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """The exit status, stdout and stderr of a command."""
    result = RUNNER.invoke(app, [str(each) for each in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.stdout, result.stderr


def planted(folder: Path, *replacements: tuple[str, str], id: str = "broken") -> Path:
    """A programme in ``folder``: the template with another id and with replacements."""
    home = folder / id
    home.mkdir()
    text = (STANDARD / "programme.yaml").read_text("utf-8")
    for old, new in (("programme: standard", f"programme: {id}"), *replacements):
        assert old in text
        text = text.replace(old, new, 1)
    (home / "programme.yaml").write_text(text, encoding="utf-8")
    sources = (STANDARD / "sources.yaml").read_text("utf-8")
    (home / "sources.yaml").write_text(sources, encoding="utf-8")
    return home


FAULT = ("due: 15 workdays, checks", "due: 15 workdays, cheks")
FINDING = ("by: prefecture, due: 10 workdays, checks", "by: prefecture, checks")


def test_list_names_every_programme() -> None:
    status, out, err = run("list")
    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == list(all_ids())
    assert "标准认定程序 / The standard procedure  (apply, assess)" in out


def test_list_as_json() -> None:
    status, out, _ = run("list", "--json")
    rows = {row["id"]: row for row in json.loads(out)}
    assert status == 0
    assert rows["shandong_digital_clusters_2025"]["dated"] == "2025-05-14"
    assert rows["standard"]["procedures"] == ["apply", "assess"]


def test_list_shows_the_others_where_one_is_faulty(tmp_path: Path) -> None:
    """Status 4, the fault on stderr."""
    planted(tmp_path, id="sound")
    planted(tmp_path, FAULT)
    status, out, err = run("list", "--programmes", tmp_path)
    assert status == 4
    assert out.splitlines() == ["sound  标准认定程序 / The standard procedure  (apply, assess)"]
    assert "unknown key 'cheks'; did you mean 'checks'?" in err


def test_list_of_an_empty_folder_is_empty(tmp_path: Path) -> None:
    (tmp_path / "Not An Id").mkdir()
    assert run("list", "--programmes", tmp_path) == (0, "", "")


def test_show_tells_states_owners_deadlines_ends_and_asked_values() -> None:
    status, out, err = run("show", "standard")
    lines = [line.strip() for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert "prefecture_review  市级审核 / prefecture review  [prefecture]  10 workdays" in lines
    assert "ends: confirmed, rectified, revoked, kept" in lines
    asked = [line for line in lines if line.startswith("to be set: apply.submission.due")]
    assert asked == [
        "to be set: apply.submission.due  申报：期限 / submission: deadline  (suggested: 30 days after round.opened)"
    ]


def test_show_as_json_holds_what_a_program_needs() -> None:
    record = json.loads(run("show", "standard", "--json")[1])
    states = {state["id"]: state for state in record["procedures"]["apply"]["states"]}
    assert states["scoring.open"]["owner"] == "experts"
    assert {"score", "recuse", "extend"} <= set(states["scoring.open"]["actions"])
    assert [each["key"] for each in record["procedures"]["apply"]["asked"]] == ["apply.submission.due"]


@pytest.mark.parametrize("command", ["show", "check", "diagram"])
def test_unknown_id_is_told_with_the_nearest(command: str) -> None:
    status, out, err = run(command, "standrd")
    assert (status, out) == (2, "")
    assert "did you mean 'standard'?" in err


@pytest.mark.parametrize("command", ["show", "diagram"])
def test_faulty_definition_is_told_by_file_and_line(command: str, tmp_path: Path) -> None:
    """Status 4; the file as it can be opened, the line, the keys."""
    home = planted(tmp_path, FAULT)
    text = (home / "programme.yaml").read_text("utf-8")
    line = text[: text.index("cheks")].count("\n") + 1
    status, out, err = run(command, "broken", "--programmes", tmp_path)
    assert (status, out) == (4, "")
    assert err.startswith(f"{home / 'programme.yaml'}:{line}:")


def test_folder_that_is_none_is_told(tmp_path: Path) -> None:
    status, out, err = run("list", "--programmes", tmp_path / "nowhere")
    assert (status, out) == (2, "")
    assert "is no folder" in err


def test_check_of_the_programmes_of_this_repository_finds_nothing() -> None:
    status, out, err = run("check")
    assert (status, err) == (0, "")
    assert out.splitlines() == [f"{id}: ok" for id in all_ids()]


def test_check_shows_findings_with_their_path(tmp_path: Path) -> None:
    """Status 1."""
    planted(tmp_path, FINDING)
    status, out, err = run("check", "broken", "--programmes", tmp_path)
    assert (status, err) == (1, "")
    first, finding, path = out.splitlines()
    assert first == "broken: 1 findings"
    assert finding.startswith("  apply.prefecture_review: ")
    assert finding.endswith("[waiting]")
    assert path.strip() == "路径 / path: open → submit"


def test_check_as_json(tmp_path: Path) -> None:
    planted(tmp_path, FINDING)
    planted(tmp_path, id="sound")
    status, out, _ = run("check", "--programmes", tmp_path, "--json")
    found = json.loads(out)
    assert status == 1
    assert found["sound"] == []
    (finding,) = found["broken"]
    assert (finding["rule"], finding["where"], finding["path"]) == (
        "waiting",
        "prefecture_review",
        ["submit"],
    )


def test_check_tells_faults_and_still_checks_the_others(tmp_path: Path) -> None:
    """A fault weighs more than a finding: status 4."""
    planted(tmp_path, FAULT)
    planted(tmp_path, FINDING, id="unsound")
    status, out, err = run("check", "--programmes", tmp_path)
    assert status == 4
    assert "unsound: 1 findings" in out
    assert "unknown key 'cheks'" in err


def test_check_of_a_file_anywhere(tmp_path: Path) -> None:
    home = planted(tmp_path)
    file = home.rename(tmp_path / "elsewhere") / "programme.yaml"
    assert run("check", "--file", file) == (0, f"{file}: ok\n", "")


def test_check_holds_a_definition_against_the_sources_beside_it(tmp_path: Path) -> None:
    """An id that no line of the sources resolves is a fault."""
    planted(tmp_path, ("source: S.13", "source: S.99"))
    status, _, err = run("check", "broken", "--programmes", tmp_path)
    assert status == 4
    assert "S.99" in err


def test_check_of_a_missing_file(tmp_path: Path) -> None:
    status, out, err = run("check", "--file", tmp_path / "none.yaml")
    assert (status, out.strip()) == (4, "")
    assert "there is no such file" in err


def test_check_takes_ids_or_a_file_not_both() -> None:
    status, _, err = run("check", "standard", "--file", "x.yaml")
    assert status == 2
    assert "not both" in err


def test_diagram_prints_all_procedures_or_one() -> None:
    both, one = run("diagram", "standard")[1], run("diagram", "standard", "--procedure", "assess")[1]
    assert both.count("stateDiagram-v2") == 2
    assert one.startswith("stateDiagram-v2\n")
    assert one in both


def test_diagram_speaks_english_when_asked() -> None:
    assert "deadline passes" in run("diagram", "standard", "--lang", "en")[1]


@pytest.mark.parametrize(
    ("options", "reason"),
    [(["--procedure", "asess"], "did you mean 'assess'?"), (["--lang", "fr"], "use zh or en")],
)
def test_diagram_refuses_what_is_not_there(options: list[str], reason: str) -> None:
    status, out, err = run("diagram", "standard", *options)
    assert (status, out) == (2, "")
    assert reason in err


def test_new_copies_the_template_under_a_new_id(tmp_path: Path) -> None:
    """It is sound from the start, and only its id differs."""
    status, out, _ = run("new", "my_programme", "--programmes", tmp_path)
    assert (status, out.strip()) == (0, str(tmp_path / "my_programme"))
    made = (tmp_path / "my_programme" / "programme.yaml").read_text("utf-8")
    template = (STANDARD / "programme.yaml").read_text("utf-8")
    assert made == template.replace("programme: standard\n", "programme: my_programme\n")
    assert {file.name for file in (tmp_path / "my_programme").iterdir()} == {
        f.name for f in STANDARD.iterdir()
    }
    assert run("check", "--programmes", tmp_path)[:2] == (0, "my_programme: ok\n")


@pytest.mark.parametrize("id", ["My", "1st", "a-b", "../x", "a/b", ".", "", "ä"])
def test_new_refuses_ids_that_are_none(id: str, tmp_path: Path) -> None:
    status, out, err = run("new", id, "--programmes", tmp_path)
    assert (status, out) == (2, "")
    assert err
    assert list(tmp_path.iterdir()) == []


def test_new_refuses_what_exists_already(tmp_path: Path) -> None:
    """Nothing is touched, be it a programme or something else."""
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    status, _, err = run("new", "taken", "--programmes", tmp_path)
    assert status == 2
    assert "it exists already" in err
    assert (tmp_path / "taken").read_text("utf-8") == "mine"


def test_new_leaves_nothing_behind_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full in the middle of it."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cli.programme_files._rename", full)
    status, out, err = run("new", "mine", "--programmes", tmp_path)
    assert (status, out) == (2, "")
    assert "No space left on device" in err
    assert list(tmp_path.iterdir()) == []


def test_schema_is_written_and_compared(tmp_path: Path) -> None:
    """Out of date: status 1, and nothing is written."""
    assert run("schema", "--check", "--programmes", tmp_path)[0] == 1
    assert list(tmp_path.iterdir()) == []
    assert run("schema", "--programmes", tmp_path)[:2] == (0, f"written: {tmp_path / 'schema.json'}\n")
    assert run("schema", "--check", "--programmes", tmp_path) == (0, "", "")
    assert run("schema", "--programmes", tmp_path) == (0, "", "")


def test_committed_schema_and_pages_are_current() -> None:
    """`make check` asks the same."""
    assert run("schema", "--check") == (0, "", "")
    assert run("pages", "--check") == (0, "", "")


def test_pages_are_written_compared_and_removed(tmp_path: Path) -> None:
    """A page of a programme that is no more goes; what people wrote stays."""
    programmes, pages = tmp_path / "programmes", tmp_path / "docs"
    programmes.mkdir()
    pages.mkdir()
    planted(programmes, id="mine")
    (pages / "gone.md").write_text(f"# gone\n\n{GENERATED}\n", encoding="utf-8")
    (pages / "README.md").write_text("# By hand\n", encoding="utf-8")
    arguments = ("pages", "--programmes", programmes, "--to", pages)
    status, _, err = run(*arguments, "--check")
    assert (status, err.count("out of date")) == (1, 2)
    assert run(*arguments)[1].splitlines() == [
        f"written: {pages / 'gone.md'}",
        f"written: {pages / 'mine.md'}",
    ]
    assert sorted(file.name for file in pages.iterdir()) == ["README.md", "mine.md"]
    assert run(*arguments, "--check") == (0, "", "")


def test_pages_of_a_faulty_definition_write_nothing(tmp_path: Path) -> None:
    planted(tmp_path, FAULT)
    status, out, _ = run("pages", "--programmes", tmp_path, "--to", tmp_path / "docs")
    assert (status, out) == (4, "")
    assert not (tmp_path / "docs").exists()


def test_pages_into_a_file_are_refused(tmp_path: Path) -> None:
    """The place for the pages is no folder."""
    (tmp_path / "docs").write_text("", encoding="utf-8")
    planted(tmp_path, id="mine")
    status, out, err = run("pages", "--programmes", tmp_path, "--to", tmp_path / "docs")
    assert (status, out) == (2, "")
    assert "cannot write" in err
