"""Start and stop the hub itself, which goes on in the background, and talk to it."""

import contextlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from sinosoviet.hub.place import HubError

START_SECONDS, STOP_SECONDS = 90, 30
_LARGEST_LOG = 10 * 2**20


class Service:
    """The hub of one place: its process, its proxy, and the servers that it started."""

    def __init__(self, place):
        self.place = place
        self.settings = place.settings()
        self._state = place.folder("state")
        self.log = self._state / "hub.log"

    # Whether it runs.

    def process(self):
        """The process of the hub, or None."""
        return self._process_in("hub.pid", "jupyterhub")

    def proxy(self):
        """The process of the proxy, or None."""
        return self._process_in("proxy.pid", "configurable-http-proxy")

    def _process_in(self, name, word):
        try:
            process = psutil.Process(int((self._state / name).read_text()))
            # The number may have gone to another program since.
            if process.status() != psutil.STATUS_ZOMBIE and any(word in part for part in process.cmdline()):
                return process
        except (OSError, ValueError, psutil.Error):
            pass
        return None

    @property
    def address(self):
        """Where browsers find it."""
        secure = bool(self.settings.certificate)
        port = "" if self.settings.port == (443 if secure else 80) else f":{self.settings.port}"
        return f"http{'s' if secure else ''}://{self.settings.address or _own_address()}{port}"

    def answers(self):
        """Whether the hub answers through the proxy."""
        try:
            return self._open(f"{self._local}/hub/health", timeout=5).status == 200
        except (OSError, http.client.HTTPException):
            return False

    @property
    def _local(self):
        where = self.settings.address or "127.0.0.1"
        return f"http{'s' if self.settings.certificate else ''}://{where}:{self.settings.port}"

    def _open(self, request, timeout):
        # On this computer itself the certificate's name does not matter.
        context = ssl._create_unverified_context() if self.settings.certificate else None
        return urllib.request.urlopen(request, timeout=timeout, context=context)

    # Start and stop.

    def start(self):
        """Start the hub in the background, and wait until it answers. Raises HubError when it does not."""
        self._check_port()
        if self.log.exists() and self.log.stat().st_size > _LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ") if name in os.environ}
        env = kept | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}",
            "HOME": str(self._state),
            "SINOSOVIET_HUB": str(self.place.root),
        }
        config = self.place.folder("course", "hub", "jupyterhub_config.py")
        with open(self.log, "a", opener=lambda name, flags: os.open(name, flags, 0o600)) as log:
            begun = log.tell()
            process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "--config", str(config)],
                cwd=self._state,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                umask=0o077,
            )
        (self._state / "hub.pid").write_text(str(process.pid))
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            if process.poll() is not None or time.monotonic() > end:
                raise HubError(
                    f"The hub did not start: {self._why(begun)}. The whole story is in {self.log}."
                )
            time.sleep(0.3)

    def _why(self, begun):
        with self.log.open(encoding="utf-8", errors="replace") as log:
            log.seek(begun)
            lines = [line.strip() for line in log if line.strip()]
        if any("No space left on device" in line or "disk is full" in line for line in lines):
            return "the disk is full; free some space and start it again"
        told = [line for line in lines if "Error" in line or "[C " in line]
        return (told or lines or ["it gave no reason"])[-1][:300].rstrip(".")

    def _check_port(self):
        if self.proxy() is not None:
            return  # it is ours, and will be replaced
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.settings.address, self.settings.port))
            except OSError as error:
                raise HubError(
                    f"Port {self.settings.port} cannot be used ({error.strerror}); another program or "
                    "another hub has it. Choose one with PORT=8010."
                ) from None

    def pause(self):
        """End the hub alone; proxy and servers go on. Tells whether there was one."""
        process = self.process()
        if process is None:
            return False
        _end(process)
        (self._state / "hub.pid").unlink(missing_ok=True)
        return True

    def stop(self):
        """End the hub, its proxy and all servers. What is saved stays. Tells whether the hub was there."""
        was = self.pause()
        proxy = self.proxy()
        if proxy is not None:
            _end(proxy)
        self._end_the_rest()
        return was

    def _end_the_rest(self):
        """End whatever the hub's accounts still run."""
        from sinosoviet.hub.accounts import Accounts

        numbers = {person.uid for person in Accounts(self.place).people if person.uid > 0}
        left = []
        for process in psutil.process_iter(["uids"]):
            if process.info["uids"] and process.info["uids"].real in numbers:
                with contextlib.suppress(psutil.Error):
                    process.terminate()
                    left.append(process)
        _, alive = psutil.wait_procs(left, timeout=10)
        for process in alive:
            with contextlib.suppress(psutil.Error):
                process.kill()

    # Talk to it.

    def ask(self, path, method="GET"):
        """The answer of the hub's own interface, from JSON. Raises HubError when it does not answer."""
        request = urllib.request.Request(
            f"{self._local}/hub/api{path}",
            method=method,
            headers={"Authorization": f"token {self.settings.token}"},
        )
        try:
            with self._open(request, timeout=60) as answer:
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            told = error.read().decode("utf-8", "replace")
            with contextlib.suppress(ValueError, AttributeError):
                told = json.loads(told)["message"]
            raise HubError(f"The hub refused ({error.code}): {told[:200]}.") from None
        except OSError as error:
            raise HubError(f"The hub does not answer ({error}); see {self.log}.") from None

    def servers(self):
        """``{login: whether it is up}`` of everyone whose server is up, starting or stopping."""
        found = {user["name"]: user.get("servers", {}).get("") for user in self.ask("/users?limit=1000")}
        return {name: bool(server["ready"]) for name, server in found.items() if server}

    def start_servers(self, logins, at_once=4):
        """Have the servers of these people started, a few at a time; the last come up in the background."""
        for login in logins:
            while list((there := self.servers()).values()).count(False) >= at_once:
                time.sleep(0.5)
            if login not in there:
                self.ask(f"/users/{login}/server", "POST")


def _end(process):
    with contextlib.suppress(psutil.Error):
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()


def _own_address():
    """The address of this computer in its network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "localhost"
