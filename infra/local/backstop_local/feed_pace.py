"""What `backstop-feed --pace` takes, so that a wrong one is refused before anything is started."""

import re

MULTIPLE_MAX = 1_000_000


def accepted(text):
    """True for "max" and for a whole number from 1 to MULTIPLE_MAX in ASCII digits."""
    return text == "max" or (re.fullmatch("[0-9]{1,20}", text) is not None and 1 <= int(text) <= MULTIPLE_MAX)
