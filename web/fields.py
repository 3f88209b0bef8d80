"""The fields of a form, as texts."""

__all__ = ["Form"]


class Form(dict[str, list[str]]):
    """The fields of a form: each name with all its values, spaces around them taken away."""

    def one(self, name: str) -> str:
        """The value of a field; empty where it was not sent."""
        return (self.get(name) or [""])[0]

    def add(self, name: str, value: str) -> None:
        """Take a value of a field as a browser sends it."""
        self.setdefault(name, []).append(value.strip().replace("\r\n", "\n"))
