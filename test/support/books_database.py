"""Reads the live tables row by row through the `mariadb` client, so that no table has to fit into memory."""

import io
import os
import subprocess
import threading

CONNECT_SECONDS_MAX = 10
QUERY_SECONDS_MAX = 600  # for one table; a client that hangs is ended
ESCAPES = {"n": "\n", "t": "\t", "0": "\0", "\\": "\\"}


class BooksDatabase:
    """Where the books are. The password reaches the client through its environment, never through its arguments."""

    def __init__(self, host, port, name, user, password):
        self.arguments = ["mariadb", "--no-defaults", "--protocol=tcp", f"--host={host}", f"--port={port}",
                          f"--user={user}", f"--database={name}", f"--connect-timeout={CONNECT_SECONDS_MAX}",
                          "--batch", "--quick", "--skip-column-names", "--default-character-set=utf8mb4"]
        self.environment = {**os.environ, "MYSQL_PWD": password}

    @classmethod
    def from_environment(cls):
        """From BACKSTOP_DATABASE_HOST, _PORT, _NAME, _USER and _PASSWORD. KeyError: one is not set."""
        return cls(*(os.environ[f"BACKSTOP_DATABASE_{part}"] for part in ("HOST", "PORT", "NAME", "USER", "PASSWORD")))

    def rows(self, query):
        """The rows of a SELECT, each a list of texts in column order. RuntimeError: the query failed or took too long;
        a stream that breaks off is never taken for its end."""
        client = subprocess.Popen([*self.arguments, "--execute", query], env=self.environment,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        limit = threading.Timer(QUERY_SECONDS_MAX, client.kill)
        limit.start()
        complete = False
        try:
            with io.TextIOWrapper(client.stdout, encoding="utf-8", newline="\n") as lines:
                for line in lines:
                    yield _fields(line)
            complete = True
        finally:
            limit.cancel()
            if not complete:
                client.kill()
            problem = client.stderr.read().decode(errors="replace").strip()
            client.stderr.close()
            client.wait()
        if client.returncode != 0:
            raise RuntimeError(f"database query failed ({client.returncode}): {problem or 'no answer in time'}")


def _fields(line):
    fields = line.rstrip("\n").split("\t")
    return [_unescaped(field) for field in fields] if "\\" in line else fields


def _unescaped(field):
    plain, letters = [], iter(field)
    for letter in letters:
        if letter == "\\":
            following = next(letters, "")
            letter = ESCAPES.get(following, "\\" + following)
        plain.append(letter)
    return "".join(plain)
