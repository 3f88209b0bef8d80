"""Why a file is not taken, or cannot be read. Each says what is wrong and what would be right, 中文 / English."""

from errors import ShenbaoError

__all__ = ["FileGone", "FileRefused", "FilesFailed", "TooLarge"]


class FileRefused(ShenbaoError):
    """A file is not taken; nothing of it is left. Attribute: ``why``."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class TooLarge(FileRefused):
    """A file has more bytes than are taken. Attribute: ``limit``, in bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        most = f"{limit / 1_000_000:g} MB"
        super().__init__(
            f"文件超过 {most}，请压缩扫描件或分成几个文件 / larger than {most}: scan it smaller, or split it"
        )


class FilesFailed(ShenbaoError):
    """The folder of files cannot be used. Attributes: ``where``, ``detail``."""

    def __init__(self, where: str, detail: str) -> None:
        self.where, self.detail = where, detail
        super().__init__(f"{where}: files cannot be kept or read there ({detail}); set SHENBAO_FILES right")


class FileGone(FilesFailed):
    """A file that was taken is not there any more. Attribute: ``digest``."""

    def __init__(self, where: str, digest: str) -> None:
        super().__init__(where, f"{digest} is gone")
        self.digest = digest
        self.args = (
            f"{where}: the file {digest} is gone; bring it back from a backup, `shenbao materials verify` lists all",
        )
