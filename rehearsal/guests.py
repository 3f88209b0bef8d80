"""Who may be signed in as in a demonstration: one person for each role, each with something to look at."""

from sqlalchemy import func, select

from casework.service import Service
from models.person import Role
from models.tables import case_file, panel_member
from rehearsal.population import Office, Population

__all__ = ["guests"]


def guests(service: Service, people: Population) -> list[str]:
    """An administrator, officers of province and prefecture, an approver, an inspector, an expert and an applicant.

    Those that the programme does not know of itself are invented and entered, with numbers that are quickly typed.
    """
    province = people.offices["province"][0]
    prefecture = _busiest_prefecture(service, people)
    for number, name, code in (
        (Role.ADMINISTRATOR, "系统管理员（演练）", province.code),
        (Role.APPROVER, "审批人（演练）", province.code),
        (Role.INSPECTOR, "核查人（演练）", province.code),
        (Role.APPLICANT, "申报联系人（演练）", _writing(service, people)),
    ):
        people.person(number.value, name, code, number)
    people.enter(service)
    invented = [Role.ADMINISTRATOR, Role.APPROVER, Role.INSPECTOR, Role.APPLICANT]
    return [
        *(role.value for role in invented),
        province.people[0],
        prefecture.people[0],
        _busiest_expert(service, people),
    ]


def _busiest_prefecture(service: Service, people: Population) -> Office:
    """The office at which the most applications wait."""
    waiting = select(case_file.c.region).where(case_file.c.state == "prefecture_review")
    with service.store.reading() as connection:
        regions = connection.execute(waiting).scalars().all()
    offices = people.offices["prefecture"]
    return max(offices, key=lambda office: sum(region.startswith(office.prefix) for region in regions))


def _writing(service: Service, people: Population) -> str:
    """The code of an applicant whose application is being written."""
    drafts = (
        select(case_file.c.applicant_code).where(case_file.c.state == "submission").order_by(case_file.c.no)
    )
    with service.store.reading() as connection:
        found = connection.execute(drafts.limit(1)).scalar_one_or_none()
    return found or next(iter(people.contacts))


def _busiest_expert(service: Service, people: Population) -> str:
    """The expert who was drawn for the most cases that wait for a score."""
    open_scores = func.count().filter(panel_member.c.state == "drawn")
    known = select(panel_member.c.person_no).group_by(panel_member.c.person_no)
    with service.store.reading() as connection:
        found = connection.execute(known.order_by(open_scores.desc(), panel_member.c.person_no).limit(1))
        return found.scalar_one_or_none() or people.experts[0]
