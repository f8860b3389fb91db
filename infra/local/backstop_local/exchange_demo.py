"""The story of the demo: the main site trades, our books follow the drop copy, and a customer gets out through this site."""

import json
import subprocess
import sys
import time

from . import customer_choice, exchange, processes
from .access import fetch
from .live_view import LiveView
from .observation import Observer
from .paths import REPOSITORY
from .waiting import StackError, wait_until

sys.path.insert(0, str(REPOSITORY / "test/support"))

from books_database import BooksDatabase  # noqa: E402
import compare_venue  # noqa: E402

CUSTOMERS = 600
FLOW_S = 30  # how long the main site trades
FLOW_DEADLINE_S = 180
FLOW_END_DEADLINE_S = 20
COMPARE_DEADLINE_S = 60
EXIT_DEADLINE_S = 120
FLAT_DEADLINE_S = 30


def start_flow(stack, arguments):
    """The main site's customers, as a child with its output in flow.log."""
    command = exchange.flow_command(stack, arguments.orders, max(1, arguments.orders // FLOW_S), arguments.seed)
    with (stack.paths.log / "flow.log").open("wb") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                stdout=log, stderr=log,
                                env=stack.bare_environment() | {processes.MARK: str(stack.paths.var)})


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


def show(stack, *arguments):
    """Runs a backstopctl command as an operator would and shows both. StackError where it fails."""
    print(f"$ backstopctl {' '.join(arguments)}", flush=True)
    result = stack.ctl(*arguments)
    print(result.stdout, flush=True)
    if result.returncode != 0:
        raise StackError(f"backstopctl {arguments[0]} ended with {result.returncode}: {result.stderr.strip()}")


def exit_everything(stack, account):
    """Squares the customer off, shows every slice, and returns what became of it, for --json."""
    command_id = f"demo-{time.time_ns() // 1_000_000}"
    begun = time.monotonic()
    arguments = ["exit-all", "--account", account, "--id", command_id, "--wait-s", str(EXIT_DEADLINE_S)]
    print(f"$ backstopctl {' '.join(arguments)}", flush=True)
    result = stack.ctl(*arguments)
    if result.returncode != 0:
        raise StackError(f"exit-all ended with {result.returncode}: {result.stdout}{result.stderr}")
    seconds = time.monotonic() - begun
    show(stack, "command", "show", command_id)
    told = json.loads(stack.ctl("command", "show", command_id, "--json").stdout)
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
    step(f"the main site trades: {arguments.orders:,} orders of {stack.customers:,} customers")
    flow = start_flow(stack, arguments)
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
    step("comparing once more")
    after = compare(stack)
    right = before["equal"] and after["equal"]
    print("THE BOOKS ARE RIGHT" if right else "THE BOOKS ARE WRONG: see above")
    for row in result["excluded"]:
        print(f"not exited: {row}")
    print(f"{account} IS FLAT" if result["flat"] else f"{account} IS NOT FLAT: see above")
    return {"orders": arguments.orders, "books_are_right": right, "venue_differences": before["differences"] + after["differences"],
            "comparisons": [before, after], "exit_all": result}
