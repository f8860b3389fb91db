"""The story of the demo: the main site trades, our books follow the drop copy, and a customer gets out through this site."""

import json
import subprocess
import sys
import time

from . import customer_choice, processes, trading
from .access import fetch
from .live_view import LiveView
from .observation import Observer
from .paths import REPOSITORY
from .waiting import StackError, wait_until

sys.path.insert(0, str(REPOSITORY / "test/support"))

from books_database import BooksDatabase  # noqa: E402
import compare_venue  # noqa: E402

CUSTOMERS = 600
FLOW_S = 20  # how long the main site trades
FLOW_DEADLINE_S = 180
FLOW_END_DEADLINE_S = 20
COMPARE_DEADLINE_S = 60
EXIT_DEADLINE_S = 120
NOTICES_DEADLINE_S = 60
FLAT_DEADLINE_S = 30
WHY_IT_STAYS = """Nothing has failed there: these rows are left on purpose, and say why. In a trade-for-trade series (at NSE: BE) every trade must be
delivered, so selling the same day would be a short delivery; shares sold from holdings would be bought back. Both are settled by delivery,
and the customer is told. All reasons: docs/squareoff.md, "Not exited, and why"."""


def watch(stack, flow):
    """Shows the books while the main site trades."""
    observer, view, before = Observer(stack), LiveView(None), None
    end = time.monotonic() + FLOW_DEADLINE_S
    while flow.poll() is None and time.monotonic() < end:
        now = observer.look()
        view.show(now, before, observer.positions())
        before = now
        time.sleep(view.interval_s)  # the pace of the picture; the end is the fact above
    view.finish(observer.look(), before, observer.positions())
    if flow.poll() != 0:
        what = "does not end" if flow.poll() is None else f"ended with {flow.poll()}"
        raise StackError(f"the main site's flow {what}\n{stack.last_log_lines('flow')}")


def confirm_frozen(stack):
    """The exchange's operator lets the orders go that are larger than the freeze quantity. Returns how many."""
    frozen = compare_venue.Venue(stack.venue_url()).rows("frozen")
    for order in frozen:
        fetch(f"{stack.venue_url()}/freeze/confirm?order={order['exchange_order_id']}", "POST", b"")
    return len(frozen)


def compare(stack):
    """Our books against the exchange's own, row by row, until they agree or the deadline passes."""
    database = BooksDatabase("127.0.0.1", stack.ports["database"], "backstop", "backstop",
                             stack.secrets["BACKSTOP_DATABASE_PASSWORD"])
    result = compare_venue.compare_until_equal(compare_venue.Venue(stack.venue_url()), database, stack.day, COMPARE_DEADLINE_S)
    print(compare_venue.as_text(result), flush=True)
    return result


def show(stack, *arguments, ends=0):
    """Runs a backstopctl command as an operator would and shows both. StackError where it ends with another code than `ends`."""
    print(f"$ backstopctl {' '.join(arguments)}", flush=True)
    result = stack.ctl(*arguments)
    print(result.stdout, flush=True)
    if result.returncode != ends:
        raise StackError(f"backstopctl {arguments[0]} ended with {result.returncode}: {result.stderr.strip()}")


def exit_everything(stack, account):
    """Squares the customer off, shows every slice, and returns what became of it, for --json."""
    command_id = f"demo-{time.time_ns() // 1_000_000}"
    begun = time.monotonic()
    arguments = ["exit-all", "--account", account, "--id", command_id, "--wait-s", str(EXIT_DEADLINE_S)]
    print(f"$ backstopctl {' '.join(arguments)}", flush=True)
    result = stack.ctl(*arguments)
    if result.returncode not in (0, 1):  # 1: not all was done, as where a position is excluded; it is judged below
        raise StackError(f"exit-all ended with {result.returncode}: {result.stdout}{result.stderr}")
    seconds = time.monotonic() - begun
    show(stack, "commands", "show", command_id)
    told = json.loads(stack.ctl("commands", "show", command_id, "--json").stdout)
    states = [row["state"] for row in told["rows"]]
    return {"account": account, "command": command_id, "state": told["state"], "seconds": round(seconds, 3),
            "rows": {state: states.count(state) for state in sorted(set(states))}, "orders": len(told["orders"]),
            "excluded": [f"{row['market']} {row['symbol']} {row['product']}: {row['reason']}"
                         for row in told["rows"] if row["state"] == "excluded"]}


def settle(stack, account, command_id):
    """Waits until the books hold nothing of the customer's but what was excluded. Returns whether it came to that."""
    try:
        return wait_until(lambda: not customer_choice.left(stack, account, command_id), FLAT_DEADLINE_S, "flat")
    except StackError:
        return False


def show_addresses(stack):
    """Where the site can be watched, and what its customers receive."""
    print(f"the operators' console: http://127.0.0.1:{stack.ports['console']}/\n"
          f"mails and SMS as they arrive: http://127.0.0.1:{stack.ports['notice_sink']}/", flush=True)


def notices_of(stack, command_id, account):
    """Waits until every notice of the command has its fate -> {"sent": count, "dead": count}."""
    def fates():
        rows = stack.sql("SELECT state, COUNT(*) FROM notices WHERE account=%s GROUP BY state", (account,))
        counts = dict(rows)
        return counts if counts and set(counts) <= {"sent", "dead"} else None
    counts = wait_until(fates, NOTICES_DEADLINE_S, f"the notices of {command_id} are sent")
    for template, channel, state, reason in stack.sql("SELECT template, channel, state, reason FROM notices WHERE account=%s "
                                                      "ORDER BY template, channel", (account,)):
        print(f"  {template} by {channel}: {state} {reason}", flush=True)
    return {name: counts.get(name, 0) for name in ("sent", "dead")}


def verify(stack, day):
    """Folds the day again from the record and compares every row -> the report for --json; a difference is shown."""
    code, report = stack.replay("verify", day)
    print(f"$ backstop-replay verify --day {day}\n{report['events']:,} events folded again in {report['seconds']} s: "
          f"{report['verify_differences']} differences", flush=True)
    for row in report["gaps"] + report["differences"]:
        print(f"  {row}", flush=True)
    return {name: report[name] for name in ("events", "seconds", "verify_differences")} | {"equal": code == 0}


def show_what_stays(stack, step):
    """A customer who holds what must not be exited, and what would become of it. Returns its rows, for --json."""
    account = customer_choice.holds_what_stays(stack)
    if account is None:
        step("what must not be exited stays: this time nobody holds any (more --orders)")
        return []
    step(f"what must not be exited stays: {account} holds some, and exit-all says why")
    show(stack, "exit-all", "--account", account, "--dry-run", ends=1)
    print(WHY_IT_STAYS, flush=True)
    rows = json.loads(stack.ctl("exit-all", "--account", account, "--dry-run", "--json").stdout)["rows"]
    return [row for row in rows if row["reason"] and row["quantity"] == 0]


def end_of(account, result):
    """What has become of the customer who got out, in one line."""
    if not result["flat"]:
        return f"{account} IS NOT FLAT: see above"
    return f"{account} IS FLAT" + (", but for what must not be exited (above)" if result["excluded"] else "")


def choose(stack, step):
    chosen = customer_choice.choose(stack)
    if chosen is None:
        raise StackError("no customer holds anything after the flow; ./backstop logs venue and flow say why")
    account, held, features = chosen
    step(f"customer {account}: {held} positions, with {', '.join(name for name, has in features.items() if has)}")
    show(stack, "positions", "--account", account)
    show(stack, "orders", "--account", account)
    return account


def run(stack, arguments, step):
    """Tells the whole story on `stack`. Returns the result for --json."""
    step(f"stack in {stack.paths.var}, afresh: data of an earlier run are removed")
    stack.up(fresh=True)
    show_addresses(stack)
    step(f"the main site trades: {arguments.orders:,} orders of {stack.customers:,} customers")
    flow = trading.start_flow(stack, arguments.orders, max(1, arguments.orders // FLOW_S), arguments.seed)
    try:
        watch(stack, flow)
    finally:
        processes.end_child(flow, FLOW_END_DEADLINE_S)
    step(f"the exchange's operator confirms {confirm_frozen(stack)} orders above the freeze quantity")
    step("comparing every row of our books with the exchange's own")
    before = compare(stack)
    step("the main site has failed: this site takes over")
    show(stack, "site", "activate", "--reason", "the demo's main site has failed")
    account = choose(stack, step)
    step("exit-all: pending orders are cancelled first, then positions go, in slices of the freeze quantity")
    result = exit_everything(stack, account)
    result["flat"] = settle(stack, account, result["command"])
    show(stack, "positions", "--account", account)
    step("the customer is told")
    notices = notices_of(stack, result["command"], account)
    stays = show_what_stays(stack, step)
    step("comparing once more")
    after = compare(stack)
    step("the day is replayed from the record")
    replayed = verify(stack, stack.day)
    right = before["equal"] and after["equal"] and replayed["equal"]
    print("THE BOOKS ARE RIGHT" if right else "THE BOOKS ARE WRONG: see above")
    for row in result["excluded"]:
        print(f"left on purpose: {row}")
    show_addresses(stack)
    print(end_of(account, result))
    return {"orders": arguments.orders, "books_are_right": right, "venue_differences": before["differences"] + after["differences"],
            "comparisons": [before, after], "exit_all": result, "notices": notices, "stays": stays, "replay": replayed}
