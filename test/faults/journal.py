"""Reads the record as an operator would who has lost the database: every event of some days, in order, from a number on."""

from event_rules import Decimals
from record_marks import wait_recorded
from record_reader import events_of, read_record


def read_journal(stack, begin, days):
    """(number, [event]) of every record of the days from number `begin` on that is confirmed now."""
    folder = stack.paths.lib / "archive"
    wait_recorded(stack.amqp_url(), folder)
    for day in days:
        for message in read_record(stack.binary("consumers/archive/backstop-archive"), folder, day, begin):
            yield message.number, events_of(message, Decimals)
