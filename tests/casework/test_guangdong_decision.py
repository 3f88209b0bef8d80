"""Guangdong's decision and what follows it, on a real database: defence, the soft total, ripening lists, tracking."""

from datetime import date, time

import pytest

from casework.views.titles import list_titles
from statemachines.refusals import BadPayload, NeedsUnmet, NotYours
from tests.zones import Zones

DISTRICTS = {"guangzhou": ("gz3", "gz4", "gz5"), "foshan": ("fs4", "fs5"), "zhuhai": ("zh2",)}
END_OF_TIME = date(2019, 12, 2)


def brought(guangdong: Zones, city: str, applicant: str, until: str = "selection") -> str:
    """An application of one district or city that stands before the defence or the selection."""
    case = guangdong.apply(applicant)
    guangdong.submit(case, applicant)
    guangdong.accept(case, city, "真实性")
    guangdong.recommend(case, city)
    guangdong.score(case)
    if until == "defence":
        return case
    guangdong.act(case, "schedule_defence", "prov", due=guangdong.now.date())
    guangdong.act(case, "pass_defence", "prov", held_on=guangdong.now.date())
    guangdong.act(case, "pass_site_check", "prov", visited_on=guangdong.now.date())
    assert guangdong.state(case) == "selection"
    return case


def test_defence_is_held_on_its_day_and_kept_with_the_case(guangdong: Zones) -> None:
    """P3.13: the day may not lie behind; the result stands in the record."""
    case = brought(guangdong, "foshan", "fs4", "defence")
    with pytest.raises(BadPayload, match="before today"):
        guangdong.act(case, "schedule_defence", "prov", due="2019-01-02")
    scheduled = guangdong.act(case, "schedule_defence", "prov", due="2019-03-20", place="省厅")
    assert (scheduled.state, scheduled.last_day) == ("defence.held", "2019-03-20")
    assert "defence_scheduled" in scheduled.letters
    with pytest.raises(NotYours):
        guangdong.act(case, "pass_defence", "foshan", held_on="2019-03-20")
    guangdong.at(date(2019, 3, 20))
    done = guangdong.act(case, "fail_defence", "prov", held_on="2019-03-20", reason="未答清")
    assert done.state == "site_check"
    assert guangdong.payload(done)["held_on"] == "2019-03-20"


def test_eliminated_case_ends_without_a_defence(guangdong: Zones) -> None:
    """A3-7."""
    case = brought(guangdong, "foshan", "fs4", "defence")
    assert guangdong.act(case, "eliminate", "prov", reason="专家不赞成").state == "eliminated"


def test_sixth_zone_needs_a_reason(guangdong: Zones) -> None:
    """A3-6: five are selected without a word; the sixth with a reason, and flagged."""
    cases = [brought(guangdong, city, each) for city, districts in DISTRICTS.items() for each in districts]
    for case in cases[:5]:
        assert "flags" not in guangdong.payload(guangdong.act(case, "select", "prov"))
    with pytest.raises(BadPayload, match="reason"):
        guangdong.act(cases[5], "select", "prov")
    done = guangdong.act(cases[5], "select", "prov", reason="特别成熟")
    assert guangdong.payload(done)["flags"] == ["beyond_total"]


def test_zone_that_is_dropped_makes_room(guangdong: Zones) -> None:
    """A3-6: what counts is who stands on a list, or has the title."""
    cases = [brought(guangdong, city, each) for city, districts in DISTRICTS.items() for each in districts]
    for case in cases[:5]:
        guangdong.act(case, "select", "prov")
    guangdong.act(guangdong.list_of(cases[0]), "publish", "prov")
    guangdong.act(cases[0], "object", "public", text="不实")
    objection = guangdong.objection_to(cases[0])
    guangdong.act(cases[0], "drop_entry", "prov", objection=objection, reason="不再符合条件")
    assert "flags" not in guangdong.payload(guangdong.act(cases[5], "select", "prov"))


def test_zones_are_approved_one_by_one_as_they_ripen(guangdong: Zones) -> None:
    """P3.14, A3-8: a list of one, published and granted, while another is still before its defence."""
    ripe, green = brought(guangdong, "foshan", "fs4"), brought(guangdong, "guangzhou", "gz3", "defence")
    guangdong.act(ripe, "select", "prov")
    first = guangdong.list_of(ripe)
    guangdong.act(first, "publish", "prov")
    guangdong.advance(9)
    with pytest.raises(BadPayload, match="letter_no"):
        guangdong.act(ripe, "certify", "prov")
    assert guangdong.act(ripe, "certify", "prov", letter_no="粤工信函〔2019〕1号").state == "certified"
    guangdong.act(green, "schedule_defence", "prov", due=guangdong.now.date())
    guangdong.act(green, "pass_defence", "prov", held_on=guangdong.now.date())
    guangdong.act(green, "pass_site_check", "prov", visited_on=guangdong.now.date())
    guangdong.act(green, "select", "prov")
    assert guangdong.list_of(green) != first
    guangdong.act(guangdong.list_of(green), "publish", "prov")
    assert guangdong.state(green) == "publicity.open"


def test_zone_is_tracked_whenever_the_province_sees_fit(guangdong: Zones) -> None:
    """P3.17, P3.18: the city reports, the province evaluates, the title stays; and again at any time."""
    case = brought(guangdong, "foshan", "fs4")
    guangdong.act(case, "select", "prov")
    guangdong.act(guangdong.list_of(case), "publish", "prov")
    guangdong.advance(9)
    guangdong.act(case, "certify", "prov", letter_no="1号")
    (title,) = list_titles(guangdong.service, guangdong.now)
    with pytest.raises(NotYours):
        guangdong.act(f"title:{title.no}", "open_track", "foshan")
    for _ in range(2):
        (track,) = guangdong.act(f"title:{title.no}", "open_track", "prov").also
        assert guangdong.act(track, "submit", "foshan").state == "assessment"
        assert guangdong.act(track, "grade", "prov", grade="进展滞后").state == "confirmed"
    assert guangdong.state(f"title:{title.no}") == "in_force"


def test_city_that_does_not_report_does_not_hold_the_tracking_up(guangdong: Zones) -> None:
    """P3.17: assumed; the clock moves it on to the province."""
    case = brought(guangdong, "foshan", "fs4")
    guangdong.act(case, "select", "prov")
    guangdong.act(guangdong.list_of(case), "publish", "prov")
    guangdong.advance(9)
    guangdong.act(case, "certify", "prov", letter_no="1号")
    (title,) = list_titles(guangdong.service, guangdong.now)
    (track,) = guangdong.act(f"title:{title.no}", "open_track", "prov").also
    guangdong.at(END_OF_TIME, time(0))
    assert guangdong.state(track) == "assessment"


def test_expert_of_a_partners_own_city_is_recused(guangdong: Zones) -> None:
    """The ties of every joint applicant count, not those of the lead alone."""
    from casework.entering import people
    from tests.zones import GUANGDONG, codes

    no = codes(GUANGDONG)
    people.enter(
        guangdong.service,
        interests=[
            {"person_no": "e1", "organisation_code": no["fs5"], "kind": "declared", "since": date(2018, 1, 1)}
        ],
    )
    case = guangdong.apply("gz6", "fs5")
    guangdong.act(case, "join", "fs5-a")
    guangdong.submit(case, "gz6")
    for city in ("guangzhou", "foshan"):
        guangdong.accept(case, city, "真实性")
    for city in ("guangzhou", "foshan"):
        guangdong.recommend(case, city)
    guangdong.act(case, "freeze_panel", "prov")
    guangdong.advance()
    drawn = guangdong.drawn(case)
    assert len(drawn) == 5
    assert "e1" not in drawn
    with pytest.raises(NeedsUnmet):
        guangdong.act(case, "score", "e1", supports=True, opinion="同意")
