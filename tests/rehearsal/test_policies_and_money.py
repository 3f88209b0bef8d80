"""A policy from its draft to its end, and the claims under it, in one small rehearsal."""

from datetime import date
from typing import Any

from rehearsal.rendering import as_text

Report = dict[str, Any]


def test_policy_is_commented_on_issued_and_expires(shiyan: Report) -> None:
    """P2.2, P2.3, P2.5, A2-1: every channel, late comments apart, three years to the corresponding day."""
    (policy,) = report_of(shiyan)
    assert policy["consultation"] == ["2022-06-07", "2022-07-07"]
    counts = policy["comments"]
    assert set(counts) <= {"电子邮件", "传真", "其他"}
    assert sum(each["in_time"] + each["late"] for each in counts.values()) >= 12
    effective, until = (date.fromisoformat(policy[name]) for name in ("effective", "valid_until"))
    assert until == effective.replace(year=effective.year + 3)
    assert "2022-07-07" < policy["issued"] <= policy["effective"]
    assert policy["state"] == "expired"


def report_of(shiyan: Report) -> list[dict[str, Any]]:
    """The policies of a report."""
    found: list[dict[str, Any]] = shiyan["policies"]
    return found


def test_claims_are_refused_until_the_policy_is_in_force(shiyan: Report) -> None:
    """A2-2: the round that was tried while it was a draft; the other opens after it took effect."""
    assert shiyan["refusals"]["not_in_force"] >= 1
    (opened,) = [each["opened"] for each in shiyan["rounds"]]
    assert opened > report_of(shiyan)[0]["effective"]


def test_money_adds_up(shiyan: Report) -> None:
    """P2.6: halves, an odd fen to the city; nothing is paid that was not granted."""
    money = shiyan["money"]
    assert money["claims"] == shiyan["cases"]["claim"]["total"]
    for name in ("claims", "awarded", "covered", "entitled_fen", "granted_fen", "paid_fen"):
        assert money[name] == sum(each[name] for each in money["by_reward"])
    shares = {each["payer"]: each for each in money["shares"]}
    city, county = shares["city_finance"], shares["county_finance"]
    assert city["granted_fen"] + county["granted_fen"] == money["granted_fen"]
    assert 0 <= city["granted_fen"] - county["granted_fen"] <= money["awarded"]
    assert money["paid_fen"] <= money["granted_fen"] <= money["entitled_fen"]
    assert money["paid_fen"] > 0


def test_paid_claims_are_not_told_as_stopped(shiyan: Report) -> None:
    ends = shiyan["cases"]["claim"]["by_end"]
    arrived = ends.get("paid", 0) + ends.get("covered_elsewhere", 0)
    assert sum(each["cases"] for each in shiyan["stopped"]) == shiyan["cases"]["claim"]["total"] - arrived


def test_policy_is_no_title_of_the_report(shiyan: Report) -> None:
    assert shiyan["titles"]["granted"] == 0
    assert shiyan["verification"]["ok"] is True


def test_text_tells_of_policy_and_money(shiyan: Report) -> None:
    text = as_text([shiyan], 100)
    assert "2022-06-07 – 2022-07-07" in text
    assert "市级财政" in text
    assert "合计 total" in text
