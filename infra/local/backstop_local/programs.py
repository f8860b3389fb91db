"""supervisord: its configuration and the calls we make to it."""

import http.client
import os
import resource
import shlex
import socket
import subprocess
import xmlrpc.client

from . import env_file
from .paths import REPOSITORY

SERVER = "/usr/bin/supervisord"
ROOM_MEBIBYTES = 32  # below it neither broker nor database is started
CALL_DEADLINE_S = 20
START_DEADLINE_S = 30
NO_SUCH_PROGRAM = 10
ALREADY_STARTED = 60
NOT_RUNNING = 70

HEAD = """\
[unix_http_server]
file = {run}/supervisor.sock
chmod = 0700

[supervisord]
pidfile = {run}/supervisord.pid
logfile = {log}/supervisord.log
logfile_maxbytes = 10MB
logfile_backups = 1
childlogdir = {log}
umask = 077
minfds = {descriptors}
{user}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""

# autostart is off because the order matters: stack.py starts each one when what it needs answers.
PROGRAM = """
[program:{name}]
command = {command}
directory = {directory}
environment = {environment}
priority = {priority}
autostart = false
autorestart = true
startsecs = 1
startretries = 1000
stopwaitsecs = {stop_s}
stopasgroup = false
killasgroup = true
redirect_stderr = true
stdout_logfile = {log}/{name}.log
stdout_logfile_maxbytes = 50MB
stdout_logfile_backups = 2
"""


def _quoted(text):
    """A value in supervisord's configuration, where % starts an expansion."""
    return text.replace("%", "%%")


def program(paths, name, command, environment, priority, stop_s):
    pairs = ",".join(f'{key}="{value}"' for key, value in environment.items())
    return PROGRAM.format(name=name, command=_quoted(shlex.join(command)), environment=_quoted(pairs),
                          directory=_quoted(str(paths.var)), log=_quoted(str(paths.log)),
                          priority=priority, stop_s=stop_s)


def with_room(folder):
    """The beginning of a command that waits until the disk of the folder has room; see ../with_room.py."""
    return ["/usr/bin/python3", str(REPOSITORY / "infra/local/with_room.py"), "--folder", str(folder), "--mebibytes", str(ROOM_MEBIBYTES)]


def write_config(paths, sections):
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    descriptors = 65536 if limit == resource.RLIM_INFINITY else min(limit, 65536)
    head = HEAD.format(run=_quoted(str(paths.run)), log=_quoted(str(paths.log)), descriptors=descriptors,
                       user="user = root" if os.geteuid() == 0 else "")
    env_file.write_text(paths.etc / "supervisord.conf", head + "".join(sections))


def launch(paths, environment):
    """Starts supervisord as a daemon with exactly this environment; it may not answer yet when this returns."""
    subprocess.run([SERVER, "-c", str(paths.etc / "supervisord.conf")], env=environment, cwd=paths.var,
                   stdin=subprocess.DEVNULL, check=True, timeout=START_DEADLINE_S)


class _Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=CALL_DEADLINE_S)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(CALL_DEADLINE_S)
        self.sock.connect(self._path)


class _Transport(xmlrpc.client.Transport):
    def __init__(self, path):
        super().__init__()
        self._path = path

    def make_connection(self, host):
        self._connection = (host, _Connection(self._path))  # where close() looks for it
        return self._connection[1]


class Supervisor:
    """Calls to a running supervisord. Every call ends within CALL_DEADLINE_S; a dead one raises OSError."""

    def __init__(self, socket_path):
        self._socket_path = str(socket_path)

    def _call(self, method, *arguments):
        with xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=_Transport(self._socket_path)) as server:
            return getattr(server.supervisor, method)(*arguments)

    def answers(self):
        try:
            return self._call("getState")["statename"] == "RUNNING"
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return False

    def programs(self):
        """[{"name", "statename", "pid", "start", "now", ...}] as supervisord tells it."""
        return self._call("getAllProcessInfo")

    def pid(self, name):
        """The program's pid, 0 when it is not running now."""
        return self._call("getProcessInfo", name)["pid"]

    def start(self, name):
        """Starts without waiting; starting what runs is no error."""
        try:
            self._call("startProcess", name, False)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode != ALREADY_STARTED:
                raise

    def stop(self, name):
        """Asks it to stop, without waiting. It is not restarted until start()."""
        try:
            self._call("stopProcess", name, False)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode not in (NOT_RUNNING, NO_SUCH_PROGRAM):
                raise

    def read_anew(self, name):
        """Takes the program's section of the configuration file as it is now. The program must not be running."""
        self._call("reloadConfig")
        self._call("removeProcessGroup", name)
        self._call("addProcessGroup", name)

    def shutdown(self):
        self._call("shutdown")
