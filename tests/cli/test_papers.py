"""`shenbao paper` and `shenbao certificate` on the terminal."""

import json
from pathlib import Path

import pytest

from cli.main import run
from tests.world import World

pytestmark = pytest.mark.only("sqlite")


@pytest.fixture
def home(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small world with a title, as the terminal finds it."""
    monkeypatch.setenv("SHENBAO_DATABASE_URL", world.url)
    monkeypatch.setenv("SHENBAO_HOME", str(tmp_path / "home"))
    world.bring("certified")
    return tmp_path


def test_paper_is_listed_and_printed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paper", "list", "case:standard-2020-0001"]) == 0
    assert "result" in capsys.readouterr().out
    out = str(home / "r.docx")
    asked = ["paper", "print", "case:standard-2020-0001", "result", "--out", out, "--number", "甲〔2020〕1号"]
    assert run(asked) == 0
    assert run(asked) == 2  # a file that is there stays
    assert "is there already" in capsys.readouterr().err
    assert run([*asked[:5], str(home / "r.txt")]) == 2
    assert run(["paper", "print", "case:standard-2020-0001", "reply", "--out", str(home / "s.pdf")]) == 7


@pytest.mark.usefixtures("fonts")
def test_certificate_is_checked_without_the_database(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, keys = home / "c.pdf", home / "keys.json"
    assert run(["paper", "print", "title:standard-T0001", "certificate", "--out", str(out)]) == 0
    capsys.readouterr()
    assert run(["certificate", "key"]) == 0
    keys.write_text(capsys.readouterr().out)
    assert run(["certificate", "revocations"]) == 0
    (home / "ended.json").write_text(capsys.readouterr().out)
    monkeypatch.setenv("SHENBAO_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    asked = ["certificate", "verify", str(out), "--keys", str(keys)]
    assert run(asked) == 0
    assert "真实有效" in capsys.readouterr().out
    assert run([*asked, "--revocations", str(home / "ended.json"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "genuine"
    out.write_bytes(out.read_bytes() + b" ")
    assert run(asked) == 1
    assert "改动" in capsys.readouterr().out
    assert run(["certificate", "verify", str(keys), "--keys", str(keys)]) == 2
    assert run(["certificate", "verify", str(out), "--keys", str(out)]) == 2
    assert run(["certificate", "verify", str(home / "none"), "--keys", str(keys)]) == 2


@pytest.mark.usefixtures("fonts")
def test_new_key_signs_and_older_certificates_stay_genuine(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = home / "c.pdf"
    assert run(["paper", "print", "title:standard-T0001", "certificate", "--out", str(out)]) == 0
    assert run(["certificate", "rotate"]) == 0
    assert run(["certificate", "verify", str(out)]) == 0
    assert len(list((home / "home" / "keys").iterdir())) == 2
