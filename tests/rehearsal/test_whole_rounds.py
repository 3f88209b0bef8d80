"""Whole rounds as `make demo` rehearses them: what has to happen in a few of them, whatever the dice say in one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rehearsal import Order, rehearse

Report = dict[str, Any]
SEEDS = (1, 2, 3, 4)
pytestmark = pytest.mark.long


def rounds(programme: str, cases: int) -> Iterator[Report]:
    """Round after round, each with a seed of its own, and each of them sound."""
    for seed in SEEDS:
        report = rehearse(Order(programme, cases=cases, seed=seed))
        assert report["verification"]["ok"] is True, report["verification"]
        yield report


def seen(programme: str, cases: int, wanted: set[str], found: Callable[[Report], set[str]]) -> None:
    """Rehearse until everything wanted was found; fails with what was not."""
    missing = set(wanted)
    for report in rounds(programme, cases):
        missing -= found(report)
        if not missing:
            return
    assert not missing


@pytest.mark.parametrize("programme", ["standard", "guiyang_bigdata_bases"])
def test_titles_are_revoked_by_both_roads(programme: str) -> None:
    """Years of assessments: a refused rectification, two failures running, silence, reports that come late."""

    def found(report: Report) -> set[str]:
        years = report["assessments"]
        assert sum(each["opened"] > 0 for each in years) >= 3
        happened = {name for name in ("hearing_silent", "report_late") if sum(each[name] for each in years)}
        return happened | set(report["titles"]["revoked_because"])

    wanted = {"rectification_refused", "failed_twice_running", "hearing_silent", "report_late"}
    seen(programme, 200, wanted, found)


def test_every_mishap_of_the_notice_happens_in_shandong() -> None:
    def found(report: Report) -> set[str]:
        choice = report["discretion"]
        names = ("waivers_requested", "waivers", "overrides", "bans", "objections")
        happened = {name for name in names if choice[name]}
        if report["panels"]["recused_themselves"]:
            happened.add("recused_themselves")
        return happened | set(report["refusals"])

    kinds = {
        "wrong_role",
        "wrong_region",
        "late",
        "incomplete",
        "conditions",
        "over_quota",
        "banned",
        "duplicate",
    }
    choices = {"waivers_requested", "waivers", "overrides", "bans", "objections", "recused_themselves"}
    seen("shandong_digital_clusters_2025", 200, kinds | choices, found)


def test_joint_applications_and_approvals_one_by_one_happen_in_guangdong() -> None:
    """P3.8, P3.14, A3-2, A3-6, A3-8, P3.17."""

    def found(report: Report) -> set[str]:
        joint, happened = report["joint"], set(report["flags"]) | set(report["refusals"])
        assert joint["across_cities"] <= joint["cases"]
        lists = [each for each in report["publicity"] if each["state"] == "closed"]
        beyond = report["flags"].get("beyond_total", 0)
        assert report["titles"]["granted"] <= 5 + beyond
        happened |= {name for name in joint if joint[name]}
        happened |= {"several lists"} if len(lists) > 1 else set()
        happened |= {"tracked"} if report["cases"].get("track", {"total": 0})["total"] else set()
        return happened

    wanted = {
        "cases", "across_cities", "arrived", "unsigned", "self_review", "self_recommendation", "several lists",
        "tracked", "beyond_total",
    }  # fmt: skip
    seen("guangdong_pilot_zones_2019", 200, wanted, found)


def test_every_route_is_taken_in_yunnan() -> None:
    """P0.3, P0.5, P0.6, A0-1, A0-8."""

    def found(report: Report) -> set[str]:
        routes = {each["name"]: each for each in report["applicants"]}
        assert sum(each["cases"] for each in routes.values()) == report["cases"]["apply"]["total"]
        assert routes["滇中新区"]["cases"] < routes["园区管委会"]["cases"]
        arrived = {name for name, each in routes.items() if each["arrived"]}
        return arrived | set(report["flags"]) | {each["rule"] for each in report["deadlines"]}

    wanted = {
        "县级政府", "园区管委会", "滇中新区", "self_recommendation", "attested_by_new_area", "county_filing",
        "publicity",
    }  # fmt: skip
    seen("yunnan_bigdata_zones_2023", 200, wanted, found)


def test_money_is_capped_reduced_and_shared_in_shiyan() -> None:
    """P2.5, P2.6, P2.7, A2-2 to A2-5."""

    def found(report: Report) -> set[str]:
        money = report["money"]
        assert sum(each["granted_fen"] for each in money["shares"]) == money["granted_fen"]
        rewards = {each["reward"] for each in money["by_reward"] if each["paid_fen"]}
        counts = {name for name in ("capped", "reduced", "covered") if money[name]}
        return rewards | counts | set(report["refusals"])

    wanted = {f"r{n}" for n in range(1, 18)} | {"capped", "reduced", "covered"}
    seen("shiyan_digital_measures_2022", 200, wanted | {"not_in_force", "amount", "duplicate"}, found)
