"""Letters on their way: claimed, rendered, sent, marked one by one; looked at and tried again by people."""

from casework.letters.delivering import Delivered, deliver

__all__ = ["Delivered", "deliver"]
