"""Rehearsals that several tests look at, each lived once; and a programme that no code has ever seen."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rehearsal import Order, rehearse

SEVENTH = """\
format: 1
programme: seventh
name: 云南省第七号试点 / The seventh pilot
notice: {by: department, dated: 2021-03-01, source: Q.1}
bodies:
  source: Q.1
  county:     {name: 县级主管部门 / county office, level: county}
  department: {name: 省级主管部门 / department, level: province}
  council:    {name: 领导小组 / council, level: province, role: approver}
  experts:    {name: 评审专家 / experts, level: province, role: expert}
parties:
  source: Q.1
  park:  {name: 园区管委会 / park, is: applicant}
  pilot: {name: 试点 / pilot, is: object}
facts:
  size: {choose: [大型, 小型], source: Q.1}
titles:
  pilot: {name: 试点 / pilot, held_by: pilot, source: Q.1}
indicators:
  area: {name: 面积, unit: 平方米}
  jobs: {name: 就业人数, unit: 人}
criteria:
  land: {need: area >= 5000, source: Q.1}
  work: {any: [{need: jobs > 100}, {judge: 带动作用明显}], source: Q.1}
materials:
  form: {name: 申报表 / form, from: park, at: submission, source: Q.1}
procedures:
  apply:
    name: 申报 / application
    starts: {by: park, in: round, source: Q.1}
    about: pilot
    supervised_by: department
    stages:
      - submission:    {by: park, to: county, due: {ask: round, suggest: 2021-04-15}, late: lapse, source: Q.1}
      - county_review:
          {kind: review, by: county, due: 8 workdays, checks: all, returns: {within: 5 workdays}, source: Q.1}
      - recommendation: {by: county, due: 2021-05-20, late: refuse, quota: [{max: 1}], source: Q.1}
      - site_check:    {by: department, when: needed, decides: department, source: Q.1}
      - scoring:
          {by: experts, organised_by: department, due: 10 workdays, result: opinion, panel: {size: 3}, source: Q.1}
      - selection:     {by: department, list: chosen, due: 15 workdays, source: Q.1}
      - publicity:
          {by: department, list: chosen, where: 网站 / site, length: 5 workdays, count_publication_day: true,
           objection: {keep_if: conditions_met}, source: Q.1}
      - approval:      {by: council, proposed_by: department, list: chosen, source: Q.1}
      - certification: {by: department, due: 10 workdays, grants: pilot, gives: [letter], source: Q.1}
"""


@pytest.fixture(scope="session")
def seventh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of programmes with one of a notice that nobody wrote."""
    folder = tmp_path_factory.mktemp("programmes")
    (folder / "seventh").mkdir()
    (folder / "seventh" / "programme.yaml").write_text(SEVENTH, encoding="utf-8")
    (folder / "seventh" / "sources.yaml").write_text(
        "Q.1: {place: 第一条, reading: 演练}\n", encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="session")
def standard() -> dict[str, Any]:
    """Two years of the template."""
    return rehearse(Order("standard", cases=24, until=date(2022, 12, 31)))


@pytest.fixture(scope="session")
def shandong() -> dict[str, Any]:
    """A round of Shandong's notice."""
    return rehearse(Order("shandong_digital_clusters_2025", cases=40))


@pytest.fixture(scope="session")
def past_the_known_years() -> dict[str, Any]:
    """A round of Guiyang over the end of 2026, the last year that is known today."""
    return rehearse(
        Order("guiyang_bigdata_bases", cases=12, start=date(2026, 10, 26), until=date(2027, 4, 30))
    )


@pytest.fixture(scope="session")
def shiyan() -> dict[str, Any]:
    """Shiyan's measures from their draft to their expiry, with a few claims."""
    return rehearse(Order("shiyan_digital_measures_2022", cases=14))
