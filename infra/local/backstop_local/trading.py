"""The main site's customers trade at the stack's exchange, for whoever wants to see something on a stack of `up`."""

import signal
import subprocess
import time

from . import customer_choice, exchange, processes
from .waiting import StackError, UnknownName

ORDERS, RATE = 6000, 300
ORDERS_MAX, RATE_MAX = 100_000_000, 1_000_000
END_DEADLINE_S = 20


def start_flow(stack, orders, rate, seed):
    """The main site's customers, as a child with its output in flow.log; `down` ends it too."""
    with (stack.paths.log / "flow.log").open("wb") as log:
        return subprocess.Popen(exchange.flow_command(stack, orders, rate, seed), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                env=stack.bare_environment() | exchange.secrets_of(stack.secrets, "flow") | {processes.MARK: str(stack.paths.var)})


def trade(stack, orders, rate, seed=None):
    """Returns when they have done so many actions, `rate` a second (0: as fast as they are answered). StackError: not, or not all.

    Without `seed` other orders each time: the same seed sends the same, and the exchange takes no order twice."""
    if not stack.supervisor.answers():
        raise StackError(f"the stack in {stack.paths.var} does not run; first: ./backstop up")
    if not stack.exchange:
        raise UnknownName("this stack has no exchange to trade at; first: ./backstop down, then ./backstop up without --no-exchange")
    if not stack.pid("venue"):
        raise StackError("the exchange is stopped; first: ./backstop start venue")
    seed = seed or int(time.time()) % ORDERS_MAX + 1
    stack.say(f"trade: {orders:,} orders, changes and cancellations of {stack.customers:,} customers{f', {rate:,} a second' if rate else ''}; seed {seed}")
    flow = start_flow(stack, orders, rate, seed)
    try:
        code = flow.wait()
    finally:
        processes.end_child(flow, END_DEADLINE_S)
    if code != 0:
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        raise StackError(f"the customers' flow {how}\n{stack.last_log_lines('flow')}")
    chosen = customer_choice.choose(stack)
    if chosen:
        stack.say(f"trade: done; {chosen[0]} holds {chosen[1]} positions: ./backstop ctl positions --account {chosen[0]}")
