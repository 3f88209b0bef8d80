"""Passwords: which are taken, and how they are kept (argon2id, RFC 9106).

Hashing takes a tenth of a second or more, on purpose: never call it within a transaction.
"""

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from casework.accounts.errors import PasswordRefused
from casework.entropy import Entropy

__all__ = ["LONGEST", "SHORTEST", "hashed", "is_right", "outdated", "require_fit"]

SHORTEST, LONGEST = 10, 256  # characters; the upper end keeps nobody from a sentence

HASHER = PasswordHasher()  # the library's parameters, which follow RFC 9106; tests put a quick one here
_AT_ONCE = threading.BoundedSemaphore(
    4
)  # 64 MiB each: a crowd at the door waits, and does not eat the memory

# The commonest that are long enough to come this far.
_COMMON = """
1234567890 0123456789 12345678910 123456789a 1234567890a 0987654321 9876543210 1111111111 0000000000 1234512345
1122334455 1231231231 123123123123 qwertyuiop qwerty1234 qwerty12345 qwerty123456 1q2w3e4r5t 1q2w3e4r5t6y
q1w2e3r4t5 qazwsxedcrfv qazwsx123456 1qaz2wsx3edc zxcvbnm123 asdfghjkl123 asdfghjkl; asdf123456 abcd123456
abc1234567 abcdefghij a123456789 a1234567890 aa123456789 aaa123456789 aa12345678 as123456789 qq123456789
woaini1314 woaini1314520 woaini520 5201314520 5201314000 iloveyou1314 iloveyou123 password12 password123
password1234 passw0rd123 p@ssw0rd123 p@ssword123 passwordpassword admin12345 admin123456 admin@1234 admin@123456
administrator root123456 test123456 user123456 welcome123 welcome1234 changeme123 letmein123 shenbao123
shenbao1234 shenbao2025 shenbao2026 shenbao123456 shenbaoshenbao 88888888888 8888888888 6666666666 147258369a
"""
COMMON = frozenset(_COMMON.split())


def require_fit(password: str, person_no: str, name: str) -> None:
    """Raise PasswordRefused for a password that others would try first."""
    plain = _normal(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise PasswordRefused(
            f"密码须为 {SHORTEST} 至 {LONGEST} 个字符 / a password has {SHORTEST} to {LONGEST} characters"
        )
    if "\0" in plain or any("\ud800" <= each <= "\udfff" for each in plain):
        raise PasswordRefused("密码含有无法保存的字符 / the password has characters that cannot be kept")
    low = plain.casefold()
    own = {_normal(each).casefold() for each in (person_no, name) if each}
    bare = low.strip("0123456789!@#$%^&*._- ")
    if low in own or bare in own or any(low == each * (len(low) // len(each)) for each in own):
        raise PasswordRefused(
            "密码不能由本人的编号或姓名构成 / not your own number or name, with or without digits behind it"
        )
    if low in COMMON or len(set(low)) < 4:
        raise PasswordRefused("这个密码太常见，请换一个 / too common a password: think of another one")


def hashed(entropy: Entropy, password: str) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return HASHER.hash(_normal(password), salt=bytes.fromhex(entropy.salt()))


def is_right(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes as long for somebody who has none, so that the time does not tell."""
    plain = _normal(password[: LONGEST + 1]).encode("utf-8", "replace")
    with _AT_ONCE:
        nobody = _of_nobody(HASHER)
        try:
            HASHER.verify(kept or nobody, plain)
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None


def outdated(kept: str) -> bool:
    """Whether a password was hashed with other parameters than are used now."""
    return HASHER.check_needs_rehash(kept)


@cache
def _of_nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody's password", salt=bytes(16))


def _normal(password: str) -> str:
    """The same characters however a keyboard or an input method wrote them: full-width digits count as digits."""
    return unicodedata.normalize("NFKC", password)
