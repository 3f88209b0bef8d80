"""The keys of the house: made once, kept from others, changed without losing what was signed."""

import stat
from pathlib import Path

import pytest

from casework.printing.press import Press
from casework.printing.signing_keys import KeyUnusable, key_to_sign_with, public_keys, rotate_key
from tests.world import World


@pytest.fixture
def keys(world: World, tmp_path: Path) -> Path:
    """The folder of private keys."""
    folder = tmp_path / "keys"
    world.service.press = Press(keys=folder)
    return folder


def test_first_use_makes_a_key_that_stays(world: World, keys: Path) -> None:
    assert public_keys(world.service) == ()
    key = key_to_sign_with(world.service, world.now)
    assert key_to_sign_with(world.service, world.now) == key
    (known,) = public_keys(world.service)
    assert (known.id, known.verifying, known.signs) == (key.public.id, key.public, True)


def test_private_key_is_a_file_that_nobody_else_reads(world: World, keys: Path) -> None:
    key = key_to_sign_with(world.service, world.now)
    (file,) = keys.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert key.seed.hex() not in repr(key)
    file.chmod(0o640)
    with pytest.raises(KeyUnusable, match="chmod 600"):
        key_to_sign_with(world.service, world.now)


def test_new_key_signs_and_the_old_one_still_checks(world: World, keys: Path) -> None:
    old = key_to_sign_with(world.service, world.now)
    new = rotate_key(world.service, world.now)
    assert key_to_sign_with(world.service, world.now).public.id == new.id != old.public.id
    assert [(each.id, each.signs) for each in public_keys(world.service)] == [
        (new.id, True),
        (old.public.id, False),
    ]


def test_missing_or_spoilt_key_is_told_and_not_replaced_silently(world: World, keys: Path) -> None:
    key = key_to_sign_with(world.service, world.now)
    file = keys / f"{key.public.id}.key"
    for spoilt in ("", "00" * 32, "zz"):
        file.write_text(spoilt)
        with pytest.raises(KeyUnusable, match="已损坏"):
            key_to_sign_with(world.service, world.now)
    file.unlink()
    with pytest.raises(KeyUnusable, match="rotate"):
        key_to_sign_with(world.service, world.now)
    assert len(public_keys(world.service)) == 1


def test_folder_that_cannot_be_written_leaves_no_row(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    world.service.press = Press(keys=tmp_path / "file" / "keys")
    with pytest.raises(KeyUnusable):
        key_to_sign_with(world.service, world.now)
    assert public_keys(world.service) == ()


def test_nothing_is_signed_where_no_folder_is_set(world: World) -> None:
    with pytest.raises(KeyUnusable):
        key_to_sign_with(world.service, world.now)
