"""Debian's prometheus-mysqld-exporter: the database's own figures, read with an account that sees no row of ours."""

from .. import env_file
from . import Companion

SERVER = "/usr/bin/prometheus-mysqld-exporter"
NAME = "database_exporter"
SECRET = "BACKSTOP_EXPORTER_PASSWORD"
# Status, list of processes and replication; no table of ours. Two connections: one scrape may overtake a slow one.
ACCOUNT = """\
CREATE USER IF NOT EXISTS 'exporter'@'127.0.0.1';
ALTER USER 'exporter'@'127.0.0.1' IDENTIFIED BY '{password}' WITH MAX_USER_CONNECTIONS 2;
GRANT PROCESS, BINLOG MONITOR, SLAVE MONITOR ON *.* TO 'exporter'@'127.0.0.1';
GRANT SELECT ON `performance_schema`.* TO 'exporter'@'127.0.0.1';
"""
OPTIONS = "[client]\nhost = 127.0.0.1\nport = {port}\nuser = exporter\npassword = {password}\n"
COLLECTED = ("global_status", "global_variables", "slave_status")
LEFT_OUT = ("info_schema.innodb_cmp", "info_schema.innodb_cmpmem", "info_schema.query_response_time")


def options_file(paths):
    return paths.etc / f"{NAME}.cnf"


def prepare(paths, ports, secrets):
    """The password stands in a file for its owner's eyes; an argument would show it to everybody on the machine."""
    env_file.write_text(options_file(paths), OPTIONS.format(port=ports["database"], password=secrets[SECRET]))


def create_account(stack):
    stack.administer(ACCOUNT.format(password=stack.secrets[SECRET]))


def command(paths, ports):
    return [SERVER, f"--config.my-cnf={options_file(paths)}", f"--web.listen-address=127.0.0.1:{ports[NAME]}", "--log.level=warn",
            *(f"--collect.{name}" for name in COLLECTED), *(f"--no-collect.{name}" for name in LEFT_OUT)]


COMPANION = Companion(NAME, command=command, prepare=prepare, before=create_account, ready_page="")
