"""A case that a body starts, through the pages: offered to that body alone, told first, started once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.shiyan import PROGRAMME, Shiyan
from tests.web.conftest import Visitors
from tests.worlds import SHIYAN, named_world

PATH = f"/programmes/{PROGRAMME}/start?procedure=policy"


@pytest.fixture
def world(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Shiyan]:
    """The draft measures of Shiyan, on the day of their notice."""
    with named_world(databases, database_kind, tmp_path, SHIYAN) as made:
        assert isinstance(made, Shiyan)
        yield made


def test_start_is_offered_to_the_body_that_starts_and_to_nobody_else(signed_in: Visitors) -> None:
    offered = f'href="{PATH}"'
    assert offered in signed_in("industry").get(f"/programmes/{PROGRAMME}").text
    assert offered not in signed_in("commerce").get(f"/programmes/{PROGRAMME}").text
    assert 'value="DRAFT"' in signed_in("industry").get(PATH).text
    assert 'value="DRAFT"' not in signed_in("commerce").get(PATH).text


def test_start_is_told_first_and_happens_once(world: Shiyan, signed_in: Visitors) -> None:
    industry, before = signed_in("industry"), world.counts()
    told = industry.post(PATH, {"object_no": "DRAFT", "key": "k"})
    assert told.status_code == 200
    assert re.search(r"转入：<b>[^<]+</b>", told.text)
    assert world.counts() == before
    answers = [industry.post(PATH, {"object_no": "DRAFT", "key": "k", "step": "do"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert len({each.headers["location"] for each in answers}) == 1
    assert world.counts()["case_file"] == 1
    assert industry.get(answers[0].headers["location"]).status_code == 200
    assert 'value="DRAFT"' not in industry.get(PATH).text  # one is open


@pytest.mark.parametrize(
    ("person", "sent"),
    [
        ("industry", {}),
        ("industry", {"object_no": "none"}),
        ("industry", {"object_no": "P1"}),
        ("commerce", {"object_no": "DRAFT"}),
        ("industry", {"object_no": "字" * 3000}),
    ],
)
def test_what_cannot_be_started_is_refused_with_the_form_again(
    world: Shiyan, signed_in: Visitors, person: str, sent: dict[str, str]
) -> None:
    visitor, before = signed_in(person), world.counts()
    for step in ("", "do"):
        answer = visitor.post(PATH, {**sent, "step": step})
        assert answer.status_code == 422
        assert 'name="object_no"' in answer.text
    assert world.counts() == before


@pytest.mark.parametrize("procedure", ["claim", "none", ""])
def test_procedures_that_no_body_starts_have_no_such_page(signed_in: Visitors, procedure: str) -> None:
    answer = signed_in("industry").get(f"/programmes/{PROGRAMME}/start?procedure={procedure}")
    assert answer.status_code == 404
