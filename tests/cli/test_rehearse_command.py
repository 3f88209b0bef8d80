"""`shenbao rehearse` on the terminal."""

import json
from pathlib import Path

import pytest

from cli.main import run

QUICK = ("--cases", "3", "--until", "2020-03-31")


def test_rehearse_prints_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rehearse", "standard", *QUICK]) == 0
    printed = capsys.readouterr()
    assert "标准认定程序" in printed.out
    assert "自查 verified" in printed.out
    assert printed.err == ""


def test_rehearse_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rehearse", "standard", *QUICK, "--seed", "5", "--json"]) == 0
    (report,) = json.loads(capsys.readouterr().out)["programmes"]
    assert (report["seed"], report["cases_asked"], report["until"]) == (5, 3, "2020-03-31")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["standart"], "did you mean 'standard'"),
        (["standard", "--cases", "0"], "--cases"),
        (["standard", "--cases", "10001"], "10000"),
        (["standard", "--cases", "many"], "--cases"),
        (["standard", "--seed", "x"], "--seed"),
        (["standard", "--from", "2020-02-30"], "2020-02-30"),
        (["standard", "--until", "soon"], "soon"),
        (["standard", "--from", "2020-03-01", "--until", "2020-02-01"], "2020-03-01"),
        (["shandong_digital_clusters_2025", "--from", "2026-01-05"], "apply.submission.due"),
        ([], "PROGRAMME"),
    ],
)
def test_rehearse_refuses_what_cannot_be_used(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rehearse", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert told in printed.err


def test_rehearse_tells_the_faults_of_a_definition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "programme.yaml").write_text(
        "format: 1\nprogramme: broken\nnmae: x\n", encoding="utf-8"
    )
    monkeypatch.setattr("statemachines.library.programmes_folder", lambda: tmp_path)
    assert run(["rehearse", "broken"]) == 4
    assert "nmae" in capsys.readouterr().err
