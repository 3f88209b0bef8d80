"""Invented facts, so that every template can be looked at before anything has happened."""

from datetime import date

from notifications.facts import Deadline, Detail, Facts

__all__ = ["sample"]

_DAY = date(2026, 3, 4)
_HALVES = {
    "recipient": ("示例申报单位", "Sample Operator Ltd"),
    "programme": ("示例认定项目", "A sample programme"),
    "object": ("示例产业集群", "Sample Cluster"),
    "applicant": ("示例申报单位", "Sample Operator Ltd"),
    "stage": ("市级审核", "prefecture review"),
    "body": ("示例市主管部门", "Sample Prefecture Bureau"),
    "reason": ("第三章缺少经审计的营业收入。", "Chapter 3 lacks audited figures of revenue."),
    "missing": ("年营业收入不低于1亿元", "yearly revenue of 100 million yuan or more"),
    "label": ("地点和方式", "where and how"),
    "value": ("示例会议中心三层，现场", "Sample Centre, third floor, in person"),
    "counted": (
        "2026年3月4日起10个工作日，当日不计入",
        "10 working days after 4 March 2026, that day not counted",
    ),
    "who": ("示例区主管部门", "Sample District Bureau"),
    "subject": ("待办理：示例产业集群（区级审核）", "For you to act on: Sample Cluster (district review)"),
    "why": ("550 没有该用户", "550 no such user"),
}


def sample(template: str, language: str) -> Facts:
    """Facts of a letter that nobody gets, in a language, `zh` or `en`."""
    words = {name: halves[language == "en"] for name, halves in _HALVES.items()}
    more = {
        "task": "T000001", "about": "case:SAMPLE-2026-0001", "rule": "prefecture_review", "day": _DAY.isoformat(),
        "digest": "0123456789abcdef" * 4, "entries": 42, **{name: words[name] for name in ("who", "subject", "why")},
        "matters": [_matter(words)],
    }  # fmt: skip
    return Facts(
        recipient=words["recipient"],
        programme=words["programme"],
        kind="case",
        number="SAMPLE-2026-0001",
        object=words["object"],
        applicant=words["applicant"],
        round="SAMPLE-apply-2026-1",
        stage=words["stage"],
        day=_DAY,
        body=words["body"],
        contact="office@example.org",
        reason=words["reason"],
        deadline=Deadline(
            date(2026, 3, 18),
            before=date(2026, 3, 11) if template in ("deadline_moved", "extended") else None,
            counted=words["counted"],
        ),
        missing=(words["missing"],),
        details=(Detail(words["label"], words["value"]),),
        more=more,
    )


def _matter(words: dict[str, str]) -> dict[str, object]:
    """One line of a digest."""
    stage = " / ".join(_HALVES["stage"])
    known = {"number": "SAMPLE-2026-0001", "object": words["object"], "stage": stage}
    return {**known, "last_day": "2026-03-18", "provisional": False, "copy": False}
