"""What servers are told, by role: a folder of settings for students and one for the teacher."""

import json
import shutil

from sinosoviet.hub.accounts import ROLES

_EXTENSIONS = "nbgrader.server_extensions."
_COMMON = {
    # Over the network card another account could listen to a kernel; a socket in a private folder is shut.
    "KernelManager": {"transport": "ipc"},
    "ContentsManager": {"pre_save_hook": "sinosoviet.views.before_saving"},
}


def _server(role, settings):
    shown = role == "teacher"
    extensions = {
        f"{_EXTENSIONS}formgrader": shown,
        f"{_EXTENSIONS}course_list": shown,
        f"{_EXTENSIONS}validate_assignment": True,
        # Loaded by our own, which speaks in sentences.
        f"{_EXTENSIONS}assignment_list": False,
        "sinosoviet.hub.listing": True,
    }
    return _COMMON | {
        "ServerApp": {"jpserver_extensions": extensions, "terminals_enabled": shown},
        "MappingKernelManager": {
            "cull_idle_timeout": round(settings.idle_minutes * 60),
            "cull_connected": True,
        },
    }


def _page(role):
    hidden = () if role == "teacher" else ("formgrader", "create-assignment", "course-list")
    return {"disabledExtensions": {f"@jupyter/nbgrader:{name}": True for name in hidden}}


def write(place, settings):
    """Write the settings of both roles anew."""
    configs = {"student": "nbgrader_config.py", "teacher": "nbgrader_teacher_config.py"}
    for role in ROLES:
        folder = place.folder("settings", role)
        (folder / "labconfig").mkdir(parents=True, exist_ok=True)
        _json(folder / "jupyter_server_config.json", _server(role, settings))
        _json(folder / "labconfig" / "page_config.json", _page(role))
        shutil.copyfile(place.folder("course", "hub", configs[role]), folder / "nbgrader_config.py")
    for path in (place.folder("settings"), *place.folder("settings").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _json(path, value):
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
