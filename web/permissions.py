"""Who may use which route: one entry each. A route without an entry is refused to everybody, and fails a test.

An entry says which roles come in at all; which cases they then see there is the matter of `casework.rights.sight`, and
what they may do with one is the matter of the programme's own definition.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.person import Role

__all__ = ["MATRIX", "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Who comes in: anybody (``public``), or who has signed in with one of the ``roles``.

    ``without_code`` lets those in who still have to set up their second factor.
    """

    roles: frozenset[str] = frozenset()
    public: bool = False
    without_code: bool = False

    def admits(self, roles: frozenset[str]) -> bool:
        """Whether somebody who has signed in with these roles comes in."""
        return self.public or not self.roles.isdisjoint(roles)


_ALL = frozenset(Role)
_OFFICES = frozenset({Role.OFFICER, Role.APPROVER, Role.INSPECTOR, Role.ADMINISTRATOR})

PUBLIC = Entry(public=True)
ANYBODY = Entry(_ALL)  # who has signed in
OWN_ACCOUNT = Entry(_ALL, without_code=True)
OFFICES = Entry(_OFFICES)
APPLICANTS = Entry(frozenset({Role.APPLICANT}))
EXPERTS = Entry(frozenset({Role.EXPERT}))
ADMINISTRATORS = Entry(frozenset({Role.ADMINISTRATOR}))

MATRIX: Mapping[str, Entry] = {
    # machines, and the way in
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "metrics": PUBLIC,
    "sign_in_page": PUBLIC,
    "sign_in": PUBLIC,
    "welcome_page": PUBLIC,
    "welcome": PUBLIC,
    "set_language": PUBLIC,
    # everybody
    "robots": PUBLIC,
    "sitemap": PUBLIC,
    "public_start": PUBLIC,
    "public_notices": PUBLIC,
    "public_notice": PUBLIC,
    "objection_page": PUBLIC,
    "object_to_entry": PUBLIC,
    "public_receipt": PUBLIC,
    "public_titles": PUBLIC,
    "public_title": PUBLIC,
    "certificate_page": PUBLIC,
    "certificate_keys": PUBLIC,
    "public_sanctions": PUBLIC,
    "public_consultations": PUBLIC,
    "public_consultation": PUBLIC,
    "comment_page": PUBLIC,
    "comment_on_draft": PUBLIC,
    # one's own account
    "sign_out": OWN_ACCOUNT,
    "account_page": OWN_ACCOUNT,
    "begin_code": OWN_ACCOUNT,
    "confirm_code": OWN_ACCOUNT,
    "change_password": OWN_ACCOUNT,
    "feeds_page": ANYBODY,
    "make_feed": ANYBODY,
    "end_feed": ANYBODY,
    "feed": PUBLIC,
    # work
    "home": ANYBODY,
    "queue_page": ANYBODY,
    "cases_page": ANYBODY,
    "case_page": ANYBODY,
    "apply_home": APPLICANTS,
    "own_case": APPLICANTS,
    "guide_page": APPLICANTS,
    "keep_step": APPLICANTS,
    "check_figures": APPLICANTS,
    "hand_in": APPLICANTS,
    "new_case_page": APPLICANTS,
    "begin_case": APPLICANTS,
    "cases_file": ANYBODY,
    "titles_file": ANYBODY,
    "action_page": ANYBODY,
    "take_action": ANYBODY,
    "materials_page": ANYBODY,
    "tables_page": ANYBODY,
    "table_page": ANYBODY,
    "save_table": ANYBODY,
    "table_file": ANYBODY,
    "read_table_file": ANYBODY,
    "offered_table": ANYBODY,
    "take_table": ANYBODY,
    "send_material": ANYBODY,
    "withdraw_material": ANYBODY,
    "file_to_save": ANYBODY,
    "many_page": OFFICES,
    "act_on_many": OFFICES,
    "lists_page": OFFICES,
    "list_page": OFFICES,
    "programmes_page": ANYBODY,
    "programme_page": ANYBODY,
    "start_page": OFFICES,
    "start": OFFICES,
    "next_round_page": OFFICES,
    "prepare_round": OFFICES,
    "papers_page": OFFICES,
    "paper_file": OFFICES,
    "titles_page": ANYBODY,
    "title_page": ANYBODY,
    # experts
    "reviews_page": EXPERTS,
    "review_page": EXPERTS,
    "declare": EXPERTS,
    "hand_in_review": EXPERTS,
    "scores_page": OFFICES,
    "inspection_page": OFFICES,
    "defences_page": OFFICES,
    "send_photographs": OFFICES,
    "withdraw_photograph": OFFICES,
    # monitoring
    "board_page": OFFICES,
    "deadlines_page": OFFICES,
    "deadlines_file": OFFICES,
    "calendar_page": OFFICES,
    "rounds_page": OFFICES,
    "bottlenecks_page": OFFICES,
    "assessments_page": OFFICES,
    "experts_page": OFFICES,
    "round_page": OFFICES,
    "tasks_page": OFFICES,
    "letters_page": ADMINISTRATORS,
    "engine_page": ADMINISTRATORS,
    "accounts_page": ADMINISTRATORS,
    "person_page": ADMINISTRATORS,
    "link_for_person": ADMINISTRATORS,
    "end_sessions_of": ADMINISTRATORS,
    "drop_code_of": ADMINISTRATORS,
}
