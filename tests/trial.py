"""A small programme of one stage and a certification, to see what a kind of stage adds to a machine."""

from statemachines.loader import load_text
from statemachines.machine import Procedure, Transition

PROGRAMME = """
format: 1
programme: trial
name: 试验
notice: {by: province, dated: null}
bodies:
  city: {name: 市, level: city}
  province: {name: 省, level: province}
  experts: {name: 专家, level: province, role: expert}
parties:
  firm: {name: 企业, is: applicant}
  object: {name: 对象, is: object}
titles: {badge: {name: 称号, held_by: object}}
procedures:
  apply:
    name: 申报
    starts: {by: firm, in: round}
    about: object
    supervised_by: province
    stages:
      - {stage}
      - last: {kind: certification, by: province, grants: badge}
"""

# What stands beside every stage.
STANDING = {"remind", "escalate", "expire", "recompute", "extend", "set_due"}


def procedure(stage: str, *replacements: tuple[str, str]) -> Procedure:
    """A procedure of this stage and a certification, which shows where its outcomes lead."""
    text = PROGRAMME
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return load_text(text.replace("{stage}", stage)).procedures["apply"]


def told(way: Transition) -> str:
    """One way in one line: ``who: action, from → to, when``."""
    facts = [fact if holds else f"not {fact}" for fact, holds in way.when.items()]
    when = f" when {' and '.join(facts)}" if facts else ""
    by = "|".join(way.by)
    return f"{by}: {way.action}, {way.source} → {way.target or 'stays'}{when}{f' via {way.via}' if way.via else ''}"


SCORING = (
    "s: {kind: scoring, by: experts, organised_by: province, due: 5 days, result: score, panel: {size: 3}}"
)
PUBLICITY = (
    "s: {kind: publicity, by: province, list: proposed, where: 网站, length: 5 workdays,"
    " count_publication_day: false, objection: {keep_if: conditions_met}}"
)
