"""The life of a policy: a draft is open to comments, closed, issued, in force, and expires by the clock."""

from datetime import date, time, timedelta

import pytest

from casework import starting
from casework.refused import BadInput, NotFound
from casework.views.case import case_detail
from statemachines.refusals import BadPayload, NeedsUnmet, NotDeclared, NotYours
from tests.shiyan import DIGEST, PROGRAMME, Shiyan

FIRST, LAST = date(2022, 6, 7), date(2022, 7, 7)


def comment(shiyan: Shiyan, case: str) -> bool:
    """Comment as somebody of the public; returns whether it was late."""
    shiyan.act(case, "comment", "public", text="建议降低门槛", author="市民")
    return bool(shiyan.rows("contribution", kind="comment")[-1].payload["late"])


def test_draft_waits_for_its_first_day(shiyan: Shiyan) -> None:
    """P2.2: at 23:59:59 of the day before it is closed, at 00:00 it is open."""
    case = shiyan.draft()
    shiyan.at(date(2022, 6, 6), time(23, 59, 59)).sweep()
    assert shiyan.state(case) == "consultation"
    with pytest.raises(NotDeclared):
        comment(shiyan, case)
    shiyan.at(FIRST, time(0)).sweep()
    assert shiyan.state(case) == "consultation.open"
    assert not comment(shiyan, case)


def test_consultation_is_open_to_the_end_of_its_last_day(shiyan: Shiyan) -> None:
    """P2.2: both days included, 31 days; the last moment is 23:59:59."""
    case = shiyan.draft()
    shiyan.at(LAST, time(23, 59, 59)).sweep()
    assert shiyan.state(case) == "consultation.open"
    assert not comment(shiyan, case)
    shiyan.at(LAST + timedelta(days=1), time(0)).sweep()
    assert shiyan.state(case) == "draft_closed"
    assert comment(shiyan, case)
    deadline = shiyan.row("deadline", subject=case, rule="consultation.open")
    assert (deadline.last_day - FIRST).days + 1 == 31


def test_comment_is_late_though_the_clock_has_not_swept(shiyan: Shiyan) -> None:
    """A2-1: the day decides, not when the sweep came."""
    case = shiyan.draft()
    shiyan.until(FIRST)
    shiyan.at(LAST + timedelta(days=1), time(0))
    assert shiyan.state(case) == "consultation.open"
    assert comment(shiyan, case)


def test_comment_by_fax_counts_from_the_day_it_was_received(shiyan: Shiyan) -> None:
    """P2.3, A2-1: recorded later, by channel; the public may not name a day."""
    case = shiyan.draft()
    shiyan.until(date(2022, 7, 11))
    for day in (LAST, LAST + timedelta(days=1)):
        shiyan.act(case, "record_comment", "industry", channel="传真", received_on=day, text="建议")
    said = [row.payload for row in shiyan.rows("contribution", kind="comment")]
    assert [(each["channel"], each["late"]) for each in said] == [("传真", False), ("传真", True)]
    with pytest.raises(BadPayload, match="received_on"):
        shiyan.act(case, "comment", "public", text="建议", received_on=LAST)


@pytest.mark.parametrize("day", [date(2022, 6, 6), date(2022, 7, 12)])
def test_comment_cannot_be_received_before_the_consultation_or_ahead(shiyan: Shiyan, day: date) -> None:
    """P2.2."""
    case = shiyan.draft()
    shiyan.until(date(2022, 7, 11))
    with pytest.raises(NeedsUnmet, match="收到日期"):
        shiyan.act(case, "record_comment", "industry", channel="传真", received_on=day, text="建议")


def test_words_of_a_comment_are_personal_text(shiyan: Shiyan) -> None:
    """The chain has their digest only."""
    case = shiyan.draft()
    shiyan.until(FIRST)
    comment(shiyan, case)
    assert {row.text for row in shiyan.rows("personal_text", subject=case)} == {"建议降低门槛", "市民"}
    assert "建议降低门槛" not in shiyan.rows("history", subject=case)[-1].payload


def test_draft_is_started_by_the_bureau_once_at_a_time(shiyan: Shiyan) -> None:
    """P2.1."""
    with pytest.raises(NotYours):
        starting.start_case(shiyan.service, PROGRAMME, "policy", "DRAFT", shiyan.asked("open", "commerce"))
    shiyan.draft()
    with pytest.raises(NeedsUnmet, match="已有在办件"):
        shiyan.draft()


@pytest.mark.parametrize(
    ("procedure", "about", "error"),
    [("claim", "P1", BadInput), ("policy", "P1", BadInput), ("policy", "none", NotFound)],
)
def test_start_refuses_what_no_body_starts(
    shiyan: Shiyan, procedure: str, about: str, error: type[Exception]
) -> None:
    before = shiyan.counts()
    with pytest.raises(error):
        starting.start_case(shiyan.service, PROGRAMME, procedure, about, shiyan.asked("open", "industry"))
    assert shiyan.counts() == before


def test_start_with_a_key_has_the_effect_of_one(shiyan: Shiyan) -> None:
    asked = shiyan.asked("open", "industry")
    first = starting.start_case(shiyan.service, PROGRAMME, "policy", "DRAFT", asked, key="k")
    again = starting.start_case(shiyan.service, PROGRAMME, "policy", "DRAFT", asked, key="k")
    assert (again.hash, again.repeated) == (first.hash, True)


def test_page_of_a_draft_opens_to_who_issues_it(shiyan: Shiyan) -> None:
    """A need that rests on the days that will be filled in hinders nothing before."""
    case = shiyan.draft()
    shiyan.until(date(2022, 7, 20))
    found = case_detail(shiyan.service, case[5:], shiyan.asked("", "industry")).open_to_person
    assert {each.action: each.hindered for each in found}["issue"] == ()


def test_issued_version_has_its_number_its_text_and_its_day(shiyan: Shiyan) -> None:
    """P2.5, A2-2: given by people; valid to the corresponding day three years on (Civil Code 202)."""
    case = shiyan.draft()
    shiyan.until(date(2022, 7, 20))
    shiyan.issue(case, date(2022, 8, 1))
    document, title = shiyan.row("issued_document"), shiyan.row("title")
    assert (document.document_no, document.text_digest) == ("十政办发〔2022〕30号", DIGEST)
    assert (document.issued_on, document.title_no) == (date(2022, 7, 20), title.no)
    assert (title.granted_on, title.valid_from) == (date(2022, 7, 20), date(2022, 8, 1))
    assert (title.valid_until, title.state) == (date(2025, 8, 1), "issued")


def test_policy_takes_effect_and_expires_by_the_clock(shiyan: Shiyan) -> None:
    """P2.5: from 00:00 of its day to 24:00 of the corresponding day."""
    case = shiyan.draft()
    shiyan.until(date(2022, 7, 20))
    shiyan.issue(case, date(2022, 8, 1))
    title = f"title:{shiyan.row('title').no}"
    states = []
    for day, hour in [
        (date(2022, 7, 31), time(23, 59, 59)), (date(2022, 8, 1), time(0)),
        (date(2025, 8, 1), time(23, 59, 59)), (date(2025, 8, 2), time(0)),
    ]:  # fmt: skip
        shiyan.at(day, hour).sweep()
        states.append(shiyan.state(title))
    assert states == ["issued", "in_force", "in_force", "expired"]
    assert shiyan.row("title").ended_on == date(2025, 8, 1)
    assert not [row for row in shiyan.rows("timer", subject=title) if row.state == "pending"]


def test_clock_that_slept_for_years_takes_both_steps(shiyan: Shiyan) -> None:
    """What fell due while nobody ran is caught up in order."""
    case = shiyan.draft()
    shiyan.until(date(2022, 7, 20))
    shiyan.issue(case, date(2022, 8, 1))
    title = f"title:{shiyan.row('title').no}"
    shiyan.until(date(2025, 12, 1))
    assert shiyan.state(title) == "expired"
    assert [row.event for row in shiyan.rows("history", subject=title)] == [
        "opened",
        "took_effect",
        "expired",
    ]


@pytest.mark.parametrize(
    ("issued", "effective"),
    [
        (date(2022, 7, 7), date(2022, 8, 1)),  # the consultation is not over yet
        (date(2022, 7, 21), date(2022, 8, 1)),  # tomorrow
        (date(2022, 7, 20), date(2022, 7, 19)),  # in effect before it is issued
    ],
)
def test_issue_refuses_days_that_cannot_be(shiyan: Shiyan, issued: date, effective: date) -> None:
    """A2-2."""
    case = shiyan.draft()
    shiyan.until(date(2022, 7, 20))
    with pytest.raises(NeedsUnmet, match="印发日"):
        shiyan.issue(case, effective, issued_on=issued)
    assert shiyan.rows("title") == []


@pytest.mark.parametrize("missing", ["document_no", "text_digest", "effective_on"])
def test_issue_needs_number_text_and_day(shiyan: Shiyan, missing: str) -> None:
    """A2-2: the draft leaves the day blank, and nothing fills it in."""
    case = shiyan.draft()
    shiyan.until(date(2022, 7, 20))
    with pytest.raises(BadPayload, match=missing):
        shiyan.issue(case, date(2022, 8, 1), **{missing: ""})


def test_issue_refuses_what_is_no_digest(shiyan: Shiyan) -> None:
    case = shiyan.draft()
    shiyan.until(date(2022, 7, 20))
    before = shiyan.counts()
    with pytest.raises(BadInput, match="64"):
        shiyan.issue(case, date(2022, 8, 1), text_digest="xyz")
    assert shiyan.counts() == before


def test_draft_may_be_shelved(shiyan: Shiyan) -> None:
    """No issued version is known of: the draft ends without a policy."""
    case = shiyan.draft()
    shiyan.until(date(2022, 7, 20))
    shiyan.act(case, "shelve", "industry", reason="不再印发")
    assert shiyan.state(case) == "not_issued"
    assert shiyan.rows("title") == []
