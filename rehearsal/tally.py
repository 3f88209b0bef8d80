"""What is counted while a rehearsal runs: refusals by kind, timers by rule, actions."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from casework.refused import BadInput, Conflict, NotFound, QuotaTaken, RoundNotReady
from errors import ShenbaoError
from statemachines.refusals import BadPayload, NeedsUnmet, NotDeclared, NotYours

__all__ = ["REFUSALS", "Tally", "kind_of_refusal"]

# What a refusal is called in the report: by the fact that did not hold, else by the class of the error.
REFUSALS = {
    "wrong_role": "无此职责 / wrong role",
    "wrong_region": "不在辖区 / wrong region",
    "late": "逾期 / late",
    "incomplete": "材料不齐 / papers missing",
    "conditions": "条件未满足或未核验 / criteria not met or not judged",
    "attestation": "未就全部事项负责 / not everything attested",
    "over_quota": "超出名额 / over quota",
    "banned": "禁止申报期内 / banned",
    "duplicate": "重复申报 / duplicate",
    "returned_too_often": "退回次数已满 / returned too often",
    "too_few_experts": "可用专家不足 / too few experts",
    "not_on_panel": "非本组专家 / not on the panel",
    "no_waiver": "不可放宽 / no waiver here",
    "bad_window": "公示期不合规定 / window breaks the rule",
    "publicity_over": "公示期已满 / publicity is over",
    "cases_open": "尚有在办件 / cases are open",
    "not_in_force": "政策未施行或已失效 / no policy in force",
    "unsigned": "联合申报单位未全部确认 / joint applicants have not all agreed",
    "amount": "金额不合规则 / amount against its rule",
    "year_full": "年度名额已满 / places of the year used up",
    "wrong_day": "日期不实 / impossible day",
    "not_now": "这一环节没有该动作 / no such action in this state",
    "bad_input": "填写有误 / bad input",
    "unmet": "其他条件 / another condition",
}
_BY_FACT = {
    "in_time": "late", "round_open": "late", "materials_complete": "incomplete", "criteria_met": "conditions",
    "payload.attests": "attestation", "quota_free": "over_quota", "not_banned": "banned", "no_duplicate": "duplicate",
    "visits_left": "returned_too_often", "panel_possible": "too_few_experts", "own_score_open": "not_on_panel",
    "waiver_allowed": "no_waiver", "window_allowed": "bad_window", "window_open": "publicity_over",
    "all_cases_ended": "cases_open", "title_granted": "not_in_force", "title_begun": "not_in_force",
    "title_running": "not_in_force", "all_signed": "unsigned", "award_allowed": "amount", "award_computable": "amount",
    "elsewhere_told": "amount", "yearly_place_free": "year_full", "reward_free": "duplicate",
    "received_on_possible": "wrong_day", "paid_on_possible": "wrong_day", "issue_possible": "wrong_day",
}  # fmt: skip


def kind_of_refusal(error: ShenbaoError, *, late: bool = False, elsewhere: bool = False) -> str:
    """Name a refusal.

    ``late``: somebody came after the deadline had moved the case; ``elsewhere``: an officer of another region tried.
    """
    match error:
        case QuotaTaken():
            return "over_quota"
        case NeedsUnmet():
            return _BY_FACT.get(error.unmet[0].partition(":")[0], "unmet")
        case NotYours():
            return "wrong_region" if elsewhere else "wrong_role"
        case NotDeclared():
            return "late" if late else "not_now"
        case BadPayload() | BadInput() | NotFound() | RoundNotReady() | Conflict():
            return "bad_input"
        case _:
            return "unmet"


@dataclass
class Tally:
    """Counts of one rehearsal."""

    actions: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    fired: Counter[tuple[str, str, str, date]] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    seals: int = 0
    recomputed: int = 0
