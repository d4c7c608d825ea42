"""The hub for one class. Started by `make hub`; what may be chosen is in state/settings.json."""

import os
import sys
from pathlib import Path

from sinosoviet.hub.accounts import Accounts
from sinosoviet.hub.place import Place

place = Place.named(os.environ["SINOSOVIET_HUB"])
settings = place.settings()
accounts = Accounts(place)
state = place.folder("state")
PYTHON = sys.executable
CULL_EVERY = max(5, min(300, round(settings.idle_minutes * 60 / 4)))

c = get_config()  # noqa: F821

# Who may come in.
c.JupyterHub.authenticator_class = "sinosoviet.hub.door.Door"
c.JupyterHub.template_paths = [str(Path(__file__).parent / "templates")]
c.Door.root = str(place.root)
c.Door.allowed_users = {person.login for person in accounts.active()}
c.Door.blocked_users = {person.login for person in accounts.people if not person.active}

# What the teacher may do beside their own work: see who is there, start and stop servers. Not more:
# pages of all servers have one address, and a teacher who could do all could be made to do it.
c.JupyterHub.load_roles = [
    {
        "name": "class-teacher",
        "scopes": ["admin-ui", "list:users", "read:users:activity", "servers"],
        "users": [accounts.teacher.login],
    },
    {
        "name": "cull-idle",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["cull-idle"],
    },
    {
        "name": "commands",
        "scopes": ["list:users", "read:users:activity", "servers", "shutdown", "read:hub"],
        "services": ["commands"],
    },
]
c.JupyterHub.services = [
    {"name": "commands", "api_token": settings.token},
    {
        "name": "cull-idle",
        "command": [
            PYTHON,
            "-m",
            "jupyterhub_idle_culler",
            f"--timeout={round(settings.idle_minutes * 60)}",
            f"--cull-every={CULL_EVERY}",
        ],
    },
]

# A server for each, under the student's own account of the system.
c.JupyterHub.spawner_class = "sinosoviet.hub.spawner.Seat"
c.Seat.root = str(place.root)
c.Seat.cmd = [PYTHON, "-m", "sinosoviet.hub.seat"]
c.Seat.args = ["--ServerApp.root_dir=~"]
c.Seat.default_url = "/lab/tree/notebooks/00-start-here.ipynb"
c.Seat.env_keep = ["LANG", "LC_ALL"]
# A whole class may log in at once. Two processors then need minutes; nobody should be turned away.
c.Seat.start_timeout = c.Seat.http_timeout = 600
# Answer at once that a server is on its way, so that one slow start does not hold up the next.
c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 1}

# Where it listens, and what it keeps. Servers outlive the hub, and so does all that is saved.
c.JupyterHub.bind_url = f"http{'s' if settings.certificate else ''}://{settings.address}:{settings.port}"
if settings.certificate:
    c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = settings.certificate, settings.key
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{settings.hub_port}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.proxy_port}"
c.ConfigurableHTTPProxy.command = [
    "node",
    str(place.folder("proxy", "node_modules", "configurable-http-proxy", "bin", "configurable-http-proxy")),
]
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
c.ConfigurableHTTPProxy.check_running_interval = 5
c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.JupyterHub.cleanup_servers = False
c.JupyterHub.cleanup_proxy = False
