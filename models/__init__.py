"""What is remembered: the tables, one file a table or close family. Imports nothing of the project."""

from models.account import Account, AccountDevice, AccountLink
from models.account_session import AccountSession
from models.assessment import Assessment, Rectification
from models.base import metadata
from models.calendar_day import CalendarDay
from models.case import Case, CaseParty
from models.case_table import CaseTable, TableDraft
from models.contribution import Contribution
from models.counter import Counter
from models.deadline import ChangeKind, Deadline, DeadlineChange, DeadlineState
from models.draft_answer import DraftAnswer
from models.feed import Feed
from models.finding import Finding, FindingKind
from models.hand_over import HandOver
from models.history import History, PersonalText
from models.house_secret import HouseSecret
from models.indicator_value import IndicatorValue
from models.letter import Letter, LetterState
from models.look import Look
from models.material import Material
from models.name_list import EntryState, ListEntry, NameList, Objection, ObjectionState
from models.name_tail import Named, NameTail
from models.object import Object, ObjectApplicant
from models.organisation import Level, Mandate, Organisation, OrganisationKind
from models.panel import MemberState, Panel, PanelMember, PanelState, Score, ScoreDraft
from models.person import Interest, InterestKind, Language, Person, Role, RoleGrant
from models.programme import DefinitionText, Programme
from models.register import Register
from models.request_key import RequestKey
from models.reward import IssuedDocument, Payment, RewardClaim
from models.round import QuotaUse, Round
from models.run import FlowRun, RunState
from models.sanction import Sanction
from models.seal import Seal
from models.sign_in_attempt import SignInAttempt
from models.signing_key import SigningKey
from models.site_visit import SiteVisit
from models.task import Task
from models.timer import Late, Timer, TimerState
from models.title import Title
from models.types import canonical_json
from models.upload import PaperCopies, Upload

__all__ = [
    "Account",
    "AccountDevice",
    "AccountLink",
    "AccountSession",
    "Assessment",
    "CalendarDay",
    "Case",
    "CaseParty",
    "CaseTable",
    "ChangeKind",
    "Contribution",
    "Counter",
    "Deadline",
    "DeadlineChange",
    "DeadlineState",
    "DefinitionText",
    "DraftAnswer",
    "EntryState",
    "Feed",
    "Finding",
    "FindingKind",
    "FlowRun",
    "HandOver",
    "History",
    "HouseSecret",
    "IndicatorValue",
    "Interest",
    "InterestKind",
    "IssuedDocument",
    "Language",
    "Late",
    "Letter",
    "LetterState",
    "Level",
    "ListEntry",
    "Look",
    "Mandate",
    "Material",
    "MemberState",
    "NameList",
    "NameTail",
    "Named",
    "Object",
    "ObjectApplicant",
    "Objection",
    "ObjectionState",
    "Organisation",
    "OrganisationKind",
    "Panel",
    "PanelMember",
    "PanelState",
    "PaperCopies",
    "Payment",
    "Person",
    "PersonalText",
    "Programme",
    "QuotaUse",
    "Rectification",
    "Register",
    "RequestKey",
    "RewardClaim",
    "Role",
    "RoleGrant",
    "Round",
    "RunState",
    "Sanction",
    "Score",
    "ScoreDraft",
    "Seal",
    "SignInAttempt",
    "SigningKey",
    "SiteVisit",
    "TableDraft",
    "Task",
    "Timer",
    "TimerState",
    "Title",
    "Upload",
    "canonical_json",
    "metadata",
]
