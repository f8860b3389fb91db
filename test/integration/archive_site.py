"""An archiver of a test's own, with a folder of its own, in place of the site's, and the journal as a plain reader of the
stream sees it."""

import collections
import json
import os
import pathlib
import subprocess
import zlib

import pika

from running_site import SiteCase, eventually, services
from record_marks import wait_recorded

ARCHIVE = "consumers/archive/backstop-archive"
TOOL_DEADLINE_S = 60
QUIET_S = 1.5      # a stream has no end mark: this long without a message means that all was read
CAUGHT_UP_S = 40
STREAM_BACK_S = 60
NOT_FOUND = 404


def read_journal(url):
    """What `_read` finds, once the broker lets the stream be read: behind a kill it takes some seconds to bring it back."""
    def found():
        try:
            return [_read(url)]  # in a list: an empty one is an answer, too
        except pika.exceptions.ChannelClosedByBroker as error:
            if error.reply_code != NOT_FOUND:
                raise
            return None
    return eventually(found, "the journal can be read", STREAM_BACK_S)[0]


def _read(url):
    """{offset: (exchange, routing key, content encoding, crc32 and bytes of the body)} of the whole stream."""
    found = {}
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=500)
        for method, properties, body in channel.consume("journal", arguments={"x-stream-offset": "first"}, inactivity_timeout=QUIET_S):
            if method is None:
                break
            found[properties.headers["x-stream-offset"]] = (
                method.exchange, method.routing_key, properties.content_encoding or "", zlib.crc32(body), len(body))
            channel.basic_ack(method.delivery_tag)
        channel.cancel()
    finally:
        connection.close()
    return found


class ArchiveCase(SiteCase):
    """Vocabulary of the archive's tests."""

    def setUp(self):
        super().setUp()
        self.archive = self.folder / "archive"

    def take_over(self):
        """From now on this test's archiver gets the record: the queue has one consumer, and the site's is stopped."""
        self.stop_the_sites_archive()
        self.addCleanup(self.start_the_sites_archive)
        self.begun = max(read_journal(self.stack.amqp_url()), default=-1)

    def stop_the_sites_archive(self):
        self.stack.supervisor.stop("archive")
        eventually(lambda: not self.stack.pid("archive"), "the site's archive stops")

    def start_the_sites_archive(self):
        self.stack.supervisor.start("archive")
        eventually(lambda: self.stack.ready("archive"), "the site's archive is ready", CAUGHT_UP_S)

    def journal(self):
        """read_journal of what came since the test has taken over."""
        return {offset: one for offset, one in read_journal(self.stack.amqp_url()).items() if offset > self.begun}

    def archive_config(self, with_database=False, **changes):
        """Of an archiver with this test's folder -> its path."""
        feed = json.loads(json.dumps(services.defaults(self.stack.paths, self.stack.ports, self.stack.partitions)))
        tables = {"amqp": feed["amqp"], "log": feed["log"], "http": {"port": 0, "port_file": str(self.port_file)},
                  "archive": {"folder": str(self.archive), "partitions": self.stack.partitions, "flush_ms": 50,
                              "min_free_bytes": 0} | changes}
        if with_database:
            tables["database"] = feed["database"]
        path = self.folder / "archive.toml"
        path.write_text(services.toml(tables), encoding="utf-8")
        return path

    def tool(self, *arguments):
        """(exit code, standard output, standard error) of a tool on files."""
        result = subprocess.run([self.stack.binary(ARCHIVE), *map(str, arguments)], capture_output=True, text=True,
                                env=self.stack.bare_environment(), timeout=TOOL_DEADLINE_S, check=False)
        return result.returncode, result.stdout, result.stderr

    def files(self):
        """[{file, closed, records, ...}] as the tool lists them."""
        code, text, problems = self.tool("list", self.archive, "--json")
        self.assertEqual(code, 0, problems)
        return json.loads(text)["files"]

    def archived(self):
        """{number: what read_journal tells of it} of all files. A message of several days stands in several."""
        found = {}
        for file in self.files():
            code, text, problems = self.tool("cat", self.archive / file["file"], "--json")
            self.assertEqual((code, problems), (0, ""))
            for line in text.splitlines():
                one = json.loads(line)
                self.assertFalse(one["cut"])
                told = (one["exchange"], one["routing_key"], one["content_encoding"], one["body_crc32"], one["body_bytes"])
                self.assertEqual(found.setdefault(one["offset"], told), told)
        return found

    def wait_complete(self):
        """All that is confirmed now is in the files: a mark behind it is answered."""
        wait_recorded(self.stack.amqp_url(), self.archive, CAUGHT_UP_S)

    def assert_archived(self, journal):
        """The files hold each message of the journal as often as the stream."""
        found, wanted = collections.Counter(self.archived().values()), collections.Counter(journal.values())
        self.assertEqual(wanted - found, collections.Counter(), "not in the archive")
        self.assertEqual({one: found[one] for one in wanted}, dict(wanted), "in the archive more than once")


def copied(path, folder, change):
    """A copy of a file under its own name in `folder`, its bytes through `change` -> its path."""
    pathlib.Path(folder).mkdir(exist_ok=True)
    copy = pathlib.Path(folder) / os.path.basename(path)
    data = bytearray(pathlib.Path(path).read_bytes())
    copy.write_bytes(change(data))
    return copy
