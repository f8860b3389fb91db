"""What each day must begin with: the exchange's own trades, folded day after day. Nothing of the project's rules is imported; they
are written down once more, from docs/operations.md, "What a day begins with"."""

KEY = ("account", "exchange", "segment", "token", "product")


class CarriedFold:
    """`expiries`: {(exchange, segment, token): yyyymmdd, 0 for none}."""

    def __init__(self, expiries):
        self._expiries = expiries
        self._days = []  # [(day, {key: (quantity, value) begun with}, {key: [bought, paid, sold, received]})]

    def add_day(self, day, sums):
        """Another day with what was traded on it: {key: (bought, paid, sold, received)}."""
        self._days.append((day, {}, {key: list(amounts) for key, amounts in sums.items()}))
        self._roll()

    def replace_day(self, day, sums):
        """What was traded on the last day, once more."""
        self._days.pop()
        self.add_day(day, sums)

    def bust(self, day, key, side, quantity, value):
        """A trade of that day has been taken back."""
        sums = next(sums for number, _, sums in self._days if number == day)
        place = 0 if side == "buy" else 2
        sums[key][place] -= quantity
        sums[key][place + 1] -= value
        self._roll()

    def begins_with(self, day):
        """{key: (quantity, value)} that a day which has been added begins with."""
        return next(opening for number, opening, _ in self._days if number == day)

    def after(self, next_day):
        """{key: (quantity, value)} that a day behind all of them begins with."""
        if not self._days:
            return {}
        _, opening, sums = self._days[-1]
        found = {}
        for key in opening.keys() | sums.keys():
            quantity, value = opening.get(key, (0, 0))
            bought, paid, sold, received = sums.get(key, (0, 0, 0, 0))
            quantity, value = quantity + bought - sold, value + paid - received
            if quantity != 0 and self._goes_on(key, quantity, next_day):
                found[key] = (quantity, value)
        return found

    def _goes_on(self, key, quantity, next_day):
        _, exchange, segment, token, product = key
        expiry = self._expiries.get((exchange, segment, token), 0)
        if 0 < expiry < next_day:
            return False
        return segment != "CM" or (quantity > 0 and product in ("NRML", "MTF"))

    def _roll(self):
        days, self._days = self._days, []
        for day, _, sums in days:
            self._days.append((day, self.after(day), sums))


def differing(expected, found):
    """Keys whose values are not the same in both."""
    return sorted(key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key))
