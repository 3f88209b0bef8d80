"""A password changed by whoever knows the present one."""

from datetime import datetime

from sqlalchemy import select

from casework.accounts import attempts, passwords
from casework.accounts.errors import WrongCredentials
from casework.accounts.keeping import keep
from casework.accounts.rights import require_person
from casework.accounts.sessions import end_all
from casework.record.register import enter_in_register
from casework.service import Service
from models.tables import account

__all__ = ["change_password"]


def change_password(service: Service, person_no: str, current: str, password: str, now: datetime) -> None:
    """Change the password of somebody who is signed in; every session of the person ends, this one too.

    Raises:
        NotFound: an unknown person.
        TooManyAttempts: the present password was given wrongly too often: whoever asks may have found an open session.
        WrongCredentials: the present password is another.
        PasswordRefused: the new password is not taken.
    """
    counted = attempts.of_change(person_no)
    mine = select(account.c.password).where(account.c.person_no == person_no)
    with service.store.writing() as connection:
        name = str(require_person(connection, person_no)["name"])
        attempts.begin(connection, counted, now)
        kept = connection.execute(mine).scalar_one_or_none()
    if not passwords.is_right(kept, current):
        raise WrongCredentials
    passwords.require_fit(password, person_no, name)
    made = passwords.hashed(service.entropy, password)
    with service.store.writing() as connection:
        if connection.execute(mine.with_for_update()).scalar_one_or_none() != kept:
            raise WrongCredentials  # it was changed while this one was being hashed
        keep(connection, person_no, password=made, password_at=now)
        attempts.succeed(connection, counted)
        end_all(connection, person_no)
        said = {"person": person_no, "by_link": False}
        enter_in_register(connection, "set_password", "password_set", now, said, actor=person_no)
