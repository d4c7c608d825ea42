"""Start a student's server: as the student, within limits, and never mistake another program for it."""

import os
import sys
from pathlib import Path

import psutil
from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Unicode

from sinosoviet.hub.accounts import Accounts
from sinosoviet.hub.limits import Limits
from sinosoviet.hub.place import COURSE_ID, Place


class Seat(LocalProcessSpawner):
    """A server under the Unix account of its user."""

    root = Unicode(config=True, help="The folder of the hub.")

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self._born = 0.0

    @property
    def _place(self):
        return Place.named(self.root)

    def make_preexec_fn(self, name):
        """Limits first, while there are rights to set them, then the student's own account."""
        become = super().make_preexec_fn(name)
        limits = self._limits(name)

        def prepare():
            if limits:
                limits.impose()
            else:
                os.umask(0o077)
            become()

        return prepare

    def _limits(self, name):
        if Accounts(self._place).by_login(name).role == "teacher":
            return None  # marking sets limits of its own
        settings = self._place.settings()
        return Limits(settings.memory_mb, settings.processes, settings.file_mb)

    def user_env(self, env):
        """The environment of a server: its own folders, and nothing of root's."""
        env = super().user_env(env)
        person = Accounts(self._place).by_login(self.user.name)
        place = self._place
        return env | {
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "JUPYTER_CONFIG_PATH": str(place.folder("settings", person.role)),
            # Short, because a kernel's sockets lie here.
            "JUPYTER_RUNTIME_DIR": str(place.folder("run", person.login)),
            "SINOSOVIET_HUB": str(place.root),
            "SINOSOVIET_COURSE": COURSE_ID,
            **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        }

    # A number of a process means little after a restart of the computer: its birth goes with it.

    def get_state(self):
        """What is kept over a restart of the hub."""
        state = super().get_state()
        process = self._process()
        if process is not None:
            state["born"] = process.create_time()
        return state

    def load_state(self, state):
        """Take up a server that an earlier hub started."""
        super().load_state(state)
        self._born = state.get("born", 0.0)

    def _process(self):
        try:
            process = psutil.Process(self.pid) if self.pid else None
            if process is None or process.status() == psutil.STATUS_ZOMBIE:
                return None
        except psutil.Error:
            return None
        return process

    async def _signal(self, sig):
        process = self._process()
        if process is None or (self._born and abs(process.create_time() - self._born) > 1):
            return False
        return await super()._signal(sig)
