"""The private MariaDB: its configuration file, its first start, its accounts."""

import getpass
import os
import shutil
import subprocess

from . import env_file
from .programs import with_room
from .waiting import StackError

SERVER = "/usr/sbin/mariadbd"
# A statement of some hundred KB, again and again: let the C library keep that memory instead of giving it back to
# the kernel, which clears each page anew.
ENVIRONMENT = {"MALLOC_MMAP_THRESHOLD_": str(64 << 20), "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
               "MALLOC_TOP_PAD_": str(4 << 20)}
INSTALL = "/usr/bin/mariadb-install-db"
CLIENT = "/usr/bin/mariadb"
INSTALL_DEADLINE_S = 180
STATEMENT_DEADLINE_S = 60

CONFIG = """\
[mariadbd]
datadir = {data}
socket = {socket}
pid-file = {run}/mariadb.pid
bind-address = 127.0.0.1
port = {port}
skip-name-resolve
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_ci
transaction-isolation = READ-COMMITTED
max_allowed_packet = 64M
performance_schema = OFF
skip-log-bin
tmpdir = {tmp}
innodb_flush_log_at_trx_commit = 1
innodb_flush_method = O_DIRECT
innodb_buffer_pool_size = {buffer_pool}
innodb_log_file_size = 1G
long_query_time = 1
{user}
[client]
socket = {socket}
"""

# The accounts of earlier starts keep their names; their passwords follow the secrets file.
ACCOUNTS = """\
CREATE DATABASE IF NOT EXISTS `backstop`;
CREATE USER IF NOT EXISTS 'backstop'@'127.0.0.1';
ALTER USER 'backstop'@'127.0.0.1' IDENTIFIED BY '{password}';
GRANT ALL ON `backstop`.* TO 'backstop'@'127.0.0.1';
GRANT ALL ON `backstop\\_%`.* TO 'backstop'@'127.0.0.1';
"""


def config_file(paths):
    return paths.etc / "mariadb.cnf"


def write_files(paths, ports):
    """Writes my.cnf. BACKSTOP_BUFFER_POOL (e.g. 256M) overrides the 1 GiB of the buffer pool."""
    temporary = paths.lib / "mariadb-tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    env_file.write_text(config_file(paths), CONFIG.format(
        data=paths.lib / "mariadb", socket=paths.database_socket, run=paths.run, tmp=temporary,
        port=ports["database"], buffer_pool=os.environ.get("BACKSTOP_BUFFER_POOL", "1G"),
        user="user = root" if os.geteuid() == 0 else ""))


def command(paths):
    """The server, once the disk of its data has room."""
    return [*with_room(paths.lib / "mariadb"), "--", SERVER, f"--defaults-file={config_file(paths)}"]


def install(paths):
    """Creates the data folder at the first start; the account that owns the server logs in by the unix socket only."""
    data = paths.lib / "mariadb"
    if (data / "installed").exists():
        return
    if data.exists():  # a first start that was cut off in the middle; the folder itself may be a disk
        for left in data.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    log = paths.log / "mariadb-install.log"
    command = [INSTALL, f"--defaults-file={config_file(paths)}", "--skip-test-db", "--force",  # also without names of hosts
               "--auth-root-authentication-method=socket", f"--auth-root-socket-user={getpass.getuser()}"]
    with log.open("w", encoding="utf-8") as output:
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                timeout=INSTALL_DEADLINE_S, check=False)
    if result.returncode != 0:
        raise StackError(f"mariadb-install-db failed with {result.returncode}; read {log}")
    (data / "installed").touch()


def client(paths):
    """The command of the server's own client, as the server's owner, through the unix socket."""
    return [CLIENT, f"--defaults-file={config_file(paths)}", f"--user={getpass.getuser()}", "--connect-timeout=5"]


def administer(paths, statements):
    """Runs SQL as the server's owner through the unix socket; returns the client's tab-separated output."""
    result = subprocess.run([*client(paths), "--batch", "--skip-column-names"], input=statements,
                            capture_output=True, text=True, timeout=STATEMENT_DEADLINE_S, check=False)
    if result.returncode != 0:
        raise StackError(f"MariaDB: {result.stderr.strip()}")
    return result.stdout


def answers(paths):
    if not paths.database_socket.exists():
        return False
    try:
        return administer(paths, "SELECT 1;").strip() == "1"
    except (StackError, subprocess.TimeoutExpired):
        return False


def create_accounts(paths, password):
    administer(paths, ACCOUNTS.format(password=password))
