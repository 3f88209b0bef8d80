"""Files made from definitions: a new programme from the template, the JSON Schema, the pages of the documentation."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from errors import ShenbaoError

__all__ = ["GENERATED", "CannotCreate", "accounted", "new_programme", "out_of_date", "pages", "write"]

GENERATED = "<!-- Made from the definition by `shenbao programme pages`; do not edit. -->"
TEMPLATE = "standard"


class CannotCreate(ShenbaoError):
    """A programme cannot be created; ``folder`` is where it was to stand."""

    def __init__(self, folder: Path, reason: str) -> None:
        """Keep the folder; the message says why."""
        self.folder = folder
        super().__init__(f"无法新建 / cannot create {folder}: {reason}")


def new_programme(id: str, programmes: Path) -> Path:
    """Copy the template into a folder of a new id and return the folder; it is there whole or not at all.

    Raises:
        BadId: the id is none. CannotCreate: there is something of that name, or the folder cannot be written.
    """
    from statemachines.library import folder_of, new_folder, programmes_folder

    folder = new_folder(id, programmes)
    if folder.exists():
        raise CannotCreate(folder, "已存在 / it exists already")
    template = folder_of(TEMPLATE, programmes if (programmes / TEMPLATE).is_dir() else programmes_folder())
    draft = folder.with_name(f".{id}.new")
    try:
        shutil.copytree(template, draft)
        _rename(draft / "programme.yaml", id)
        draft.rename(folder)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise CannotCreate(folder, error.strerror or str(error)) from None
    return folder


def _rename(definition: Path, id: str) -> None:
    text = definition.read_text("utf-8")
    renamed = re.sub(rf"^programme: {TEMPLATE}$", f"programme: {id}", text, count=1, flags=re.MULTILINE)
    definition.write_text(renamed, "utf-8")


def pages(programmes: Path) -> dict[str, str]:
    """Return the page of every programme, by the name of its file.

    Raises:
        DefinitionError: a definition or its sources have faults.
    """
    from statemachines.definition.sources import load_sources
    from statemachines.library import all_ids, folder_of
    from statemachines.loader import load_folder
    from statemachines.pages import page

    folders = [folder_of(id, programmes) for id in all_ids(programmes)]
    return {f"{folder.name}.md": page(load_folder(folder), load_sources(folder)) for folder in folders}


def accounted(file: Path) -> None:
    """Raise DefinitionError where a definition and the sources beside it do not match."""
    from statemachines.definition.faults import DefinitionError
    from statemachines.definition.reading import read
    from statemachines.definition.sources import load_sources, unaccounted

    if (file.parent / "sources.yaml").exists():
        faults = unaccounted(read(file), load_sources(file.parent))
        if faults:
            raise DefinitionError(faults)


def out_of_date(wanted: Mapping[str, str], folder: Path) -> list[str]:
    """Return the names of files in ``folder`` that are missing, other than wanted, or made for what is no more."""
    stale = {file.name for file in folder.glob("*.md") if GENERATED in file.read_text("utf-8")} - set(wanted)
    return sorted(stale | {name for name, text in wanted.items() if _text(folder / name) != text})


def write(wanted: Mapping[str, str], folder: Path) -> list[str]:
    """Bring ``folder`` up to date and return the names of the files that were written or removed."""
    changed = out_of_date(wanted, folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], "utf-8")
        else:
            (folder / name).unlink()
    return changed


def _text(file: Path) -> str | None:
    return file.read_text("utf-8") if file.exists() else None
