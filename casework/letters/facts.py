"""The facts a letter is written from: those it holds, the entry that caused it, and names as they are today.

What can change what a letter says is in its row or in the history, which never changes; names are looked up.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from calendars import day_of, in_short
from casework.clock.clockwork import rule_of
from casework.letters.addressing import Addressee, addressees, organisation_row
from casework.rights.mandates import organisation_of
from casework.service import Service
from casework.steps import number_of
from casework.storage.prepared import Prepared
from casework.views.standing import Standing, standing
from models.tables import (
    deadline,
    history,
    list_entry,
    name_list,
    object,
    payment,
    personal_text,
    reward_claim,
)
from notifications.facts import Deadline, Detail, Facts
from statemachines.machine import State
from statemachines.money import in_words
from statemachines.words import end_word, in_language

__all__ = ["OVERTAKEN", "Correspondence"]

# Letters that ask for something: once the subject has moved on, nobody needs to be asked.
OVERTAKEN = frozenset({"action_needed", "escalation", "panel_invitation", "reminder", "reminder_copy"})

_ENTRY = Prepared(
    select(history).where(history.c.subject == bindparam("subject"), history.c.seq == bindparam("seq"))
)
_REASON = Prepared(
    select(personal_text.c.text).where(
        personal_text.c.subject == bindparam("subject"), personal_text.c.seq == bindparam("seq"),
        personal_text.c.field == "reason",
    )
)  # fmt: skip
_DEADLINE = Prepared(
    select(deadline.c.last_day, deadline.c.definition).where(
        deadline.c.subject == bindparam("subject"), deadline.c.rule == bindparam("rule"),
        deadline.c.occurrence == bindparam("occurrence"),
    )
)  # fmt: skip
_OBJECT = Prepared(select(object.c.name).where(object.c.no == bindparam("no")))
_WINDOW = Prepared(
    select(name_list.c.window_last, name_list.c.place)
    .join(list_entry, list_entry.c.list_no == name_list.c.no)
    .where(list_entry.c.case_no == bindparam("no"), name_list.c.published_on.is_not(None))
    .order_by(name_list.c.published_on.desc(), name_list.c.no.desc())
)
_WINDOW_OF_LIST = Prepared(
    select(name_list.c.window_last, name_list.c.place).where(name_list.c.no == bindparam("no"))
)
_AWARD = Prepared(select(reward_claim.c.granted_fen).where(reward_claim.c.case_no == bindparam("no")))
_PAID = Prepared(
    select(payment.c.amount_fen).where(
        payment.c.case_no == bindparam("no"), payment.c.recorded_at == bindparam("at")
    )
)
_IN_PUBLIC = ("publicity_opened", "publicity_corrected")
_SHOWN = ("text", "date", "choice", "number", "texts")


@dataclass
class Correspondence:
    """One batch of letters: what several of them need is looked up once."""

    service: Service
    connection: Connection
    _standings: dict[str, Standing] = field(default_factory=dict)
    _names: dict[str, Any] = field(default_factory=dict)
    _bodies: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _people: dict[tuple[str, str | None, date], tuple[list[Addressee], str]] = field(default_factory=dict)

    def about(self, row: Mapping[str, Any]) -> Standing | None:
        """Where the subject of a letter stands now; None for the register."""
        subject = row["subject"]
        if subject == "register":
            return None
        if subject not in self._standings:
            self._standings[subject] = standing(self.service, self.connection, subject)
        return self._standings[subject]

    def people(self, row: Mapping[str, Any], witness: str) -> tuple[list[Addressee], str]:
        """Those a letter goes to; and where there is nobody, why."""
        key = row["recipient"], row["facts"].get("role"), day_of(row["created_at"])
        if key not in self._people:
            self._people[key] = addressees(self.connection, *key, witness)
        return self._people[key]

    def overtaken(self, row: Mapping[str, Any]) -> bool:
        """Whether a letter asks for what is no longer to be done."""
        here = self.about(row) if row["template"] in OVERTAKEN else None
        return here is not None and here.state != row["facts"]["state"]

    def handled_by(self, row: Mapping[str, Any]) -> str | None:
        """The code of the organisation that handles what a letter is about; None where nobody does."""
        here = self.about(row)
        return self._body_of(here, here.machine.supervisor) if here else None

    def name_of(self, recipient: str, people: Sequence[Addressee], language: str) -> str:
        """How a letter addresses its recipient: an organisation by its name, a person by the person's."""
        if recipient.startswith("org:"):
            return self._name(recipient.removeprefix("org:"), language)
        return people[0].name or in_language("见证方 / the witness", language)

    def facts(self, row: Mapping[str, Any], recipient: str, language: str) -> Facts:
        """Everything a template may speak of, in a language."""
        here = self.about(row)
        if here is None:
            return Facts(
                recipient=recipient, programme="", kind="register", number="", object="", applicant="", round="",
                stage="", day=day_of(row["created_at"]), body="", contact="", more=row["facts"],
            )  # fmt: skip
        entry = _ENTRY.first(self.connection, subject=here.key, seq=row["facts"]["seq"])
        code = self._body(here, entry)
        organisation = self._organisation(code) if code else None
        reason, erased = self._reason(row, entry)
        kind, number = here.key.split(":", 1)
        return Facts(
            recipient=recipient,
            programme=in_language(here.loaded.programme.name, language),
            kind=kind,
            number=number,
            object=self._object(here.row.get("object_no")),
            applicant=self._name(here.parties.get("applicant_code"), language),
            round=number if kind == "round" else here.row.get("round_no") or "",
            stage=_state_word(here.machine.states[row["facts"]["state"]], language),
            day=day_of(entry.at),
            body=self._name(code, language) or self._body_word(here, entry, language),
            contact=organisation.email if organisation else "",
            reason=reason,
            erased=erased,
            deadline=self._deadline(row, language),
            missing=tuple(in_language(each, language) for each in row["facts"].get("missing", ())),
            details=tuple(self._details(row, here, entry, language)),
            more=row["facts"],
        )

    def _body(self, here: Standing, entry: Any) -> str | None:
        for role in (entry.acting_as, here.machine.states[entry.target].owner, here.machine.supervisor):
            if role in here.loaded.programme.bodies:
                return self._body_of(here, role)
        return None

    def _body_of(self, here: Standing, role: str) -> str | None:
        if (here.key, role) not in self._bodies:
            found = organisation_of(self.connection, here.loaded.programme, role, here.parties)
            self._bodies[here.key, role] = found
        return self._bodies[here.key, role]

    def _body_word(self, here: Standing, entry: Any, language: str) -> str:
        """What the body is called in the definition, where no organisation acts as it."""
        body = here.loaded.programme.bodies.get(here.machine.supervisor)
        return in_language(body.name, language) if body else ""

    def _organisation(self, code: str) -> Any:
        if code not in self._names:
            self._names[code] = organisation_row(self.connection, code)
        return self._names[code]

    def _name(self, code: str | None, language: str) -> str:
        found = self._organisation(code) if code else None
        return "" if found is None else (language == "en" and found.name_en) or found.name

    def _object(self, number: str | None) -> str:
        return (_OBJECT.value(self.connection, no=number) or number) if number else ""

    def _reason(self, row: Mapping[str, Any], entry: Any) -> tuple[str | None, bool]:
        """The reason given to an organisation; experts do not hear why another expert stepped back."""
        if not row["recipient"].startswith("org:"):
            return None, False
        found = _REASON.first(self.connection, subject=entry.subject, seq=entry.seq)
        return (found.text, found.text is None) if found else (None, False)

    def _deadline(self, row: Mapping[str, Any], language: str) -> Deadline | None:
        facts = row["facts"]
        if row["template"] in _IN_PUBLIC:
            window = self._window(row["subject"])
            return Deadline(window.window_last) if window and window.window_last else None
        if not facts["last_day"]:
            return None
        last, before = date.fromisoformat(facts["last_day"]), facts.get("last_day_before")
        which = {name: facts.get(name, "") for name in ("rule", "occurrence")}
        found = _DEADLINE.first(self.connection, subject=row["subject"], **which)
        same = found is not None and found.last_day == last
        return Deadline(
            last,
            facts["provisional"],
            date.fromisoformat(before) if before else None,
            _counted(found, language) if same else "",
            found is not None and not same,
        )

    def _window(self, subject: str) -> Any:
        """The window of a list, or of the list that a case stands on."""
        known = _WINDOW_OF_LIST if subject.startswith("list:") else _WINDOW
        return known.first(self.connection, no=number_of(subject))

    def _details(self, row: Mapping[str, Any], here: Standing, entry: Any, language: str) -> Iterator[Detail]:
        """What the action recorded, by the words of the definition; and the money of an award."""
        number = number_of(here.key)
        if row["template"] == "awarded" and (granted := _AWARD.value(self.connection, no=number)):
            yield Detail(in_language("核定金额 / amount", language), in_words(granted))
        if row["template"] == "share_paid" and (paid := _PAID.value(self.connection, no=number, at=entry.at)):
            yield Detail(in_language("拨付金额 / amount", language), in_words(paid))
        if row["template"] in _IN_PUBLIC and (window := self._window(here.key)):
            yield Detail(in_language("公示地点 / published at", language), window.place)
        payload = json.loads(entry.payload)
        ways = here.machine.actions(entry.source).get(entry.action, ())
        fields = {each.name: each for way in ways for each in way.fields if each.kind in _SHOWN}
        if entry.action == "award":
            fields.pop("amount", None)  # what was asked for; what is left to give is told above
        if row["template"] in _IN_PUBLIC:
            fields.pop("place", None)  # told above
        for name, each in fields.items():
            value = payload.get(name)
            if value not in (None, "", []):
                shown = "、".join(map(str, value)) if isinstance(value, list) else str(value)
                yield Detail(in_language(each.help or name, language), shown)


def _state_word(state: State, language: str) -> str:
    return end_word(state.end.result, language) if state.end else in_language(state.name, language)


def _counted(row: Any, language: str) -> str:
    """How a deadline was counted, in one line; empty for a day that was set as such."""
    rule = rule_of(row.definition["rule"])
    return in_short(rule, date.fromisoformat(row.definition["start"]), language) if rule.n else ""
