"""The command line of stack.py. Exit codes: 0 done, 1 not done, and it says why, 2 wrong arguments, 3 stopped before the end."""

import argparse
import json
import os
import subprocess
import sys

from backstop_local import choices, companions, database, demo_data, exchange, monitoring, site_head, stopping, trading
from backstop_local.nearest import Parser, hint
from backstop_local.waiting import StackError, UnknownName

WITHOUT_CONFIG = ("topology", "completion")  # commands of backstopctl
OF_ONE_PROGRAM = {"stop": "stop one program, which stays stopped until start or up", "start": "start one program, and wait until it does its work",
                  "restart": "stop one program, start it, and wait until it does its work"}
EXAMPLES = "Another folder than ./var: BACKSTOP_VAR=/tmp/other ./backstop up"


def _parser():
    parser = Parser(prog="backstop", epilog=EXAMPLES)
    verbs = parser.add_subparsers(dest="verb", required=True)
    up = verbs.add_parser("up", allow_abbrev=False, help="start everything, go on with the data that are there")
    up.add_argument("--fresh", action="store_true", help="stop first and remove all data")
    up.add_argument("--no-services", action="store_true", help="start broker and database only; what else runs already runs on")
    up.add_argument("--partitions", type=choices.whole_number(1, choices.PARTITIONS_MAX), help="default: as before, else 4")
    up.add_argument("--ledgers", type=choices.whole_number(1, choices.LEDGERS_MAX), help="ledger processes; default: as before, else 1")
    up.add_argument("--no-exchange", action="store_true", help="without venue, drop copy, gateway and square-off")
    up.add_argument("--timed", action="store_true", help="square off by the clock, too (at each segment's cut-off)")
    up.add_argument("--only", action="store_true",
                    help="without what is beside the trading: notices, reconciler, console, Prometheus, Alertmanager")
    up.add_argument("--only-check-arguments", action="store_true", help=argparse.SUPPRESS)
    trade = verbs.add_parser("trade", allow_abbrev=False, help="the main site's customers trade at the stack's exchange")
    trade.add_argument("--orders", type=choices.whole_number(1, trading.ORDERS_MAX), default=trading.ORDERS,
                       help=f"orders, changes and cancellations (default: {trading.ORDERS})")
    trade.add_argument("--rate", type=choices.whole_number(0, trading.RATE_MAX), default=trading.RATE,
                       help=f"a second; 0: as fast as they are answered (default: {trading.RATE})")
    trade.add_argument("--seed", type=choices.whole_number(1, trading.ORDERS_MAX), help="the same seed sends the same (default: another each time)")
    verbs.add_parser("down", allow_abbrev=False, help="stop everything and check that nothing is left")
    for verb, what in OF_ONE_PROGRAM.items():
        verbs.add_parser(verb, allow_abbrev=False, help=what).add_argument("name", help="as ./backstop status shows it")
    verbs.add_parser("status", allow_abbrev=False, help="what runs").add_argument("--json", action="store_true")
    verbs.add_parser("logs", allow_abbrev=False, help="list the logs, or follow one").add_argument("name", nargs="?")
    sql = verbs.add_parser("sql", allow_abbrev=False, help="a statement as the database's owner; without one, its client")
    sql.add_argument("statement", nargs="?")
    verbs.add_parser("ctl", allow_abbrev=False, help="run backstopctl with the stack's configuration and secrets")
    return parser


def nobody_reads(queue):
    """What is told of a queue that holds something for nobody. Dead letters wait for a person, and the stream for whoever looks back."""
    is_work = not queue["name"].startswith("dlq.") and queue["name"] not in ("unrouted", "journal")
    return "  nobody reads it" if is_work and queue.get("messages", 0) > 0 and queue.get("consumers") == 0 else ""


def print_status(status, head=()):
    """`head`: lines that are told first of a stack that runs."""
    if not status["running"]:
        print(f"down ({status['var']})")
        return
    print(*head, sep="\n")
    width = max((len(one["name"]) for one in status["programs"] + status["queues"]), default=0)
    for one in status["programs"]:
        ready = {True: "ready", False: "NOT READY", None: ""}[one["ready"]]
        print(f"{one['name']:<{width}} {one['state']:<10} {ready:<9} pid {one['pid']:<8} {one['seconds']:>7} s  {one['why']}".rstrip())
    for queue in status["queues"]:
        print(f"{queue['name']:<{width}} {queue.get('messages_ready', 0):>9} ready "
              f"{queue.get('messages_unacknowledged', 0):>7} unacked {queue.get('consumers', 0):>3} consumers{nobody_reads(queue)}")
    print(" ".join(f"{name}={port}" for name, port in status["ports"].items()))


def _names_of_programs(stack):
    """Whose log a stack may have, also one that has never run."""
    return ["supervisord", "epmd", "rabbitmq", "mariadb", "flow", *stack.ledgers, *exchange.PROGRAMS,
            *(one.name for one in companions.chosen("all")), *monitoring.SERVERS]


def _refuse_log(stack, name, logs):
    """Says which of both it is: there is no such name, or no stack that has written its log."""
    runs = stack.supervisor.answers()
    nothing = "" if runs else f"no stack runs in {stack.paths.var}" + ("" if logs else ", and none has: first ./backstop up")
    known = {*(log.stem for log in logs), *_names_of_programs(stack)}
    if name in known:
        raise StackError(f"{name} has no log yet" + (f"; {nothing}" if nothing else ""))
    said = f"no log {name}{hint(name, known) or ';'}"
    if logs:
        said += f" there are: {' '.join(log.stem for log in logs)}" + (";" if nothing else "")
    raise UnknownName(f"{said} {nothing}".rstrip())


def show_logs(stack, name):
    # A file named after a node is RabbitMQ's, of an upgrade that there was none of.
    logs = sorted(log for log in stack.paths.log.glob("*.log") if "@" not in log.name) if stack.paths.log.exists() else []
    if not name:
        for log in logs:
            print(f"{log.stem:<16} {log.stat().st_size:>12} bytes  {log}")
        if not logs:
            print(f"no stack has run in {stack.paths.var}: there are no logs")
        return 0
    if stack.paths.log / f"{name}.log" not in logs:
        _refuse_log(stack, name, logs)
    follow = ["-F"] if sys.stdout.isatty() else []
    try:
        return subprocess.call(["tail", "-n", "200", *follow, str(stack.paths.log / f"{name}.log")])
    except KeyboardInterrupt:
        return 0


def asks_only(arguments):
    """Whether this command of backstopctl looks at no site, and so has no configuration."""
    return not arguments or arguments[0].startswith("-") or arguments[0] in WITHOUT_CONFIG


def with_config(arguments, config):
    """The arguments for backstopctl, with this configuration where the command takes one and names none."""
    names_one = any(argument.split("=")[0] == "--config" for argument in arguments)
    return arguments if asks_only(arguments) or names_one else [*arguments, "--config", str(config)]


def run_ctl(stack, arguments):
    """Replaces this process by backstopctl, with the stack's configuration and secrets."""
    command = [str(stack.binary("producers/ctl/backstopctl")), *with_config(arguments, stack.paths.etc / "ctl.toml")]
    environment = dict(os.environ) if asks_only(arguments) or not stack.secrets else stack.environment()
    os.execve(command[0], command, environment)


def run_sql(stack, statement):
    """Replaces this process by the database's client, on our tables, with the names of the columns."""
    command = database.client(stack.paths) + ["--table", "backstop"]
    if statement is not None:
        command += ["--execute", statement]
    os.execv(command[0], command)


def bring_up(stack_class, arguments):
    """Or only looks at what would be refused, before anything is installed or built."""
    settings = {"squareoff": {"timed": True}} if arguments.timed else None
    everything = not arguments.only
    stack = stack_class(None, arguments.partitions, arguments.ledgers, settings, exchange=not arguments.no_exchange,
                        monitoring=everything and not arguments.no_exchange, companions="all" if everything else ())
    if not arguments.fresh:
        stack.refuse_other_choices()
    if not arguments.only_check_arguments:
        stack.up(arguments.fresh, not arguments.no_services)
        demo_data.give_up(stack.paths)
        standing = "" if arguments.no_services else site_head.standing(stack)
        if standing:
            stack.say(standing)


def main(stack_class, stack_error):
    if sys.argv[1:2] == ["ctl"]:  # all of its arguments are backstopctl's, --help too
        arguments = argparse.Namespace(verb="ctl", arguments=sys.argv[2:])
    else:
        arguments = _parser().parse_args()
    stopping.as_interrupts()
    try:
        if arguments.verb == "up":
            bring_up(stack_class, arguments)
            return 0
        stack = stack_class()
        if arguments.verb == "down":
            stack.down()
        elif arguments.verb == "trade":
            trading.trade(stack, arguments.orders, arguments.rate, arguments.seed)
        elif arguments.verb in OF_ONE_PROGRAM:
            getattr(stack, arguments.verb)(arguments.name)
        elif arguments.verb == "status":
            status = stack.status()
            if arguments.json:
                print(json.dumps(status | (site_head.members(stack) if status["running"] else {}), indent=1))
            else:
                print_status(status, site_head.lines(stack) if status["running"] else ())
            sys.stdout.flush()
            return 0 if status["running"] else 1
        elif arguments.verb == "logs":
            return show_logs(stack, arguments.name)
        elif arguments.verb == "sql":
            run_sql(stack, arguments.statement)
        else:
            run_ctl(stack, arguments.arguments)
        return 0
    except BrokenPipeError:  # the reader, e.g. head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except UnknownName as error:
        print(f"{arguments.verb}: {error}", file=sys.stderr)
        return 2
    except (stack_error, OSError, subprocess.SubprocessError) as error:
        print(f"{arguments.verb} failed: {error}", file=sys.stderr)
        if arguments.verb == "up":
            print("what came up before still runs: ./backstop status shows it, ./backstop down ends it", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; what was started still runs: ./backstop down ends it", file=sys.stderr)
        return stopping.STOPPED
