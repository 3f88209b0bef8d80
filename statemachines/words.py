"""What actions, ends and guard facts are called: “中文 / English”, for pages, diagrams and the terminal."""

from __future__ import annotations

from statemachines.definition.base import chinese, english

__all__ = [
    "ACTIONS", "ENDS", "FIELDS", "FLAGS", "action_word", "end_word", "fact_word", "field_word", "flag_word",
    "in_language",
]  # fmt: skip

ACTIONS = {
    "accept": "通过 / accept",
    "accept_rectification": "验收合格 / accept the rectification",
    "agree_removal": "同意取消授牌 / agree to the removal",
    "approve": "批准 / approve",
    "award": "核定奖补 / award",
    "certify": "认定 / certify",
    "close": "截止 / close",
    "close_consultation": "征求意见截止 / consultation closes",
    "close_publicity": "公示期满 / publicity closes",
    "comment": "提出意见 / comment",
    "correct": "更正公告 / correct",
    "declare_no_conflict": "声明无需回避 / declare no conflict",
    "decline": "不予推荐 / decline",
    "decline_removal": "不予取消 / decline the removal",
    "dispense_with_site_check": "不需核查 / no check needed",
    "draw_panel": "抽取专家 / draw the panel",
    "drop_entry": "异议成立，移出 / drop the entry",
    "eliminate": "淘汰 / eliminate",
    "escalate": "督办 / escalate",
    "expire": "逾期 / deadline passes",
    "expire_overall": "总期限届满 / overall deadline passes",
    "extend": "延期 / extend",
    "fail_defence": "答辩未通过 / defence failed",
    "fail_site_check": "核查不合格 / check failed",
    "find_false_material": "认定虚假材料 / find false material",
    "finish": "办结 / finish",
    "freeze_panel": "冻结专家库 / freeze the pool",
    "give_opinion": "答复意见 / give an opinion",
    "grade": "评定等次 / grade",
    "issue": "印发 / issue",
    "join": "确认联合申报 / join",
    "judge": "核验条件 / judge",
    "keep_entry": "异议不成立，保留 / keep the entry",
    "leave_out": "不入选 / leave out",
    "note": "记事 / note",
    "object": "提出异议 / object",
    "open": "立案 / open",
    "open_assessment": "启动考评 / open an assessment",
    "open_assessment_out_of_turn": "临时考评 / open an assessment out of turn",
    "open_consultation": "开始征求意见 / consultation opens",
    "open_track": "启动跟踪评估 / open a tracking",
    "override_soft": "突破原则性条件 / override a soft rule",
    "pass_defence": "答辩通过 / defence passed",
    "pass_site_check": "核查合格 / check passed",
    "pay": "拨付 / pay",
    "propose": "报批 / propose",
    "propose_removal": "提请取消授牌 / propose the removal",
    "provide": "补充材料 / provide papers",
    "receive_copies": "登记纸质材料 / record copies on paper",
    "publish": "发布公示 / publish",
    "recommend": "推荐 / recommend",
    "recompute": "重算期限 / recompute the deadline",
    "record_comment": "登记意见 / record a comment",
    "recuse": "回避 / recuse",
    "refuse_approval": "不予批准 / refuse approval",
    "refuse_award": "不予奖补 / refuse the award",
    "refuse_rectification": "验收不合格 / refuse the rectification",
    "reject": "不通过 / reject",
    "remind": "催办 / remind",
    "report_completion": "报告建成 / report completion",
    "report_rectification": "报告整改 / report the rectification",
    "request_waiver": "申请放宽 / request a waiver",
    "require_site_check": "需要核查 / require a check",
    "resubmit": "补正后重报 / resubmit",
    "return_for_correction": "退回补正 / return for correction",
    "revoke": "取消称号 / revoke",
    "schedule_defence": "安排答辩 / schedule the defence",
    "score": "评审 / score",
    "select": "入选 / select",
    "send_digest": "发送每日摘要 / send the digest",
    "set_due": "下达限期 / set the deadline",
    "shelve": "不予印发 / shelve",
    "state_defence": "陈述申辩 / state the defence",
    "submit": "报送 / submit",
    "take_effect": "开始施行 / take effect",
    "waive": "放宽 / waive",
    "warn_no_call": "提醒未启动申报 / warn: no call",
    "warn_not_over": "提醒未办结 / warn: not over",
    "withdraw": "撤回 / withdraw",
}

ENDS = {
    "certified": "已认定 / certified",
    "closed": "公示结束 / closed",
    "completed": "已办结 / completed",
    "confirmed": "合格，予以确认 / confirmed",
    "covered_elsewhere": "就高不重复，不再奖补 / covered by other support",
    "defence_failed": "答辩未通过 / defence failed",
    "dropped": "异议成立，取消资格 / dropped",
    "expired": "已失效 / expired",
    "eliminated": "评审淘汰 / eliminated",
    "false_material": "虚假材料，终止 / ended for false material",
    "issued": "已印发 / issued",
    "kept": "保留称号 / title kept",
    "lapsed": "逾期失效 / lapsed",
    "not_approved": "未获批准 / not approved",
    "not_awarded": "不予奖补 / not awarded",
    "not_issued": "不予印发 / not issued",
    "not_recommended": "未获推荐 / not recommended",
    "not_selected": "未入选 / not selected",
    "noted": "已记录 / noted",
    "over": "办结 / over",
    "paid": "已拨付 / paid",
    "rectified": "整改合格 / rectified",
    "rejected": "未通过 / rejected",
    "revoked": "取消授牌 / revoked",
    "site_check_failed": "核查不合格 / site check failed",
    "withdrawn": "已撤回 / withdrawn",
}

# What an action asks for, by the name of the field; one that two kinds share stands with its kind.
FIELDS = {
    "amount": "核定金额（元） / amount decided, in yuan",
    "attests": "核实事项 / what is attested",
    "author": "提出人及联系方式 / who comments, and how to reach them",
    "channel": "渠道 / channel",
    "checked": "现场逐项核对 / conditions as found on site",
    "clock": "审核期限 / how the clock goes on",
    "criterion": "条件 / criterion",
    "document_no": "发文字号 / number of the document",
    "due": "限期 / last day",
    "effective_on": "施行日期 / takes effect on",
    "elsewhere": "已获其他政策支持（元） / had of other policies, in yuan",
    "elsewhere_policy": "其他政策名称 / name of these policies",
    "evidence": "证据 / evidence",
    "findings": "核查情况 / what was found",
    "findings:records": "逐项核验 / criteria, one by one",
    "grade": "等次 / grade",
    "held_on": "答辩日期 / day of the defence",
    "indicators": "指标填报 / indicators",
    "issued_on": "印发日期 / day of issue",
    "items": "各项情况 / items examined",
    "kind": "考评种类 / kind of assessment",
    "letter_no": "函号 / number of the formal letter",
    "materials": "材料 / materials",
    "objection": "异议 / objection",
    "objector": "异议人及联系方式 / who objects, and how to reach them",
    "opinion": "意见 / opinion",
    "paid_on": "拨付日期 / paid on",
    "participants": "参加人员 / who took part",
    "photographs": "照片的 SHA-256 / SHA-256 of the photographs",
    "place": "地点 / place",
    "plaque_no": "牌匾编号 / number of the plaque",
    "published_on": "公告日期 / announced on",
    "rank": "排序 / rank",
    "reason": "理由 / reason",
    "received_on": "收到日期 / received on",
    "paper": "材料 / paper",
    "copies": "份数 / copies",
    "reminder": "第几次催办 / which reminder",
    "report": "整改情况 / what was put right",
    "score": "得分 / score",
    "stage": "环节 / stage",
    "starts": "开始时间 / begins at",
    "statement": "陈述申辩意见 / statement",
    "summary": "情况说明 / summary",
    "supports": "是否同意 / in favour",
    "text": "内容 / text",
    "text_digest": "正式文本的 SHA-256 / SHA-256 of the formal text",
    "turn": "顺序 / order",
    "until": "延至 / new last day",
    "visited_on": "核查日期 / visited on",
    "voucher": "拨付凭证号 / number of the voucher",
    "window_first": "公告载明的首日 / first day as announced",
    "window_last": "公告载明的末日 / last day as announced",
}

# What is recorded with an action as doubtful.
FLAGS = {
    "attested_by_new_area": "由新区管委会自行核实 / attested by the new area itself",
    "beyond_total": "超出总量 / beyond the total",
    "self_recommendation": "推荐本单位 / recommends itself",
    "self_review": "审核本单位 / reviews itself",
}

# The name of a fact up to its first mark, and what it says when it holds and when it does not.
_FACTS = {
    "all_cases_ended": ("全部办结 / all cases over", "尚有在办件 / cases are open"),
    "scores_complete": ("评分齐备 / all scores in", "评分未齐 / scores missing"),
    "scores_disagree": ("分歧过大 / they disagree", "分歧不大 / they agree"),
    "further_left": ("可增补专家 / a further expert may join", "不再增补 / no further expert"),
    "other_objections": ("另有异议 / other objections", "无其他异议 / no other objection"),
    "window_open": ("公示期内 / window open", "公示期满 / window over"),
    "call_opened_this_year": ("本年已启动 / call opened", "本年未启动 / no call opened"),
    "received_in_time": ("期限内收到 / in time", "逾期收到 / late"),
    "award_due": ("仍有应奖补金额 / something is due", "已无应奖补金额 / nothing is due"),
    "opinions_complete": ("意见齐备 / all answered", "意见未齐 / answers missing"),
    "last_share": ("最后一笔 / the last share", "尚有份额未拨付 / shares are left"),
    "others_left": ("尚待其他单位 / others are still to act", "各单位均已办理 / all have acted"),
    "total_free": ("总量未满 / within the total", "超出总量 / beyond the total"),
    "closing_moves": ("截止日随之顺延 / the closing moves too", "截止日不变 / the closing stays"),
    "visits_left": ("次数未满 / not too often", "次数已满 / too often"),
}


def in_language(word: str, language: str) -> str:
    """Return the half of “中文 / English” for ``zh`` or ``en``; any other language gets both."""
    return {"zh": chinese, "en": english}.get(language, str)(word)


def action_word(action: str, language: str = "zh") -> str:
    """Return what an action is called; one that no table knows bears its own name."""
    if action.startswith("find_") and action not in ACTIONS:
        return in_language(f"认定违规（{action[5:]}） / find {action[5:]}", language)
    return in_language(ACTIONS.get(action, action), language)


def end_word(result: str, language: str = "zh") -> str:
    """Return what an end is called; one that no table knows bears its own name."""
    return in_language(ENDS.get(result, result), language)


def field_word(name: str, kind: str = "", language: str = "") -> str:
    """Return what a field of an action is called; one that no table knows bears its own name."""
    return in_language(FIELDS.get(f"{name}:{kind}", FIELDS.get(name, name)), language)


def flag_word(flag: str, language: str = "zh") -> str:
    """Return what is doubtful; what no table knows bears its own name."""
    return in_language(FLAGS.get(flag, flag), language)


def fact_word(fact: str, holds: bool, language: str = "zh") -> str:
    """Return what a guard fact says when it holds, or does not."""
    name, _, rest = fact.partition(":")
    if fact.startswith("payload.") and "=" in fact:
        value = fact.split("=", 1)[1]
        return value if holds else in_language(f"非{value} / not {value}", language)
    if name == "for":
        return rest if holds else in_language(f"非 {rest} / not {rest}", language)
    if name == "failures_running":
        yes, no = f"连续{rest}次不合格 / {rest} failures running", f"未连续{rest}次 / not {rest} running"
        return in_language(yes if holds else no, language)
    known = _FACTS.get(name)
    if known:
        return in_language(known[0] if holds else known[1], language)
    return fact if holds else in_language(f"非 {fact} / not {fact}", language)
