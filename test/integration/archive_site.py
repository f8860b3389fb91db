"""An archiver of a test's own, with a folder of its own, and the journal as a plain reader of the stream sees it."""

import json
import os
import pathlib
import subprocess
import zlib

import pika

from running_site import SiteCase, eventually, services

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

    def archive_config(self, **changes):
        """Of an archiver with this test's folder -> its path."""
        feed = json.loads(json.dumps(services.defaults(self.stack.paths, self.stack.ports, self.stack.partitions)))
        tables = {"amqp": feed["amqp"], "log": feed["log"], "http": {"port": 0, "port_file": str(self.port_file)},
                  "archive": {"folder": str(self.archive), "partitions": self.stack.partitions, "flush_ms": 50,
                              "min_free_bytes": 0} | changes}
        path = self.folder / "archive.toml"
        path.write_text(services.toml(tables), encoding="utf-8")
        return path

    def empty_the_journal(self):
        """The stream is deleted and declared again, as by a broker that has lost its disk."""
        url = pika.URLParameters(self.stack.amqp_url())
        described = json.loads(self.stack.request("queues/backstop/journal")[1])
        bindings = json.loads(self.stack.request("queues/backstop/journal/bindings")[1])
        connection = pika.BlockingConnection(url)
        try:
            channel = connection.channel()
            channel.queue_delete("journal")
            channel.queue_declare("journal", durable=True, arguments=described["arguments"])
            for one in bindings:
                if one["source"]:
                    channel.queue_bind("journal", one["source"], one["routing_key"])
        finally:
            connection.close()

    def tool(self, *arguments):
        """(exit code, standard output, standard error) of a tool on files."""
        result = subprocess.run([self.stack.binary(ARCHIVE), *map(str, arguments)], capture_output=True, text=True,
                                env=self.stack.bare_environment(), timeout=TOOL_DEADLINE_S, check=False)
        return result.returncode, result.stdout, result.stderr

    def files(self):
        """[{file, closed, records, ...}] as the tool lists them."""
        code, text, problems = self.tool("list", self.archive, "--json")
        self.assertEqual(code, 0, problems)
        return json.loads(text)

    def archived(self):
        """[(offset, what read_journal tells of it)] of all files, as they stand in them."""
        found = []
        for file in self.files():
            code, text, problems = self.tool("cat", self.archive / file["file"], "--json")
            self.assertEqual((code, problems), (0, ""))
            for line in text.splitlines():
                one = json.loads(line)
                self.assertFalse(one["cut"])
                found.append((one["offset"], (one["exchange"], one["routing_key"], one["content_encoding"],
                                              one["body_crc32"], one["body_bytes"])))
        return found

    def wait_complete(self, offset):
        eventually(lambda: self.page("/metrics")[0] == 200 and self.own_metric("backstop_archive_complete_offset") >= offset,
                   f"the archive reaches offset {offset}", CAUGHT_UP_S)

    def assert_archived(self, journal):
        """The files hold each message of the journal once, as it is in the stream."""
        found = self.archived()
        self.assertEqual(len(found), len(dict(found)), "an offset stands in the archive twice")
        lost = sorted(set(journal) - set(dict(found)))
        self.assertEqual(lost, [], f"not in the archive: {len(lost)} messages")
        self.assertEqual(dict(found), journal)


def copied(path, folder, change):
    """A copy of a file under its own name in `folder`, its bytes through `change` -> its path."""
    pathlib.Path(folder).mkdir(exist_ok=True)
    copy = pathlib.Path(folder) / os.path.basename(path)
    data = bytearray(pathlib.Path(path).read_bytes())
    copy.write_bytes(change(data))
    return copy
