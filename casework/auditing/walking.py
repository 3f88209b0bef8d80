"""One history walked from its first entry to its last: numbers, chain, hashes, personal text, declared steps."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from casework.auditing.report import Notes
from casework.auditing.subjects import Known
from casework.record.chain import digest, entry_hash
from statemachines.machine import Procedure

__all__ = ["walk"]

Texts = Mapping[tuple[str, int], Sequence[Any]]


def walk(
    subject: str, rows: Iterable[Any], texts: Texts, known: Known | None, notes: Notes
) -> list[Mapping[str, Any]]:
    """Walk a history and note every fault; returns of each entry number, action, actor, moment and payload."""
    if known is None:
        notes.fault("head", subject, "it has a history, and no row of its own")
    if known is not None and known.fault:
        notes.fault("replay", subject, known.fault)
    last: Mapping[str, Any] | None = None
    seen: list[Mapping[str, Any]] = []
    for row in rows:
        entry = row._asdict()
        where = f"{subject} entry {entry['seq']}"
        payload = _check_entry(where, entry, last, notes)
        _check_texts(where, payload, texts.get((subject, entry["seq"]), ()), notes)
        _check_step(where, entry, last, known, notes)
        notes.count("entries")
        seen.append({**{name: entry[name] for name in ("seq", "action", "actor", "at")}, "payload": payload})
        last = entry
    if known is not None and last is not None:
        _check_head(subject, last, known, notes)
    notes.count("subjects")
    return seen


def _check_entry(
    where: str, entry: Mapping[str, Any], last: Mapping[str, Any] | None, notes: Notes
) -> Mapping[str, Any]:
    expected = last["seq"] + 1 if last else 1
    if entry["seq"] != expected:
        notes.fault("sequence", where, f"it follows entry {expected - 1}: entries are missing between them")
    if entry["previous"] != (last["hash"] if last else ""):
        notes.fault("chain", where, "it does not name the hash of the entry before it")
    if entry_hash({name: value for name, value in entry.items() if name != "hash"}) != entry["hash"]:
        notes.fault("hash", where, "its hash is not that of what it says: the entry was changed")
    try:
        payload = json.loads(entry["payload"])
    except ValueError:
        payload = None
    if not isinstance(payload, dict):
        notes.fault("hash", where, "its payload is no JSON object")
        return {}
    return payload


def _check_texts(where: str, payload: Mapping[str, Any], texts: Sequence[Any], notes: Notes) -> None:
    """Each personal text gives the digest of its entry; each digest has its text, or the mark of its erasure."""
    there = {text.field for text in texts}
    for text in texts:
        held = payload.get(text.field)
        if not isinstance(held, dict) or set(held) != {"digest"}:
            notes.fault("personal_text", where, f"“{text.field}” has words, and the entry no digest of them")
        elif text.text is None:
            notes.count("erased texts")
        elif digest(text.salt + text.text) != held["digest"]:
            notes.fault(
                "personal_text", where, f"the words of “{text.field}” do not fit the digest in the entry"
            )
        else:
            notes.count("personal texts")
    for name, held in payload.items():
        if isinstance(held, dict) and set(held) == {"digest"} and name not in there:
            notes.fault("personal_text", where, f"the words of “{name}” are gone without a mark of erasure")


def _check_step(
    where: str, entry: Mapping[str, Any], last: Mapping[str, Any] | None, known: Known | None, notes: Notes
) -> None:
    """The entry begins where the last one led to, by a transition that the definition declares."""
    if entry["subject"] == "register":
        if entry["source"] != entry["target"]:
            notes.fault("replay", where, "the register has one state only")
        return
    if entry["source"] != (last["target"] if last else ""):
        notes.fault("replay", where, f"it starts in “{entry['source']}”, where the history was not")
    machines = known.machines if known else ()
    if machines and not any(_declared(machine, entry, first=last is None) for machine in machines):
        step = f"{entry['action']} ({entry['event']}) by {entry['acting_as']} from {entry['source'] or 'nothing'}"
        notes.fault("replay", where, f"no such step is declared: {step} to {entry['target']}")


def _declared(machine: Procedure, entry: Mapping[str, Any], *, first: bool) -> bool:
    if first:
        return (entry["action"], entry["event"], entry["target"]) == ("open", "opened", machine.initial)
    return any(
        way.event == entry["event"]
        and (way.target or entry["source"]) == entry["target"]
        and entry["acting_as"] in way.by
        for way in machine.actions(entry["source"]).get(entry["action"], ())
    )


def _check_head(subject: str, last: Mapping[str, Any], known: Known, notes: Notes) -> None:
    stored = {"state": known.state, "version": known.version, "head": known.head}
    replayed = {"state": last["target"], "version": last["seq"], "head": last["hash"]}
    for name, value in replayed.items():
        if stored[name] != value:
            notes.fault("head", subject, f"its row says {name} “{stored[name]}”, its history “{value}”")
    end = next((m.states[known.state].end for m in known.machines if known.state in m.states), None)
    if subject.startswith("case:") and known.machines and (end.result if end else None) != known.result:
        notes.fault(
            "head", subject, f"its row says it ended “{known.result}”, its state “{end and end.result}”"
        )
