# ruff: noqa: E501  (one case a line reads better than six lines a case)
"""What a definition gets wrong is told with file, line, keys, and what would be right."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from statemachines.definition.faults import DefinitionError
from statemachines.loader import load_file, load_folder, load_text

SHANDONG = "shandong_digital_clusters_2025"

Altered = Callable[..., str]


class Wrong(NamedTuple):
    """What is written, what it becomes, the keys of the fault, what is said; ``at`` stands in the line it points to."""

    old: str
    new: str
    keys: str
    said: str
    at: str = ""


def faults(text: str) -> list[str]:
    """The faults of a text, one line each."""
    with pytest.raises(DefinitionError) as caught:
        load_text(text, "p.yaml")
    return str(caught.value).splitlines()


def line_of(text: str, part: str) -> int:
    """The line that a part of a text stands in."""
    assert part in text
    return text[: text.index(part)].count("\n") + 1


def told(text: str) -> tuple[int, str, str]:
    """Line, keys and message of the only fault of a text."""
    (fault,) = faults(text)
    place, keys, said = fault.split(": ", 2)
    name, line, _ = place.split(":")
    assert name == "p.yaml"
    return int(line), keys, said


APPLY = "procedures.apply"
SUBMISSION = "procedures.apply.stages.0.submission"
PREFECTURE = "procedures.apply.stages.1.prefecture_review"
PROVINCE = "procedures.apply.stages.2.province_review"
SCORING = "procedures.apply.stages.3.scoring"
PUBLICITY = "procedures.apply.stages.6.publicity"
ASKED = "due: {ask: round, suggest: 30 days after round.opened}"
NOT_ASKED = "this value cannot be asked of the"

WRONG = {
    # keys
    "key": Wrong("province\n    remin", "province\n    remni", f"{APPLY}.remniders", "did you mean 'reminders'?", "remni"),
    "key of a stage": Wrong("days, checks", "days, cheks", f"{PREFECTURE}.cheks", "did you mean 'checks'?"),
    "key in a stage": Wrong("combine:", "combines:", f"{SCORING}.panel.combines", "did you mean 'combine'?"),
    "key of a value": Wrong(ASKED, "due: {is: 5 days, assume: x}", f"{SUBMISSION}.due.assume", "did you mean 'assumed'?"),
    "no such key": Wrong("    about: object\n", "", f"{APPLY}.about", "the key 'about' is missing", "apply:"),
    "no such key in a stage": Wrong("organised_by: province, ", "", f"{SCORING}.organised_by", "is missing", "- scoring"),
    # kinds of values
    "number": Wrong("at_most: 2", "at_most: two", f"{PREFECTURE}.returns.at_most", "valid integer"),
    "choice": Wrong("late: lapse", "late: laps", f"{SUBMISSION}.late", "'proceed' or 'lapse'; here: 'laps'"),
    "truth": Wrong("day: false", "day: maybe", f"{PUBLICITY}.count_publication_day", "valid boolean"),
    "mapping": Wrong("panel: {size: 3,", "panel: {size: [3],", f"{SCORING}.panel.size", "here: [3]"),
    "format": Wrong("format: 1\nprogramme", "format: 2\nprogramme", "format", "Input should be 1; here: 2", "format: 2"),
    "id": Wrong("programme: standard", "programme: Standard", "programme", "'Standard'"),
    "name": Wrong("{name: 择优 / selection,", "{name: '',", f"{APPLY}.stages.5.selection.name", "at least 1 character"),
    # times
    "time": Wrong("due: 15 workdays", "due: 15 working days", f"{PROVINCE}.due", "write 2025-06-20,"),
    "unit": Wrong("due: 15 workdays", "due: 15 weeks", f"{PROVINCE}.due", "“15 weeks” is not a time"),
    "short date": Wrong("due: 15 workdays", "due: 2025-6-20", f"{PROVINCE}.due", "“2025-6-20” is not a time"),
    "zone": Wrong("due: 15 workdays", "due: 2025-06-20T17:00+08:00", f"{PROVINCE}.due", "is not a time"),
    "hour": Wrong("due: 15 workdays", "due: 2025-06-20 25:00", f"{PROVINCE}.due", "is not a time"),
    "midnight": Wrong("due: 15 workdays", "due: 2025-06-20 00:00", f"{PROVINCE}.due", "is not a time"),
    "bare number": Wrong("due: 15 workdays", "due: 15", f"{PROVINCE}.due", "15 is not a time"),
    "long time": Wrong("due: 15 workdays", "due: 99999 days", f"{PROVINCE}.due", "“99999” is too long a time"),
    "period": Wrong("length: 5 workdays", "length: 2025-06-20", f"{PUBLICITY}.length", "Length"),
    "reminder": Wrong("[-7 workdays, -2", "[a week before, -2", f"{APPLY}.reminders.0", "write -7 workdays,"),
    "long reminder": Wrong("[-7 workdays, -2", "[-99999 days, -2", f"{APPLY}.reminders.0", "is too long a time"),
    # criteria
    "comparison": Wrong("firms >= 10", "firms => 10", "criteria.scale.all.0.need", "write “firms >= 20” or"),
    "no kind": Wrong("{judge: 经营和财务状况良好, ", "{", "criteria.standing", "exactly one of need, judge, veto", "standing:"),
    "two kinds": Wrong("{judge: 经", "{veto: 失信, judge: 经", "criteria.standing", "here: ['judge', 'veto']", "standing:"),
    "count": Wrong("{all: [{need: firms", "{at_least: 1, all: [{need: firms", "criteria.scale", "go together", "scale:"),
    # names that nothing declares
    "role": Wrong("by: prefecture, due", "by: prefektur, due", f"{PREFECTURE}.by", "did you mean 'prefecture'?"),
    "supervisor": Wrong("supervised_by: province\n    remin", "supervised_by: applicant\n    remin", f"{APPLY}.supervised_by", "is no body", "supervised_by: applicant"),
    "recipient": Wrong("to: prefecture", "to: nobody", f"{SUBMISSION}.to", "'nobody' is no body or party"),
    "rectifier": Wrong("rectification: {by: applicant", "rectification: {by: applicants", "procedures.assess.stages.1.assessment.rectification.by", "did you mean 'applicant'?"),
    "criterion": Wrong("15 workdays, checks: all", "15 workdays, checks: [scales]", f"{PROVINCE}.checks", "did you mean 'scale'?"),
    "indicator": Wrong("need: firms >= 10", "need: firm >= 10", "criteria.scale.all.0.need", "did you mean 'firms'?"),
    "lead": Wrong("by: province, due: 15", "by: province, leads: {rejected: first}, due: 15", f"{PROVINCE}.leads.rejected", "is no stage"),
    "stage of a paper": Wrong("evidence, from: applicant, at: submission}", "evidence, from: applicant, at: submision}", "materials.evidence.at", "did you mean 'submission'?", "evidence:"),
    "title": Wrong("grants: demonstration", "grants: demo", f"{APPLY}.stages.7.certification.grants", "known here: demonstration"),
    "notice": Wrong("notice: {by: province", "notice: {by: provincial", "notice.by", "did you mean 'province'?"),
    # stages
    "kind": Wrong("- publicity: ", "- publicty: ", f"{APPLY}.stages.6", "is no kind of stage; did you mean 'publicity'?"),
    "two keys": Wrong("- selection:         {", "- {selection: 1, ", f"{APPLY}.stages.5", "a stage is one key, its id"),
    "word": Wrong("    stages:\n      - submission", "    stages:\n      - a: soon\n      - submission", f"{APPLY}.stages.0", "a stage is one key, its id", "- a: soon"),
    "own id": Wrong("- selection:         {", "- selection:         {id: x, ", f"{APPLY}.stages", "the key is its id", "stages:"),
    "no stages": Wrong("    stages:\n      - report:", "    stages: []\n    x:\n      - report:", "procedures.assess.stages", "at least 1 item", "stages: []"),
    "twice": Wrong("- selection:  ", "- submission: {by: applicant, to: province}\n      - selection:  ", f"{APPLY}.stages.5.submission", "stands twice in this procedure", "applicant, to: province}"),
    # values that are given, assumed or asked for
    "null": Wrong("by: prefecture, due", "by: null, due", f"{PREFECTURE}.by", "no value: give one"),
    "asked and given": Wrong(ASKED, "due: {ask: round, is: 30 days}", f"{SUBMISSION}.due", "either asked for or given"),
    "asked and assumed": Wrong(ASKED, "due: {ask: round, assumed: x}", f"{SUBMISSION}.due", "either asked for or given"),
    "suggested and given": Wrong(ASKED, "due: {is: 30 days, suggest: 30 days}", f"{SUBMISSION}.due", "goes with 'ask' only"),
    "asked of nobody": Wrong(ASKED, "due: {ask: somebody}", f"{SUBMISSION}.due.ask", "'round' or 'order'"),
    "role asked for": Wrong("by: prefecture, due", "by: {ask: round}, due", f"{PREFECTURE}.by", f"{NOT_ASKED} round"),
    "reading asked for": Wrong("day: false", "day: {ask: round}", f"{PUBLICITY}.count_publication_day", f"{NOT_ASKED} round"),
    "length of an order": Wrong("length: 5 workdays", "length: {ask: order}", f"{PUBLICITY}.length", f"{NOT_ASKED} order"),
    "interval asked for": Wrong("every: 12 months", "every: {ask: round}", "procedures.assess.starts.every", f"{NOT_ASKED} round"),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG)
def test_fault_is_told_with_its_line_its_keys_and_what_would_be_right(fault: str, altered: Altered) -> None:
    """Only this fault, and the line that it stands in or is missing from."""
    wrong = WRONG[fault]
    text = altered((wrong.old, wrong.new))
    if fault == "no stages":  # what had stood below is told as well
        text = text.replace("    x:\n", "    note: |\n")
    line, keys, said = told(text)
    assert keys == wrong.keys
    assert wrong.said in said
    assert line == line_of(text, wrong.at or wrong.new)


def test_column_is_that_of_the_key(altered: Altered) -> None:
    """Line and column count from 1, as in an editor."""
    text = altered(("due: 15 workdays, checks", "due: 15 workdays, cheks"))
    line = line_of(text, "cheks")
    column = text.splitlines()[line - 1].index("cheks") + 1
    assert faults(text)[0].startswith(f"p.yaml:{line}:{column}: ")


def test_faults_are_told_all_at_once_in_the_order_of_the_file(altered: Altered) -> None:
    text = altered(("due: 15 workdays", "due: soon"), ("programme: standard", "programm: standard"), ("late: lapse", "late: x"))  # fmt: skip
    keys = [each.split(": ")[1] for each in faults(text)]
    assert keys == ["programme", "programm", f"{SUBMISSION}.late", f"{PROVINCE}.due"]


FIELD = "for: {main_field: [集成电路, 人工智能]}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (FIELD, "for: {main_feld: [集成电路]}", "'main_feld' is no fact of this programme; did you mean 'main_field'?"),
        (FIELD, "for: {main_field: [集成]}", "'集成' is no choice of 'main_field' of this programme"),
        (FIELD, "for: {main_field: []}", "'main_field' selects nothing: name at least one value"),
        (FIELD, "for: {main_field: [a|b]}", "“a|b” cannot be selected"),
        ("  - {of: [scale", "  - {of: [scales", "'scales' is no criterion of this programme; did you mean 'scale'?"),
        ("at_most: 2}, assumed", "at_most: 12}, assumed", "less than or equal to 9; here: 12"),
        ("quota: [{max: 3", "quota: [{max: three", "Input should be a valid integer"),
    ],
)  # fmt: skip
def test_faults_of_selectors_waivers_and_quotas_are_told(
    old: str, new: str, said: str, altered: Altered
) -> None:
    text = altered((old, new), programme=SHANDONG)
    line, _, message = told(text)
    assert said in message
    assert line == line_of(text, new)


@pytest.mark.parametrize("text", ["", "# nothing but a remark\n"])
def test_empty_file_is_told_what_a_definition_needs(text: str) -> None:
    found = faults(text)
    assert "p.yaml:1:1: format: the key 'format' is missing" in found
    assert "p.yaml:1:1: procedures: the key 'procedures' is missing" in found


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "5\n", "[]\n"])
def test_file_that_is_no_mapping_is_told_so(text: str) -> None:
    assert faults(text) == ["p.yaml:1:1: a definition is keys and values, the first of them “format: 1”"]


def test_folder_and_programme_bear_one_id(tmp_path: Path, altered: Altered) -> None:
    """Where they differ the fault points to the id in the file."""
    file = tmp_path / "another" / "programme.yaml"
    file.parent.mkdir()
    file.write_text(altered(), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_folder(file.parent)
    (fault,) = caught.value.faults
    assert (fault.line, fault.where) == (line_of(altered(), "programme: standard"), "programme")
    assert load_file(file).programme.programme == "standard"


def test_definition_kept_as_text_is_the_one_in_the_file(tmp_path: Path, altered: Altered) -> None:
    """A case keeps the text it started under, to the letter."""
    file = tmp_path / "p.yaml"
    file.write_text(altered(programme=SHANDONG), encoding="utf-8")
    assert load_file(file).text == load_text(altered(programme=SHANDONG)).text == file.read_text("utf-8")
