"""Waits until everything has been applied, then compares database and journal with the expected books, row by row."""

import time

from backstop_local.waiting import StackError, wait_until
from books import fold_journal
from books_database import BooksDatabase
from compare_books import compare

from journal import read_journal

APPLIED_DEADLINE_S = 120
EMPTY_DEADLINE_S = 60
SAMPLES_MAX = 20
TABLES = ("orders", "trades", "positions", "watermarks", "inbox")


def wait_applied(stack, expected, deadline_s=APPLIED_DEADLINE_S):
    """Waits for the watermarks of the expected books. StackError tells how far each one came."""
    wanted = {key: seq for key, seq in expected.watermarks.items()}
    found = {}

    def reached():
        found.clear()
        for source, day in {key[:2] for key in wanted}:
            rows = stack.sql("SELECT part, seq FROM watermarks WHERE source = %s AND day = %s", (source, day))
            found.update({(source, day, part): seq for part, seq in rows})
        return all(found.get(key, 0) >= seq for key, seq in wanted.items())
    try:
        wait_until(reached, deadline_s, "everything is applied")
    except StackError as error:
        behind = {f"partition {key[2]}": f"{found.get(key, 0)} of {seq}" for key, seq in wanted.items()
                  if found.get(key, 0) < seq}
        raise StackError(f"{error}: {behind}") from error


def wait_empty(stack, deadline_s=EMPTY_DEADLINE_S):
    """Waits until the broker says that no queue but the journal holds a message, delivered or not. Its figures are up
    to five seconds old, so they must have been taken after the last event was applied."""
    settled_at = time.monotonic() + 5
    left = {}

    def empty():
        left.clear()
        left.update({queue["name"]: (queue.get("messages_ready"), queue.get("messages_unacknowledged"))
                     for queue in stack.queues() if queue["name"] != "journal" and queue.get("messages", 1) != 0})
        return not left and time.monotonic() >= settled_at
    try:
        wait_until(empty, deadline_s, "the queues are empty")
    except StackError as error:
        raise StackError(f"{error}; (ready, unacknowledged): {left}") from error


def compare_database(stack, expected):
    """compare_books' Result, read past the gates."""
    database = BooksDatabase("127.0.0.1", stack.ports["database"], "backstop", "backstop",
                             stack.secrets["BACKSTOP_DATABASE_PASSWORD"])
    return compare(expected, database)


def compare_journal(stack, source, expected, begin):
    """Folds what the record holds of the source from number `begin` on.

    Returns {"journal_events", "journal_repeats", "journal_lost" (numbers missing), "journal_wrong" (rows that differ,
    or numbers that two different events carry), "next_offset"}.
    """
    events, conflicts, ids, next_offset = [], 0, {}, begin
    for offset, batch in read_journal(stack, begin, sorted({key[1] for key in expected.watermarks})):
        next_offset = offset + 1
        for event in batch:
            if event.get("source") != source:
                continue
            events.append(event)
            place = (event["day"], event["partition"], event["seq"])
            conflicts += ids.setdefault(place, event["id"]) != event["id"]
    wanted = sum(expected.watermarks.values())
    books = fold_journal(events, None)
    wrong = sum(_differing_rows(getattr(books, table), getattr(expected, table)) for table in TABLES)
    return {"journal_events": len(events), "journal_repeats": len(events) - len(ids), "journal_lost": wanted - len(ids),
            "journal_wrong": conflicts + wrong, "next_offset": next_offset}


def _differing_rows(found, expected):
    if isinstance(found, set):
        return len(found ^ expected)
    keys = found.keys() | expected.keys()
    return sum(found.get(key) != expected.get(key) for key in keys)


def verify(stack, day):
    """The day folded again from the journal against the live books -> (differences, what is to be said about it)."""
    code, report = stack.replay("verify", day)
    told = [f"verify: {row}" for row in (report["gaps"] + report["differences"])[:SAMPLES_MAX]]
    if code != 0 and not told:
        told = [f"verify: {report['verdict']}"]
    return report["verify_differences"], told
