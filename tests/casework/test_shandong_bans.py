"""False material in Shandong (P4.19, A4-4): the case ends, operator and cluster are banned for three years."""

from datetime import UTC, date, datetime

import pytest

from casework.entering import people
from statemachines.refusals import NeedsUnmet, NotYours
from tests.lands import Land, organisation, someone
from tests.proofs import check_everything, events, row, rows
from tests.shandong import cluster, shandong
from tests.world import World, code


@pytest.fixture
def land(world: World) -> Land:
    """Shandong's round of 2025, the day after the notice."""
    return shandong(world)


def banned(land: Land) -> str:
    """A case whose material was found false on 15 May 2025."""
    case = land.bring(cluster(land), "city_review")
    land.act(case, "find_false_material", "prov", reason="伪造专利")
    return case


def test_false_material_ends_the_case_and_bans_operator_and_cluster_to_the_corresponding_day(
    land: Land,
) -> None:
    case = banned(land)
    assert land.world.state(case) == "false_material"
    bans = rows(land.world, "sanction", case_no=case[5:])
    assert {(ban.party_role, ban.flagged) for ban in bans} == {("applicant", False), ("object", True)}
    assert {(ban.from_on, ban.until_on) for ban in bans} == {(date(2025, 5, 15), date(2028, 5, 15))}
    assert all(ban.announced for ban in bans)
    check_everything(land.world)


def test_only_the_province_finds_false_material(land: Land) -> None:
    with pytest.raises(NotYours):
        land.act(land.bring(cluster(land), "city_review"), "find_false_material", "city", reason="伪造")


def later(world: World, land: Land, day: date) -> Land:
    """The same programme in a round three years on."""
    from casework import calls

    world.now = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    settings = {"apply.submission.due": f"{day.year}-12-31"}
    done = calls.open_round(
        world.service, land.programme, "apply", day.year, settings, world.asked("open", "prov")
    )
    return Land(world, land.programme, done.subject.partition(":")[2], land.steps, 50, land.homes)


def second_try(land: Land, person: str, applicant: str, object_no: str) -> str:
    case = land.apply(person, applicant, object_no, facts={"main_field": "高端软件"})
    land.homes[case] = person
    return case


@pytest.mark.parametrize(("day", "taken"), [(date(2028, 5, 15), False), (date(2028, 5, 16), True)])
def test_ban_holds_to_its_last_day_and_not_a_day_longer(world: World, day: date, taken: bool) -> None:
    land = shandong(world)
    banned(land)
    land = later(world, land, day)
    case = second_try(land, "o1", code(101), "C1")
    if taken:
        assert land.bring(case, "city_review")
    else:
        with pytest.raises(NeedsUnmet, match="禁止申报期"):
            land.bring(case, "city_review")


def test_ban_follows_the_cluster_under_another_operator_and_the_operator_to_another_cluster(
    land: Land,
) -> None:
    banned(land)
    people.enter(
        land.world.service,
        organisations=[organisation(code(200), "新运营机构", "370102")],
        objects=[
            {"no": "C200", "programme": land.programme, "kind": "cluster", "name": "集群", "region": "370102"}
        ],
        **someone("new", code(200), "applicant", land.world.now),
    )
    for person, applicant, object_no, taken in (
        ("new", code(200), "C1", False), ("o1", code(101), "C200", False), ("new", code(200), "C200", True),
    ):  # fmt: skip
        case = second_try(land, person, applicant, object_no)
        if taken:
            land.bring(case, "city_review")
        else:
            with pytest.raises(NeedsUnmet, match="禁止申报期"):
                land.bring(case, "city_review")


def test_false_material_found_while_the_list_is_out_does_not_keep_the_others_from_closing(land: Land) -> None:
    """The case leaves its list, its open objection is settled, and the list closes with the rest."""
    first, second, third = (land.bring(cluster(land), "publicity") for _ in range(3))
    listed = land.world.list_of(first)
    land.act(third, "find_false_material", "prov", reason="造假")
    land.act(listed, "publish", "prov")
    land.act(first, "object", "public", text="造假")
    land.act(first, "find_false_material", "prov", reason="造假")
    land.world.advance(12)
    assert land.world.state(listed) == "closed"
    assert [land.world.state(each) for each in (first, second, third)] == [
        "false_material", "certification", "false_material",
    ]  # fmt: skip
    assert row(land.world, "objection").state == "settled"
    entries = {entry.case_no: entry.state for entry in rows(land.world, "list_entry")}
    assert entries == {first[5:]: "dropped", second[5:]: "cleared", third[5:]: "dropped"}
    assert events(land.world, listed) == ["opened", "published", "publicity_closed"]
    check_everything(land.world)
