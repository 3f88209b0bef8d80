"""`shenbao materials`: files sent, listed, withdrawn and verified on the terminal."""

from pathlib import Path

import pytest

from tests.cli.conftest import Shenbao
from tests.files.documents import JPG, PDF
from tests.world import FIGURES, World


@pytest.fixture
def case(at_home: World) -> str:
    """Number of a case that waits for its papers."""
    return at_home.new_case().partition(":")[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "证明.pdf"
    path.write_bytes(PDF)
    return path


def test_file_is_sent_listed_and_handed_in(at_home: World, case: str, file: Path, shenbao: Shenbao) -> None:
    added = shenbao("materials", "add", case, "evidence", file, "--as", "app", "--json")
    assert added.status == 0
    number = added.json["no"]
    assert added.json["name"] == "证明.pdf"
    assert "waits" in shenbao("materials", "list", case).out
    at_home.act(f"case:{case}", "submit", "app", materials=[{"material": "application"}], indicators=FIGURES)
    assert shenbao("materials", "list", case, "--json").json[0]["revision"] == 1
    assert shenbao("materials", "withdraw", number, "--as", "app").status == 5
    assert "in order: 1 files" in shenbao("materials", "verify").out


def test_file_is_withdrawn(case: str, file: Path, shenbao: Shenbao) -> None:
    number = shenbao("materials", "add", case, "evidence", file, "--as", "app", "--json").json["no"]
    assert shenbao("materials", "withdraw", number, "--as", "app").status == 0
    assert shenbao("materials", "list", case).out == "none\n"
    assert shenbao("materials", "withdraw", number, "--as", "app").status == 7


def test_file_that_is_not_taken_is_refused(at_home: World, case: str, file: Path, shenbao: Shenbao) -> None:
    file.write_bytes(b"MZ")
    before = at_home.counts()
    refused = shenbao("materials", "add", case, "evidence", file, "--as", "app")
    assert (refused.status, "不收程序" in refused.err) == (2, True)
    assert shenbao("materials", "add", case, "evidence", file.with_name("gone"), "--as", "app").status == 2
    assert shenbao("materials", "add", case, "evidence", file.parent, "--as", "app").status == 2
    assert shenbao("materials", "add", case, "nothing", file, "--as", "app").status == 5
    assert shenbao("materials", "add", case, "evidence", file, "--as", "city").status == 5
    assert shenbao("materials", "add", "nobody", "evidence", file, "--as", "app").status == 7
    assert shenbao("materials", "list", "nobody").status == 7
    assert at_home.counts() == before


def test_verify_ends_with_one_where_a_file_is_gone(
    at_home: World, case: str, file: Path, shenbao: Shenbao
) -> None:
    found = shenbao("materials", "add", case, "evidence", file, "--as", "app", "--json").json
    at_home.service.files.take([JPG])
    told = shenbao("materials", "verify")
    assert (told.status, "nothing names" in told.out) == (0, True)
    (at_home.service.files.root / found["digest"][:2] / found["digest"]).unlink()
    told = shenbao("materials", "verify")
    assert (told.status, f"missing: {found['no']} {found['digest']}" in told.out) == (1, True)
    assert shenbao("materials", "verify", "--json").json["ok"] is False


def test_folder_that_cannot_be_used_ends_with_eight(
    at_home: World, case: str, file: Path, shenbao: Shenbao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHENBAO_FILES", str(file))
    assert shenbao("materials", "add", case, "evidence", file, "--as", "app").status == 8


@pytest.mark.only("sqlite")
def test_backup_tells_of_the_files(case: str, file: Path, tmp_path: Path, shenbao: Shenbao) -> None:
    assert shenbao("db", "backup", tmp_path / "one.db").out.count("\n") == 1
    shenbao("materials", "add", case, "evidence", file, "--as", "app")
    told = shenbao("db", "backup", tmp_path / "two.db")
    assert "1 files" in told.out
    assert str(tmp_path / "files") in told.out
