"""The calendar that the test lives through: four weeks as an October in India has them, with all that is not a weekday like any other. Times are the exchange's."""

import collections
import datetime

INDIA = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
FIRST = datetime.date(2027, 10, 6)  # the exchange's contracts expire on Tuesdays
HOLIDAYS = {datetime.date(2027, 10, 20)}
HALF_DAY = datetime.date(2027, 10, 26)
MUHURAT = datetime.date(2027, 10, 29)  # an hour in the evening, and nothing before it
EVENINGS = {datetime.date(2027, 10, 13), datetime.date(2027, 11, 1)}  # the usual hours, and a session behind them

# When trading begins and ends, and when intraday positions are squared off.
Hours = collections.namedtuple("Hours", "opens cutoff closes")
USUAL = Hours("09:15", "15:00", "15:30")
HALF = Hours("09:15", "12:00", "12:30")
HOUR_OF_MUHURAT = Hours("18:15", "18:45", "19:15")
EVENING = Hours("17:00", "22:45", "23:15")


class TradingDay:
    """One of them. `number`: yyyymmdd. `sessions`: its Hours, in order."""

    def __init__(self, date):
        self.date = date
        self.number = int(date.strftime("%Y%m%d"))
        self.kind = ("half day" if date == HALF_DAY else "muhurat" if date == MUHURAT else "evening session" if date in EVENINGS else "usual")
        self.sessions = {"half day": [HALF], "muhurat": [HOUR_OF_MUHURAT], "evening session": [USUAL, EVENING]}.get(self.kind, [USUAL])

    def at(self, time_of_day, seconds=0):
        """The moment of HH:MM or HH:MM:SS on it."""
        text = time_of_day if time_of_day.count(":") == 2 else time_of_day + ":00"
        moment = datetime.datetime.combine(self.date, datetime.time.fromisoformat(text), INDIA)
        return moment + datetime.timedelta(seconds=seconds)

    def __str__(self):
        return f"{self.number} {self.date:%a} {self.kind}"


def trading_days(count):
    """The last `count` of the calendar's twenty, so that few days, too, have a weekend, Muhurat and an evening session among them."""
    found, date = [], FIRST
    while len(found) < 20:
        if date.weekday() < 5 and date not in HOLIDAYS:
            found.append(TradingDay(date))
        date += datetime.timedelta(days=1)
    return found[20 - count:]


def quiet_days_between(one, other):
    """The dates between two trading days, on which nothing trades and everything runs on."""
    days = (other.date - one.date).days
    return [TradingDay(one.date + datetime.timedelta(days=number)) for number in range(1, days)]
