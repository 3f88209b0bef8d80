"""What a definition says about reminders: read, refused with its place, and held against the linter."""

from __future__ import annotations

from pathlib import Path

import pytest

from calendars import Calendar
from statemachines.definition.faults import DefinitionError
from statemachines.linter import check
from statemachines.loader import Loaded, load_text

STANDARD = (Path(__file__).parents[2] / "programmes" / "standard" / "programme.yaml").read_text("utf-8")
APPLY = "    reminders: [-7 workdays, -2 workdays, 0 days, +1 workday escalate]"
ASSESS = "    reminders: [-7 workdays, 0 days, +1 workday escalate]"
TOP = "\nprocedures:\n"


def changed(*changes: tuple[str, str]) -> Loaded:
    text = STANDARD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return load_text(text)


def fault(*changes: tuple[str, str]) -> str:
    with pytest.raises(DefinitionError) as caught:
        changed(*changes)
    return str(caught.value)


def test_reminder_is_written_short_or_in_full() -> None:
    full = "    reminders: [{at: -7 workdays, to: [owner, applicant], copy: province, late: skip}, 0 days]"
    (first, second) = changed((APPLY, full)).procedures["apply"].states["submission"].due.reminders  # type: ignore[union-attr]
    assert (first.to, first.copy_to, first.policy) == (("owner", "applicant"), ("province",), "skip")
    assert str(first) == "-7 workdays (to owner, applicant; copy province; late skip)"
    assert (str(second), second.to, second.policy) == ("0 days", (), "collapse")


@pytest.mark.parametrize(
    ("reminder", "said"),
    [
        ("{at: -7 workdays, to: provinse}", "did you mean 'province'?"),
        ("{at: -7 workdays, copy: object}", "nobody can be written to there"),
        ("{at: -7 workdays, too: province}", "unknown key 'too'; did you mean 'to'?"),
        ("{at: -7 weeks}", "write -7 workdays, 0 days or +1 workday escalate"),
        ("{at: -7 workdays, late: never}", "'send', 'collapse' or 'skip'"),
        ("-7 workdays, {at: -7 workdays, to: province}", "'-7 workdays' stands twice"),
    ],
)
def test_reminder_that_cannot_be_is_refused_with_its_place(reminder: str, said: str) -> None:
    message = fault((APPLY, f"    reminders: [{reminder}]"))
    line = STANDARD.split(APPLY)[0].count("\n") + 1
    assert said in message
    assert f"programme.yaml:{line}:" in message


@pytest.mark.parametrize("hours", ["9-17", "25:00-26:00", "17:30-09:00", "06:00-08:00"])
def test_working_hours_that_cannot_be_are_refused(hours: str) -> None:
    assert "are no working hours" in fault((TOP, f"\nreminding: {{working_hours: {hours}}}\n{TOP}"))


def test_reminder_to_experts_where_nobody_is_drawn_is_found() -> None:
    loaded = changed((APPLY, "    reminders: [{at: -2 workdays, to: experts}]"))
    found = [each for each in check(loaded, Calendar()) if each.rule == "reminder"]
    assert "scoring.open" not in {each.where for each in found}
    assert "prefecture_review" in {each.where for each in found}


def test_digest_into_which_nothing_goes_is_found() -> None:
    escalating = [(each, "    reminders: [+1 workday escalate]") for each in (APPLY, ASSESS)]
    daily = (TOP, f"\nreminding: {{digest: daily}}\n{TOP}")
    assert check(changed(daily), Calendar()) == []
    assert [each.where for each in check(changed(daily, *escalating), Calendar())] == ["reminding.digest"]


def test_digest_of_a_year_whose_working_days_are_unknown_is_found() -> None:
    later = ("notice: {by: province, dated: null", "notice: {by: province, dated: 2099-01-04")
    found = check(changed(later, (TOP, f"\nreminding: {{digest: daily}}\n{TOP}")), Calendar())
    assert "reminding.digest" in {each.where for each in found}
