"""`shenbao init`: the first command, harmless the second time, strict about who it enters."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Shenbao
from tests.world import STANDARD

ROSTER = Path(__file__).parents[2] / "docs" / "tutorial" / "roster.yaml"


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home that is not there yet."""
    monkeypatch.setenv("SHENBAO_HOME", str(tmp_path / "new" / "home"))
    return tmp_path / "new" / "home"


@pytest.fixture
def programmes(tmp_path: Path) -> Path:
    """A folder with one programme."""
    shutil.copytree(STANDARD, tmp_path / "programmes" / "standard")
    return tmp_path / "programmes"


def test_init_makes_everything_and_a_second_time_nothing(
    home: Path, programmes: Path, shenbao: Shenbao
) -> None:
    words = ("init", "--programmes", programmes, "--people", ROSTER, "--json")
    first = shenbao(*words)
    assert first.status == 0, first.err
    assert (first.json["made"], list(first.json["programmes"])) == (True, ["standard"])
    assert first.json["entered"]["people"] == 9
    assert (home / "shenbao.db").exists()
    second = shenbao(*words)
    assert (second.json["made"], set(second.json["entered"].values())) == (False, {0})
    assert second.json["programmes"] == first.json["programmes"]
    assert shenbao("db", "check").status == 0
    assert shenbao("audit", "verify").status == 0


def test_init_with_the_example_lets_a_round_begin(home: Path, programmes: Path, shenbao: Shenbao) -> None:
    """The roster of the tutorial is enough for a first application."""
    shenbao("init", "--programmes", programmes, "--people", ROSTER)
    opened = shenbao(
        "round", "open", "standard", "apply", "--year", "2026", "--as", "prov",
        "--set", "apply.submission.due=30 days after round.opened", "--json",
    )  # fmt: skip
    assert opened.status == 0, opened.err
    number = opened.json["subject"].removeprefix("round:")
    new = shenbao(
        "case",
        "new",
        "--round",
        number,
        "--applicant",
        "113700000000000049",
        "--object",
        "PARK-1",
        "--as",
        "app",
    )
    assert new.status == 0, new.err
    assert "standard-2026-0001" in new.out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "people:\n  - {no: a, name: 甲}\n",
            "roster.yaml:2:5: people.0.organisation: the key 'organisation' is missing",
        ),
        ("organisations:\n  - {code: 1, name: x, kind: authority, level: city}\n", "no 统一社会信用代码"),
        ("peple: []\n", "roster.yaml:1:1: peple: unknown key 'peple'; did you mean 'people'?"),
        (
            "objects:\n  - {no: O, programme: standard, kind: x, name: n, regoin: 370000}\n",
            "did you mean 'region'?",
        ),
        (
            "grants:\n  - {person: a, role: boss, organisation: 113700000000000010}\n",
            "Input should be 'officer'",
        ),
        ("people: [\n", "not plain YAML"),
        ("[]\n", "write keys: organisations, people"),
        ('{"people": [}', "not plain YAML"),
        ("objects:\n  - {no: 7, programme: standard, kind: x, name: n}\n", "valid string; here: 7"),
    ],
)
def test_init_refuses_a_faulty_roster_by_file_and_line(
    home: Path, programmes: Path, shenbao: Shenbao, tmp_path: Path, text: str, told: str
) -> None:
    """And enters nothing of it."""
    file = tmp_path / "roster.yaml"
    file.write_text(text, "utf-8")
    ran = shenbao("init", "--programmes", programmes, "--people", file)
    assert ran.status == 4
    assert told in ran.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mandates:\n  - {organisation: 113700000000000010, programme: standrd, body: x, region: 37}\n", "'standard'?"),
        ("mandates:\n  - {organisation: 113700000000000010, programme: standard, body: provnce, region: 37}\n",
         "'province'?"),
        ("objects:\n  - &a {no: O, programme: none, kind: x, name: n}\n", ""),
        ("objects:\n  - {no: O, programme: none, kind: x, name: n}\n", ""),
        ("objects:\n" + 2 * "  - {no: O, programme: standard, kind: x, name: n}\n", "listed twice"),
    ],
)  # fmt: skip
def test_init_refuses_a_roster_that_does_not_fit(
    home: Path, programmes: Path, shenbao: Shenbao, tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "roster.yaml"
    file.write_text(text, "utf-8")
    ran = shenbao("init", "--programmes", programmes, "--people", file)
    assert ran.status in (2, 4)
    assert told in ran.err


def test_init_refuses_what_is_there_and_differs(
    home: Path, programmes: Path, shenbao: Shenbao, tmp_path: Path
) -> None:
    """A roster enters, it does not change."""
    shenbao("init", "--programmes", programmes, "--people", ROSTER)
    other = tmp_path / "other.yaml"
    other.write_text(ROSTER.read_text("utf-8").replace("市级经办", "另一人"), "utf-8")
    ran = shenbao("init", "--programmes", programmes, "--people", other)
    assert ran.status == 2
    assert "person city is there already, and differs: name is “市级经办”" in ran.err


def test_init_refuses_a_faulty_programme_before_it_enters_any(
    home: Path, programmes: Path, shenbao: Shenbao
) -> None:
    shutil.copytree(programmes / "standard", programmes / "other")
    ran = shenbao("init", "--programmes", programmes)
    assert ran.status == 4
    assert "other/programme.yaml:" in ran.err
    assert shenbao("round", "open", "standard", "apply", "--year", "2026", "--as", "x").status == 7


def test_init_tells_a_home_that_cannot_be(
    shenbao: Shenbao, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SHENBAO_HOME", str(tmp_path / "file" / "home"))
    ran = shenbao("init", "--json")
    assert (ran.status, ran.error["kind"]) == (8, "DatabaseUnopenableError")
