"""Why somebody does not get in. No refusal says more than whoever asks may know."""

from datetime import datetime

from errors import ShenbaoError

__all__ = [
    "AccountRefusal", "CodeNeeded", "CodeRefused", "LinkRefused", "PasswordRefused", "TooManyAttempts", "WrongCode",
    "WrongCredentials",
]  # fmt: skip


class AccountRefusal(ShenbaoError):
    """Somebody does not get in, or cannot change how; the message is for people, and has no secret in it."""


class WrongCredentials(AccountRefusal):
    """No such person, no account, somebody who has left, or another password: which of them is not told."""

    def __init__(self) -> None:
        super().__init__("人员编号或密码不对 / wrong number or password")


class CodeNeeded(AccountRefusal):
    """The password is right; the one-time code is asked for."""

    def __init__(self) -> None:
        super().__init__("请输入动态验证码 / the one-time code is needed")


class WrongCode(CodeNeeded):
    """The password is right; the code is not, or it was used before."""

    def __init__(self) -> None:
        super().__init__()
        self.args = (
            "动态验证码不对或已用过，请等下一个 / the one-time code is wrong or was used: wait for the next one",
        )


class TooManyAttempts(AccountRefusal):
    """Nothing was looked at: too many attempts were made of late.

    Attributes: ``until``, when to try again; ``bucket``, the count that is full.
    """

    def __init__(self, until: datetime, bucket: str = "") -> None:
        self.until = until
        self.bucket = bucket
        super().__init__("尝试次数过多，请稍后再试 / too many attempts, try again later")


class LinkRefused(AccountRefusal):
    """The link was used, replaced, is past, or never was one."""

    def __init__(self) -> None:
        super().__init__(
            "链接无效、已使用或已过期，请向管理员索取新链接 / "
            "this link is not valid, was used or is past: ask an administrator for a new one"
        )


class PasswordRefused(AccountRefusal):
    """A password that is not taken; the message says what would be."""


class CodeRefused(AccountRefusal):
    """A code cannot be set up or taken off like this; the message says what would do."""

    def __init__(self, what: str = "") -> None:
        again = "已设置动态验证码，更换请联系管理员 / there is a code already: an administrator takes it off first"
        super().__init__(what or again)
