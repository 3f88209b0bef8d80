"""The first start tells how to sign in to what it made."""

import re
from pathlib import Path

import pytest

import rehearsal.demonstration
from casework.accounts.signing_in import sign_in
from cli import clock
from cli.first_start import make_if_missing
from cli.service import read_settings, service


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home in which nothing is yet, and a demonstration of two small rounds."""
    monkeypatch.setenv("SHENBAO_HOME", str(tmp_path))
    each = type(rehearsal.demonstration.ROUNDS[0])
    monkeypatch.setattr(rehearsal.demonstration, "ROUNDS", (each(60, 4), each(15, 4)))


@pytest.mark.long
@pytest.mark.usefixtures("few")
def test_first_start_prints_how_to_sign_in_and_the_second_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_if_missing(read_settings())
    told = capsys.readouterr().err
    (password,) = re.findall(r"with the password ([a-z-]+)$", told, re.MULTILINE)
    people = re.findall(
        r"^  (\S+) +(?:administrator|approver|officer|expert|inspector|applicant) ", told, re.MULTILINE
    )
    assert len(people) == 7
    with service() as working:
        for no in people:
            done = sign_in(working, no, password, "", address="", device="", now=clock.now())
            assert done.person == no
    make_if_missing(read_settings())
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("few")
def test_first_start_without_a_demonstration_has_nobody_who_can_sign_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from casework.accounts.listing import accounts

    monkeypatch.setenv("SHENBAO_DEMONSTRATION", "off")
    make_if_missing(read_settings())
    assert capsys.readouterr().err == ""
    with service() as working:
        assert accounts(working, clock.now()) == []
