"""What can go wrong with letters and mail, beside what a mail server says of one recipient."""

from collections.abc import Iterable

from errors import ShenbaoError

__all__ = ["BadAddress", "CannotRender", "MailError", "MailRefused", "MailUnavailable", "UnknownTemplate"]


class MailError(ShenbaoError):
    """A letter or its delivery."""


class UnknownTemplate(MailError):
    """No template has this id. Attributes: ``template``, ``known``."""

    def __init__(self, template: str, known: Iterable[str]) -> None:
        self.template, self.known = template, tuple(known)
        super().__init__(
            f"没有函件模板 / there is no template “{template}”; there are: {', '.join(self.known)}"
        )


class CannotRender(MailError):
    """A template cannot be rendered from the facts. Attributes: ``template``, ``language``, ``why``."""

    def __init__(self, template: str, language: str, why: str) -> None:
        self.template, self.language, self.why = template, language, why
        super().__init__(f"函件模板不能套用 / template “{template}” ({language}) cannot be rendered: {why}")


class BadAddress(MailError):
    """What is written is no address for mail. Attribute: ``address``."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(f"“{address}” is no address for mail; write one as name@example.org")


class MailUnavailable(MailError):
    """The mail server takes nothing at all now, from anybody or from us. Attributes: ``where``, ``why``."""

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


class MailRefused(MailUnavailable):
    """The mail server does not let us in, whatever the letter: the password or the sender is not to its liking.

    It will not do so later either, until somebody changes a setting. Attributes as of MailUnavailable.
    """
