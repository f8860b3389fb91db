#!/usr/bin/python3
"""Tests of the local stack itself: broker and database only, so that they need no build.

They run in folders of their own under BACKSTOP_TEST_TMP (default: the system's temporary folder).
"""

import contextlib
import os
import pathlib
import signal
import stat
import sys
import tempfile
import threading
import unittest

os.environ.setdefault("BACKSTOP_BUFFER_POOL", "128M")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from backstop_local import processes  # noqa: E402
from stack import Stack, StackError, wait_until  # noqa: E402

LOOPBACKS = {"0100007F", "00000000000000000000000001000000"}  # 127.0.0.1 and ::1, as the kernel writes them


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="stack-", dir=os.environ.get("BACKSTOP_TEST_TMP")) as path:
        yield pathlib.Path(path) / "var"


def make_stack(var_dir, **options):
    return Stack(var_dir, say=lambda text: None, **options)


def publish(stack, body):
    """Puts one persistent message into a durable quorum queue and waits for the broker's confirm."""
    import pika
    connection = pika.BlockingConnection(pika.URLParameters(stack.amqp_url()))
    channel = connection.channel()
    channel.confirm_delivery()
    channel.queue_declare("kept", durable=True, arguments={"x-queue-type": "quorum"})
    channel.basic_publish("", "kept", body, pika.BasicProperties(delivery_mode=2), mandatory=True)
    connection.close()
    stack.wait_queues_registered()


def fetch_one(stack):
    import pika
    connection = pika.BlockingConnection(pika.URLParameters(stack.amqp_url()))
    body = connection.channel().basic_get("kept", auto_ack=True)[2]
    connection.close()
    return body


class RunningStack(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = make_stack(cls.enterClassContext(folder()), partitions=2)
        cls.enterClassContext(cls.stack.running(services=False))

    def test_a_killed_broker_comes_back_with_its_messages(self):
        publish(self.stack, b"before the kill")
        self.stack.wait_restarted("rabbitmq", self.stack.kill("rabbitmq"), deadline_s=90)
        self.assertEqual(fetch_one(self.stack), b"before the kill")

    def test_a_killed_database_comes_back_with_its_rows(self):
        self.stack.sql("CREATE TABLE IF NOT EXISTS kept (number INT PRIMARY KEY)")
        self.stack.sql("REPLACE INTO kept VALUES (7)")
        self.stack.wait_restarted("mariadb", self.stack.kill("mariadb"), deadline_s=90)
        self.assertEqual(self.stack.sql("SELECT number FROM kept"), ((7,),))

    def test_a_killed_epmd_comes_back_and_the_tools_work_again(self):
        self.stack.wait_restarted("epmd", self.stack.kill("epmd"))

        def tool_answers():
            with contextlib.suppress(StackError):
                return self.stack.rabbitmqctl("list_vhosts", "--silent").split() == ["backstop"]
        wait_until(tool_answers, 60, "the node is known to epmd again")

    def test_there_is_no_guest_and_backstop_may_not_leave_its_vhost(self):
        self.assertEqual({user["name"] for user in self.stack.management("users")}, {"backstop", "operator"})
        rights = self.stack.management("users/backstop/permissions")
        self.assertEqual([right["vhost"] for right in rights], ["backstop"])

    def test_the_database_user_makes_schemas_of_its_own_kind_only(self):
        self.stack.sql("CREATE SCHEMA backstop_trial")
        self.stack.sql("DROP SCHEMA backstop_trial")
        with self.assertRaisesRegex(Exception, "1044"):
            self.stack.sql("CREATE SCHEMA other")

    def test_no_secret_is_in_an_argument_an_environment_or_a_file_others_may_read(self):
        passwords = [value.encode() for value in self.stack.secrets.values()]
        for pid in processes.marked(self.stack.paths.var):
            command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
            self.assertFalse([1 for password in passwords if password in command])
            # Without services there is no program that needs one.
            environment = pathlib.Path(f"/proc/{pid}/environ").read_bytes()
            self.assertFalse([1 for password in passwords if password in environment])
        self.assertEqual(stat.S_IMODE((self.stack.paths.etc / "supervisord.conf").stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.stack.paths.secrets.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.stack.paths.var.stat().st_mode), 0o700)

    def test_everything_listens_on_the_loopback_only(self):
        ours = {f"{port:04X}" for port in self.stack.ports.values()}
        lines = pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
        lines += pathlib.Path("/proc/net/tcp6").read_text().splitlines()[1:]
        listening = [line.split()[1] for line in lines if line.split()[3] == "0A"]
        found = [address for address in listening if address.rpartition(":")[2] in ours]
        self.assertGreaterEqual(len(found), 6)
        self.assertLessEqual({address.rpartition(":")[0] for address in found}, LOOPBACKS)


class Life(unittest.TestCase):
    def test_second_up_keeps_data_and_ports_and_fresh_removes_the_data(self):
        with folder() as var_dir:
            first = make_stack(var_dir)
            with first.running(services=False):
                first.sql("CREATE TABLE kept (number INT PRIMARY KEY)")
                publish(first, b"kept")
            second = make_stack(var_dir)
            with second.running(fresh=False, services=False):
                self.assertEqual(second.ports, first.ports)
                self.assertEqual(second.sql("SHOW TABLES"), (("kept",),))
                self.assertEqual(fetch_one(second), b"kept")
                second.up(fresh=True, services=False)
                self.assertEqual(second.sql("SHOW TABLES"), ())

    def test_two_stacks_live_side_by_side_and_down_ends_only_its_own(self):
        with folder() as one_dir, folder() as two_dir:
            one, two = make_stack(one_dir), make_stack(two_dir)
            with two.running(services=False):
                with one.running(services=False):
                    self.assertFalse(set(one.ports.values()) & set(two.ports.values()))
                self.assertEqual(processes.marked(one.paths.var), [])
                self.assertTrue(two.ready("rabbitmq") and two.ready("mariadb"))
            self.assertEqual(processes.marked(two.paths.var), [])

    def test_up_after_the_supervisor_was_killed_takes_over(self):
        with folder() as var_dir:
            stack = make_stack(var_dir)
            with stack.running(services=False):
                os.kill(int((stack.paths.run / "supervisord.pid").read_text()), signal.SIGKILL)
                wait_until(lambda: not stack.supervisor.answers(), 10, "the supervisor is gone")
                stack.up(services=False)
                self.assertTrue(stack.ready("rabbitmq") and stack.ready("mariadb"))
            self.assertEqual(processes.marked(stack.paths.var), [])

    def test_two_ups_at_once_make_one_stack(self):
        with folder() as var_dir, make_stack(var_dir).running(services=False) as stack:
            pids = processes.marked(stack.paths.var)
            others = [threading.Thread(target=make_stack(var_dir).up, args=(False, False)) for _ in range(2)]
            for thread in others:
                thread.start()
            for thread in others:
                thread.join(120)
            self.assertEqual(processes.marked(stack.paths.var), pids)

    def test_fresh_does_not_touch_a_folder_that_is_not_a_stacks(self):
        with folder() as var_dir:
            (var_dir / "lib").mkdir(parents=True)
            (var_dir / "lib" / "precious").touch()
            with self.assertRaisesRegex(StackError, "not made by this script"):
                make_stack(var_dir).up(fresh=True, services=False)
            self.assertTrue((var_dir / "lib" / "precious").exists())


if __name__ == "__main__":
    unittest.main()
