"""A student without a browser: logs in, opens pages, runs cells, moves explorers, hands in."""

import json
import time
import uuid
from urllib.parse import quote

import requests
import websocket

NOT_A_PAGE = 400


class Client:
    """One person's session with a hub."""

    def __init__(self, address, login, password):
        self.address, self.login, self.password = address, login, password
        self.session = requests.Session()
        self.base = f"{address}/user/{login}"

    # The hub.

    def log_in(self):
        """Log in; returns the hub's answer, whose address tells whether it was let in."""
        form = self.session.get(f"{self.address}/hub/login", timeout=60)
        token = self._xsrf("/hub/")
        answer = self.session.post(
            f"{self.address}/hub/login",
            params={"next": "/hub/home"},
            data={"username": self.login, "password": self.password, "_xsrf": token},
            timeout=60,
        )
        return answer if form.ok else form

    @property
    def is_in(self):
        """Whether the hub knows who this is."""
        return (
            self.session.get(f"{self.address}/hub/home", allow_redirects=False, timeout=60).status_code == 200
        )

    def _xsrf(self, path):
        found = [
            cookie.value for cookie in self.session.cookies if cookie.name == "_xsrf" and cookie.path == path
        ]
        return found[0] if found else ""

    def hub(self, path, method="GET", **options):
        """The hub's own interface, asked as this person's browser would."""
        self.session.get(f"{self.address}/hub/home", timeout=60)
        headers = {"X-XSRFToken": self._xsrf("/hub/"), "Referer": f"{self.address}/hub/home"}
        return self.session.request(
            method, f"{self.address}/hub/api{path}", headers=headers, timeout=60, **options
        )

    def start(self, seconds=300):
        """Start the own server and wait until it is up; returns the seconds it took."""
        begun = time.monotonic()
        self.session.get(f"{self.address}/hub/spawn", timeout=60)
        while time.monotonic() - begun < seconds:
            answer = self.session.get(f"{self.base}/lab", timeout=60)
            if answer.ok and answer.url.startswith(f"{self.base}/lab"):
                return time.monotonic() - begun
            time.sleep(1)
        raise AssertionError(f"the server of {self.login} did not come up")

    # The server.

    def api(self, path, method="GET", **options):
        """The server's interface; JSON, or an AssertionError with what it said."""
        answer = self.raw(path, method, **options)
        assert answer.status_code < NOT_A_PAGE, f"{path}: {answer.status_code} {answer.text[:300]}"
        return answer.json() if answer.content else None

    def raw(self, path, method="GET", **options):
        """The server's answer as it is."""
        headers = {"X-XSRFToken": self._xsrf(f"/user/{self.login}/"), "Referer": f"{self.base}/lab"}
        return self.session.request(method, f"{self.base}{path}", headers=headers, timeout=120, **options)

    def page(self, path):
        """A notebook or file, with its content."""
        return self.api(f"/api/contents/{quote(path)}")["content"]

    def save(self, path, notebook):
        """Save a notebook."""
        model = {"type": "notebook", "format": "json", "content": notebook}
        return self.api(f"/api/contents/{quote(path)}", "PUT", json=model)

    def kernel(self, path):
        """A kernel for a notebook, to be used in a ``with`` statement."""
        asked = {"path": path, "type": "notebook", "name": path, "kernel": {"name": "python3"}}
        return Kernel(self, self.api("/api/sessions", "POST", json=asked)["kernel"]["id"])

    # The exchange, as nbgrader's list in JupyterLab asks for it.

    def assignments(self):
        """What is in the list of assignments."""
        return self._listed(self.api("/assignments?course_id=sinosoviet"))

    def exchange(self, action, assignment):
        """Fetch or submit an assignment; returns the whole answer."""
        asked = {"course_id": "sinosoviet", "assignment_id": assignment}
        return self.api(f"/assignments/{action}", "POST", json=asked)

    @staticmethod
    def _listed(answer):
        assert answer["success"], answer["value"]
        return answer["value"]

    def submissions(self, assignment):
        """What the list says was handed in."""
        listed = [one for one in self.assignments() if one["status"] == "submitted"]
        return [one for one in listed if one["assignment_id"] == assignment]


class Kernel:
    """A running kernel behind its websocket, as a browser has it."""

    def __init__(self, client, kernel_id):
        self.client, self.id = client, kernel_id
        self.session = uuid.uuid4().hex
        self.models = []

    def __enter__(self):
        client = self.client
        where = f"{client.base}/api/kernels/{self.id}/channels?session_id={self.session}"
        cookies = requests.utils.dict_from_cookiejar(client.session.cookies)
        pairs = [
            f"{cookie.name}={cookie.value}"
            for cookie in client.session.cookies
            if cookie.path in ("/", f"/user/{client.login}/")
        ]
        assert cookies
        self.socket = websocket.create_connection(
            where.replace("http", "ws", 1), cookie="; ".join(pairs), origin=client.address, timeout=180
        )
        return self

    def __exit__(self, *_):
        self.socket.close()

    def _send(self, channel, kind, content):
        header = {
            "msg_id": uuid.uuid4().hex,
            "username": self.client.login,
            "session": self.session,
            "msg_type": kind,
            "version": "5.3",
        }
        message = {
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": channel,
            "buffers": [],
        }
        self.socket.send(json.dumps(message))
        return header["msg_id"]

    def _until_idle(self, asked):
        """Messages that answer one that was sent."""
        found = []
        while True:
            data = self.socket.recv()
            if isinstance(data, bytes):
                continue  # pictures of widgets
            message = json.loads(data)
            if message["msg_type"] == "comm_open":
                state = message["content"]["data"].get("state", {})
                self.models.append((message["content"]["comm_id"], state))
            if message["parent_header"].get("msg_id") != asked:
                continue
            found.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return found

    def run(self, code):
        """Run code; returns ``(text that it printed or said, the name of an error or None)``."""
        asked = self._send(
            "shell",
            "execute_request",
            {
                "code": code,
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": False,
                "stop_on_error": False,
            },
        )
        text, error = [], None
        for message in self._until_idle(asked):
            content = message["content"]
            if message["msg_type"] == "stream":
                text.append(content["text"])
            elif message["msg_type"] in ("execute_result", "display_data"):
                text.append(str(content["data"].get("text/plain", "")))
            elif message["msg_type"] == "error":
                error = content["ename"]
                text.append(content["evalue"])
        return "".join(text), error

    def run_all(self, notebook):
        """Run a page's code cells in order; returns the names of errors."""
        sources = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        return [error for _, error in map(self.run, sources) if error]

    def move(self):
        """Move the first control that has choices, as an explorer has it; returns whether there was one."""
        for comm, state in self.models:
            if "index" in state and len(state.get("_options_labels", ())) > 1:
                change = {"method": "update", "state": {"index": 1}, "buffer_paths": []}
                self._until_idle(self._send("shell", "comm_msg", {"comm_id": comm, "data": change}))
                return True
        return False
