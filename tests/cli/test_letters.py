"""`shenbao letters` on the terminal: delivered into a folder, listed, shown, put right."""

from pathlib import Path

import pytest

from tests.cli.conftest import Shenbao
from tests.letters import give_addresses
from tests.mail_server import Post, mail_server
from tests.world import CITY, World


@pytest.fixture
def busy(at_home: World) -> World:
    """A submitted case: one letter to `app`, one to `city`, who has no address."""
    at_home.bring("prefecture_review")
    return at_home


def test_letters_go_into_the_folder_at_home(busy: World, shenbao: Shenbao, tmp_path: Path) -> None:
    give_addresses(busy)
    ran = shenbao("letters", "deliver", "--once")
    assert (ran.status, ran.out) == (0, "sent 2 letters\n")
    assert len(list((tmp_path / "letters" / "new").iterdir())) == 2
    assert shenbao("letters", "deliver").out == "no letter was due\n"


def test_letters_are_listed_with_what_became_of_them(busy: World, shenbao: Shenbao) -> None:
    shenbao("letters", "deliver")
    ran = shenbao("letters", "list", "--state", "failed", "--json")
    assert {each["recipient"] for each in ran.json} == {
        each["recipient"] for each in ran.json if each["last_error"]
    }
    lines = shenbao("letters", "list", "--recipient", f"org:{CITY}").out.splitlines()
    assert len(lines) == 2
    assert "failed  action_needed" in lines[1]


def test_contact_put_right_is_tried_again(busy: World, shenbao: Shenbao) -> None:
    give_addresses(busy)
    shenbao("letters", "deliver", "--limit", 1)
    assert "NotYours" in shenbao("letters", "contact", "app", "a@example.org", "--as", "app2", "--json").err
    ran = shenbao("letters", "contact", "city", "new@example.org", "--as", "city")
    assert (ran.status, ran.out) == (0, "city: changed; 0 letters are to be tried again\n")
    assert shenbao("letters", "contact", "city", "nowhere", "--as", "city").status == 2


def test_failed_letters_are_tried_again(busy: World, shenbao: Shenbao) -> None:
    shenbao("letters", "deliver")
    give_addresses(busy)
    ran = shenbao("letters", "retry", "--recipient", f"org:{CITY}", "--as", "prov")
    assert (ran.status, ran.out) == (0, "1 letters are to be tried again\n")
    assert shenbao("letters", "retry", "--as", "app").status == 5


def test_preview_shows_what_a_letter_says(shenbao: Shenbao) -> None:
    assert "not_selected" in shenbao("letters", "preview").out.splitlines()
    ran = shenbao("letters", "preview", "not_selected", "--lang", "en")
    assert ran.out.startswith("Not selected: Sample Cluster\n\nTo Sample Operator Ltd\n")
    assert "<h1" in shenbao("letters", "preview", "not_selected", "--html", "--programme", "standard").out
    assert shenbao("letters", "preview", "not_selekted").status == 7
    assert shenbao("letters", "preview", "not_selected", "--lang", "fr").status == 2
    assert shenbao("letters", "preview", "not_selected", "--programme", "nothing").status == 7


def test_mail_server_that_takes_nothing_is_told(
    busy: World, shenbao: Shenbao, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_addresses(busy)
    with mail_server(Post()) as port:
        pass
    for name, value in {
        "MAIL": "smtp", "MAIL_FROM": "申报系统 <a@example.org>", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port),
        "SMTP_SECURITY": "none",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"SHENBAO_{name}", value)
    ran = shenbao("letters", "deliver")
    assert ran.status == 1
    assert f"the mail server takes nothing: mail server 127.0.0.1:{port}: " in ran.out


@pytest.mark.parametrize(
    ("variable", "value", "right"),
    [
        ("MAIL", "pigeon", "'maildir', 'console' or 'smtp'"),
        ("MAIL", "smtp", "SHENBAO_SMTP_HOST: letters go to a mail server"),
        ("MAIL_FROM", "申报系统", "申报系统 <name@example.org>"),
        ("MAIL_REPLY_TO", "office", "name@example.org"),
        ("WITNESS", "records", "name@example.org"),
        ("SMTP_PORT", "70000", "less than or equal to 65535"),
        ("SMTP_TIMEOUT", "0", "greater than or equal to 1"),
        ("SMTP_CONNECTIONS", "many", "valid integer"),
        ("SMTP_CA_FILE", "/nowhere.pem", "no file; name one with certificates in PEM"),
        ("SMTP_HOST", "mail.example.org:587", "the port has a variable of its own"),
    ],
)
def test_wrong_setting_is_named_with_what_would_be_right(
    busy: World, shenbao: Shenbao, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, right: str
) -> None:
    monkeypatch.setenv(f"SHENBAO_{variable}", value)
    ran = shenbao("letters", "deliver")
    assert ran.status == 2
    assert f"SHENBAO_{variable}" in ran.err
    assert right in ran.err


def test_password_is_not_sent_in_the_clear_and_not_shown(
    busy: World, shenbao: Shenbao, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "MAIL": "smtp", "MAIL_FROM": "a@example.org", "SMTP_HOST": "mail.example.org", "SMTP_SECURITY": "none",
        "SMTP_USER": "shenbao", "SMTP_PASSWORD": "a secret of tests",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"SHENBAO_{name}", value)
    ran = shenbao("letters", "deliver")
    assert ran.status == 2
    assert "SHENBAO_SMTP_USER" in ran.err
    assert "secret" not in ran.out + ran.err
