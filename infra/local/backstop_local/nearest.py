"""What was probably meant by a name or an option that there is not, and a parser that says it. Pure."""

import argparse
import re

WORD_MAX = 64  # letters: what is longer is no mistyped name


def _distance(a, b):
    """How many letters must be changed, left out, put in, or swapped with their neighbour."""
    before_last, last, row = [], [], list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        before_last, last, row = last, row, [i]
        for j, other in enumerate(b, 1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other)))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                row[j] = min(row[j], before_last[j - 2] + 1)
    return row[-1]


def nearest(word, names):
    """The name that was probably meant, by the rule of common/typed/nearest.h; "" where none is near."""
    meant = word.lstrip("-")
    if not 0 < len(meant) <= WORD_MAX:
        return ""
    begins = [name for name in names if name.lstrip("-").startswith(meant)]
    if len(meant) > 1 and len(begins) == 1:
        return begins[0]
    apart, found = min(((_distance(meant, name.lstrip("-")), name) for name in names), key=lambda one: one[0], default=(WORD_MAX, ""))
    return found if apart <= (1 if len(meant) < 6 else 2) else ""


def hint(word, names):
    """"; did you mean …?", or nothing."""
    found = nearest(word, names)
    return f"; did you mean {found}?" if found else ""


class Parser(argparse.ArgumentParser):
    """Takes no abbreviations; of an option or verb that there is not it names the one that was probably meant."""

    _read_last = None  # of all parsers: that of the verb reads behind the one of the program

    def __init__(self, **words):
        super().__init__(**({"allow_abbrev": False} | words))

    def parse_known_args(self, args=None, namespace=None):
        Parser._read_last = self
        return super().parse_known_args(args, namespace)

    def options(self):
        return [text for action in self._actions if action.help != argparse.SUPPRESS for text in action.option_strings if text.startswith("--")]

    def error(self, message):
        unknown = re.match(r"(?:unrecognized arguments: |unknown arguments: )(?:.* )?(--[^\s=]+)", message)
        chosen = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        if unknown:
            message += hint(unknown[1], {*self.options(), *(Parser._read_last or self).options()})
        elif chosen:
            message += hint(chosen[1], re.findall(r"'([^']*)'", chosen[2]))
        super().error(message)
