"""Letters on their way: claimed, rendered, sent, marked one by one; looked at and tried again by people."""

from casework.letters.delivered import Delivered
from casework.letters.delivering import deliver
from casework.letters.mending import change_contact, try_again

__all__ = ["Delivered", "change_contact", "deliver", "try_again"]
