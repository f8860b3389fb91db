"""Where a stack keeps what: everything lies in one folder."""

import os
import pathlib
import shutil

from .waiting import StackError

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
SOCKET_PATH_CHARACTERS_MAX = 100  # Linux allows 107, supervisord adds a suffix while it binds
OWN_FILE = ".backstop"            # stands in every folder that we may wipe


class Paths:
    """Folders and sockets of the stack in `var_dir`."""

    def __init__(self, var_dir):
        self.var = pathlib.Path(var_dir).resolve()
        self.etc, self.lib, self.log, self.run = (self.var / name for name in ("etc", "lib", "log", "run"))
        self.ports, self.secrets = self.var / "ports.env", self.var / "secrets.env"
        self.choices = self.var / "stack.json"
        self.demo = self.var / ".demo"  # stands there while the data are a demo's
        self.database_socket = self.run / "mariadb.sock"
        self.supervisor_socket = self.run / "supervisor.sock"
        if len(str(self.supervisor_socket)) > SOCKET_PATH_CHARACTERS_MAX or any(c in str(self.var) for c in ' "%\n'):
            raise StackError(f"{self.var}: too long for a unix socket, or with a blank, quote or %: "
                             "choose another folder with BACKSTOP_VAR")
        if self.var.exists() and not os.access(self.var, os.R_OK | os.W_OK | os.X_OK):
            raise StackError(f"{self.var} belongs to another user: set BACKSTOP_VAR to a folder of your own")

    def create(self):
        """Makes the folders, readable by their owner only."""
        try:
            known = self.var.exists() and any(self.var.iterdir())
            for folder in (self.var, self.etc, self.lib, self.log, self.run):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not known:
                (self.var / OWN_FILE).touch()
        except PermissionError as error:
            raise StackError(f"{error}; it belongs to another user: set BACKSTOP_VAR to a folder of your own") from error

    def wipe(self):
        """Removes data and logs. Ports and secrets stay. Only in a folder that create() made."""
        if not (self.var / OWN_FILE).exists():
            raise StackError(f"{self.var} was not made by this script: --fresh does not touch it")
        for folder in (self.lib, self.log, self.run):
            if folder.is_symlink():
                raise StackError(f"{folder} is a symbolic link: --fresh does not follow it")
            if folder.exists():
                shutil.rmtree(folder)
