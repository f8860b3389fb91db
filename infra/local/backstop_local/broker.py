"""The private RabbitMQ: its configuration files, its definitions, its environment."""

import base64
import hashlib
import json
import os
import secrets
import shutil

from . import env_file
from .programs import with_room

SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server"  # the one in /usr/sbin insists on the user rabbitmq
TOOL = "/usr/lib/rabbitmq/bin/rabbitmqctl"
VHOST = "backstop"
MEBIBYTE = 1024 * 1024

CONFIG = """\
listeners.tcp.1 = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {broker_management}
management.rates_mode = basic
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = {broker_metrics}
load_definitions = {definitions}
cluster_name = backstop-local
heartbeat = 10
vm_memory_high_watermark.absolute = {memory_bytes}
disk_free_limit.absolute = 1GB
raft.wal_max_size_bytes = 64000000
collect_statistics_interval = 5000
log.console = true
log.console.level = info
log.file = false
"""

# A few publishers with wide confirm windows: the default of 32 outstanding commands holds them back.
ADVANCED = "[{rabbit, [{quorum_commands_soft_limit, 512}]}].\n"

# Schedulers that have nothing to do sleep instead of spinning: the services share these processors.
ERLANG_ARGUMENTS = "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"


def password_hash(password, salt=None):
    """RabbitMQ's rabbit_password_hashing_sha256: base64(salt + sha256(salt + password)), salt of 4 bytes."""
    salt = salt or secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def memory_bytes():
    """A quarter of the machine's memory, 512 MiB to 2 GiB: above it the broker blocks publishers."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(512 * MEBIBYTE, min(2048 * MEBIBYTE, total // 4))


def definitions(topology, passwords):
    """`topology` (definitions as a dict, may be empty) with our vhost, users and permissions. No guest."""
    def user(name, secret, tags):
        return {"name": name, "password_hash": password_hash(passwords[secret]),
                "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": tags}

    def rights(name, pattern=".*"):
        return {"user": name, "vhost": VHOST, "configure": pattern, "write": pattern, "read": pattern}

    merged = dict(topology)
    merged["vhosts"] = [{"name": VHOST}]
    merged["users"] = [user("backstop", "BACKSTOP_AMQP_PASSWORD", ""),
                       user("operator", "BACKSTOP_OPERATOR_PASSWORD", "administrator"),
                       # Sees the numbers of queues and nodes, and may touch nothing.
                       user("watcher", "BACKSTOP_MANAGEMENT_PASSWORD", "monitoring")]
    merged["permissions"] = [rights("backstop"), rights("operator"), rights("watcher", "^$")]
    return merged


def write_files(paths, ports, topology, passwords):
    """Writes everything RabbitMQ reads at boot into `paths.etc` and the Erlang cookie into its home."""
    definitions_file = paths.etc / "definitions.json"
    env_file.write_text(definitions_file, json.dumps(definitions(topology, passwords), indent=1) + "\n")
    env_file.write_text(paths.etc / "rabbitmq.conf", CONFIG.format(
        definitions=definitions_file, memory_bytes=memory_bytes(), **ports))
    env_file.write_text(paths.etc / "advanced.config", ADVANCED)
    env_file.write_text(paths.etc / "enabled_plugins", "[rabbitmq_management,rabbitmq_prometheus].\n")
    env_file.write_text(paths.etc / "rabbitmq-env.conf", "")  # or the system's own would be read
    (paths.etc / "rabbitmq.d").mkdir(exist_ok=True)
    home = paths.lib / "rabbitmq" / "home"
    home.mkdir(parents=True, exist_ok=True)
    env_file.write_text(home / ".erlang.cookie", passwords["BACKSTOP_ERLANG_COOKIE"], 0o400)


def environment(paths, ports, node):
    """Environment of the server, of epmd and of rabbitmqctl, on top of a bare one."""
    lib = paths.lib / "rabbitmq"
    return {
        "HOME": str(lib / "home"),
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_CRASH_DUMP_SECONDS": "0",
        "RABBITMQ_NODENAME": node,
        "RABBITMQ_DIST_PORT": str(ports["broker_distribution"]),
        "RABBITMQ_MNESIA_BASE": str(lib / "mnesia"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(lib / "config"),
        "RABBITMQ_LOG_BASE": str(paths.log),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_PID_FILE": str(paths.run / "rabbitmq.pid"),
        "RABBITMQ_CONF_ENV_FILE": str(paths.etc / "rabbitmq-env.conf"),
        "RABBITMQ_CONFIG_FILE": str(paths.etc / "rabbitmq.conf"),
        "RABBITMQ_CONFIG_FILES": str(paths.etc / "rabbitmq.d"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(paths.etc / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(paths.etc / "enabled_plugins"),
        "RABBITMQ_SCHEDULER_BIND_TYPE": "u",  # other programs need these processors too
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERLANG_ARGUMENTS,
        "RABBITMQ_CTL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_CTL_DIST_PORT_MIN": str(ports["broker_tools_first"]),
        "RABBITMQ_CTL_DIST_PORT_MAX": str(ports["broker_tools_last"]),
        # The start script then replaces itself by the virtual machine: the supervisor's child is the broker.
        "RUNNING_UNDER_SYSTEMD": "true",
    }


def queue_folders(paths):
    """The folder of its data, and that of the copies of its queues' files: see queue_files.py."""
    return paths.lib / "rabbitmq" / "mnesia", paths.lib / "rabbitmq" / "copies"


def command(paths):
    """The server, once the disk of its data has room."""
    folder, copies = queue_folders(paths)
    return [*with_room(folder), "--copies", str(copies), "--", SERVER]


def epmd_command(ports):
    return [shutil.which("epmd") or "/usr/bin/epmd", "-port", str(ports["epmd"]), "-address", "127.0.0.1"]
