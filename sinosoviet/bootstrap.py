"""Set the course up and run it: ``python3 sinosoviet/bootstrap.py lab`` (or ``make lab``).

This file runs before anything is installed. It therefore uses the standard library alone,
imports nothing from the package, keeps to syntax that an old Python can still read (so that it
can say that it is too old), and prints plain ASCII. Whatever goes wrong ends in one sentence
that names the remedy; the full log is in ``.venv/setup.log``.
"""

import sys

# Run as a script, Python would look for the standard library beside this file first, and a module
# of the package named like one of the library's would be taken for it.
if __name__ == "__main__" and not getattr(sys.flags, "safe_path", False):
    del sys.path[0]

import contextlib
import hashlib
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
VERSIONS = "Python 3.11, 3.12 or 3.13"
ROOT = Path(__file__).resolve().parent.parent
WINDOWS = os.name == "nt"
FIRST_PAGE = "notebooks/00-start-here.ipynb"
NEEDED = ("jupyterlab", "ipywidgets", "matplotlib", "pandas", "sinosoviet")
NEEDED_FOR_MARKING = ("nbgrader",)
NEEDED_FOR_HUB = ("jupyterhub", "jupyterhub_idle_culler", *NEEDED_FOR_MARKING)
NEEDED_FOR_SITE = ("myst_nb", "pydata_sphinx_theme")
NEEDED_FOR_TESTS = ("pytest", "nbval", "xdist", "playwright", "ruff", *NEEDED_FOR_MARKING, *NEEDED_FOR_SITE)

HELP = """\
lab      set everything up and open the course in JupyterLab
         (PORT=8890 for another port, NO_BROWSER=1 to open no window)
test     set up what the tests need and run every test
         (ARGS="tests/test_x.py -x" for some of them, NEWEST=1 for the newest packages)
setup    set everything up and stop there
pages    write the generated parts of the notebooks
check    say which pages are not as they should be
figures  draw every chart into figures/
sheets   write the sheets to print into build/sheets/
slides   write every lesson as slides into build/site/slides/ (needs npm)
present  open a page in JupyterLab to show it to a class, with live tools (PAGE=04, PORT=8890)
lessons  write every page as one file into build/site/lessons/
print    write every page and the course as PDF into build/site/print/ (needs Chromium)
site     build the web site, slides, lessons and PDF into build/site/ (needs npm and Chromium;
         ARGS="--alone" for the web pages alone, ARGS="--run" to run every page afresh)
serve    show the site at localhost:8000 (PORT=8001 for another port)
links    ask for every address outside the site that it links to
guide    write the teacher's guide, and with the answer keys into build/teacher/
data     write the data dictionary
lite     build the lab in the browser into build/site/lab/ (OFFLINE=1 to carry everything)
bench    measure how fast the course is
lint     check the style of the code
pins     write requirements.txt and tests/constraints.txt anew at the newest versions (needs uv)
assignments
         make the copies of the assignments that students get
         (ASSIGNMENT=name for one of them, VARIANT=7 for another class)
mark     mark what was handed in, and take over marks given by hand
         (ZIP=file from the learning platform, ROSTER=class.csv, ASSIGNMENT=name,
         OLDER=1 to mark a file although a later one of the same student is marked)
hub      a hub for one class, on Linux: accounts, each student's own copy, assignments in the browser
         (ROSTER=class.csv, HUB=/srv/sinosoviet-hub, PORT=8000, MEMORY=1024, IDLE=60, CERT=, KEY=;
         DO=stop, restart, servers, status, password, backup or remove)
clean    remove .venv and everything else that these commands made
"""

# What a command runs once the packages are there, and whether it needs those of the tests and the site.
RUNS = {
    "pages": (False, ["-m", "sinosoviet", "pages", "write"]),
    "check": (False, ["-m", "sinosoviet", "pages", "check"]),
    "figures": (False, ["-m", "sinosoviet", "figures", "write"]),
    "sheets": (False, ["-m", "sinosoviet", "sheets", "write"]),
    "slides": (False, ["-m", "sinosoviet", "slides", "write"]),
    "lessons": (False, ["-m", "sinosoviet", "lessons", "write"]),
    "print": (False, ["-m", "sinosoviet", "pdf", "write"]),
    "site": (True, ["-m", "sinosoviet", "site", "write"]),
    "links": (True, ["-m", "sinosoviet", "site", "links"]),
    "guide": (False, ["-m", "sinosoviet", "teaching", "write"]),
    "data": (False, ["-m", "sinosoviet", "data", "write"]),
    "lite": (True, ["-m", "sinosoviet", "lite", "write"]),
    "bench": (True, ["-m", "pytest", "tests/bench", "-s"]),
    "lint": (True, ["-m", "ruff", "check", "."]),
}


class Stop(Exception):
    """A reason to stop, as the one sentence that the reader sees."""


def say(text):
    """Print one line at once, even into a pipe."""
    print(text, flush=True)


def command_for(name, setting=""):
    """Return the line that runs ``name`` here, with a setting such as ``PORT=8890``."""
    if not WINDOWS:
        return "`make " + name + (" " + setting if setting else "") + "`"
    key, _, value = setting.partition("=")
    return (
        "`"
        + ("$env:%s=%s; " % (key, value) if setting else "")
        + ("py sinosoviet\\bootstrap.py " + name + "`")
    )


# ---------------------------------------------------------------------------------------------
# Python


def is_supported(version):
    """Tell whether a version, as a tuple, is one that the course runs on."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


# Numbers of the system's account nobody, which has no rights at all.
NOBODY = {"user": 65534, "group": 65534, "extra_groups": [], "cwd": "/"}


def probe(command, **options):
    """Return (version, is 64-bit) of the Python that a command starts, or None."""
    code = "import sys; print('%d.%d.%d' % sys.version_info[:3], int(sys.maxsize > 2**32))"
    try:
        done = subprocess.run(
            [*command, "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=60,
            **options
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"(\d+)\.(\d+)\.(\d+) ([01])", done.stdout.decode("ascii", "replace"))
    if done.returncode or not found:
        return None
    return tuple(int(part) for part in found.groups()[:3]), found.group(4) == "1"


def candidates():
    """Yield the commands that may start a Python, the best first."""
    yield [sys.executable]
    for minor in (13, 12, 11):
        if WINDOWS:
            yield ["py", "-3.%d" % minor]
        yield ["python3.%d" % minor]
    yield ["python3"]
    yield ["python"]
    if shutil.which("uv"):
        found = subprocess.run(
            ["uv", "python", "find", ">=3.11,<3.14"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ, UV_PYTHON_DOWNLOADS="never"),
        )
        if found.returncode == 0:
            yield [found.stdout.decode().strip()]


def given_python():
    """Return the command and version of the Python that PYTHON names, or None."""
    given = os.environ.get("PYTHON")
    if not given:
        return None
    answer = probe([given])
    if not answer or not is_supported(answer[0]):
        raise Stop(
            "PYTHON is set to %s, which is not a working %s; set it to one that is, or "
            "leave it out." % (given, VERSIONS)
        )
    return [given], answer[0]


def choose_python():
    """Return the command of a Python to build the environment with."""
    given = given_python()
    if given:
        return given[0]
    seen = []
    for command in candidates():
        answer = probe(command)
        if answer and is_supported(answer[0]) and answer[1]:
            return command
        if answer:
            seen.append(answer)
    if any(is_supported(version) for version, _ in seen):
        raise Stop(
            "The Python on this computer is a 32-bit one, for which the packages are not "
            "made; install the 64-bit Python 3.13 from python.org, then run "
            "%s again." % command_for("lab")
        )
    newest = max(version for version, _ in seen)
    raise Stop(
        "This course needs %s, and only Python %s was found; install Python 3.13 from "
        "python.org (it can stand beside the other), then run %s again."
        % (VERSIONS, ".".join(map(str, newest)), command_for("lab"))
    )


# ---------------------------------------------------------------------------------------------
# The environment and its stamp


def python_in(venv):
    """Return the path of the Python inside an environment."""
    return venv / ("Scripts/python.exe" if WINDOWS else "bin/python")


def digest(root, names, extra=""):
    """Return a short hash of some files of the project; a missing file counts as empty."""
    total = hashlib.sha256(extra.encode())
    for name in names:
        path = root / name
        total.update(name.encode() + b"\0")
        total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()[:20]


def wanted_stamp(root, tests, python_version, marking=False):
    """Return what the stamp of an up-to-date environment says."""
    extra = "%s %s" % (root, ".".join(map(str, python_version)))
    reader = digest(root, ["requirements.txt", "pyproject.toml"], extra)
    stamp = {"root": str(root), "reader": reader}
    for name, is_wanted in (("tests", tests), ("marking", marking)):
        if is_wanted:
            stamp[name] = digest(root, ["tests/constraints.txt"], reader)
    return stamp


def read_stamp(venv):
    """Return the stamp of an environment; an empty one when there is none to trust."""
    try:
        stamp = json.loads((venv / "sinosoviet.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(venv, **changes):
    """Write changes into the stamp of an environment."""
    stamp = dict(read_stamp(venv), **changes)
    text = json.dumps(stamp, indent=1, sort_keys=True)
    (venv / "sinosoviet.json").write_text(text + "\n", encoding="utf-8")


def is_current(found, wanted):
    """Tell whether a stamp says at least what is wanted."""
    return all(found.get(key) == value for key, value in wanted.items())


def has_modules(python, names):
    """Tell whether a Python can find some modules, without importing them."""
    code = "import importlib.util as u, sys; sys.exit(any(u.find_spec(n) is None for n in sys.argv[1:]))"
    done = subprocess.run(
        [str(python), "-I", "-c", code, *names], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return done.returncode == 0


def clean_environment():
    """Return the environment for child processes, without what would lead them astray."""
    env = dict(os.environ)
    for name in (
        "PYTHONHOME",
        "PYTHONPATH",
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "PIP_USER",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_REQUIRE_VIRTUALENV",
        "MPLBACKEND",
        "UV_PROJECT_ENVIRONMENT",
        "__PYVENV_LAUNCHER__",
        "MAKEFLAGS",
        "MAKELEVEL",
    ):
        env.pop(name, None)
    return env


# ---------------------------------------------------------------------------------------------
# Running things, and saying plainly why they failed

# The order matters: the first pattern that is found in the log gives the sentence.
REASONS = (
    (
        r"No space left on device|Errno 28\b|os error 28\b|not enough space on the disk|os error 112",
        "The disk is full: the course needs about 600 MB; free some space, then run {again} again.",
    ),
    (
        r"Long Path support|path too long|File name too long|os error 206",
        "The folder's path is too long for this computer; move the folder to a short path such as "
        "C:\\course, then run {again} again.",
    ),
    (
        r"\b407\b.*[Pp]roxy|Proxy Authentication Required",
        "The network's proxy asks for a password; ask your IT desk for the proxy address, set "
        "HTTPS_PROXY to it, then run {again} again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|invalid peer certificate|UnknownIssuer|SSLCertVerificationError",
        "The network replaces security certificates (many schools do); ask your IT desk for its "
        "certificate file, set SSL_CERT_FILE to its path, then run {again} again.",
    ),
    (
        r"NewConnectionError|Failed to establish a new connection|ConnectTimeout|Connection refused|"
        r"name resolution|Name or service not known|nodename nor servname|getaddrinfo failed|"
        r"dns error|error sending request|client error \(Connect\)|Network is unreachable|"
        r"No route to host|ReadTimeout|Read timed out|operation timed out|Could not connect|"
        r"Max retries exceeded|Connection aborted|RemoteDisconnected|ProxyError|offline mode|"
        r"Network connectivity is disabled",
        "The packages could not be downloaded because the network did not answer; connect this "
        "computer to the internet (or set HTTPS_PROXY if your school uses a proxy), then run "
        "{again} again.",
    ),
    (
        r"Readme file does not exist|does not appear to be a Python project|License file",
        "A part of the course is missing from this folder; download the whole course again, then run "
        "{again} in it.",
    ),
    (
        r"ensurepip is not available|No module named '?ensurepip|python3(\.\d+)?-venv",
        "Python is here but cannot make environments; on Debian or Ubuntu run "
        "`sudo apt-get install python3-venv`, elsewhere install Python from python.org, then run "
        "{again} again.",
    ),
    (
        r"Permission denied|PermissionError|Access is denied|os error 13\b|Errno 13\b|"
        r"Read-only file system|os error 30\b|Errno 30\b|WinError 5\b|WinError 32\b",
        "Files in this folder cannot be written; close any JupyterLab that is still open, make sure "
        "that the folder is your own (not inside a zip or a read-only share), then run {again} "
        "again.",
    ),
    (
        r"No matching distribution found|No solution found|ResolutionImpossible|"
        r"no version of|Could not find a version",
        "A package is not to be had in the version that the course asks for on this computer; use a "
        "64-bit Python 3.13 and the newest copy of the course, then run {again} again.",
    ),
)

# Reasons that pip would meet as well: no use in trying it after uv. The network is not among them:
# pip may know a mirror or a certificate that uv does not.
FINAL = (0, 1, 5, 7)


def explain(log, again):
    """Return (number of the reason, sentence) for a failed installation."""
    for number, (pattern, sentence) in enumerate(REASONS):
        if re.search(pattern, log):
            return number, sentence.format(again=again)
    return None, (
        "The packages could not be installed for a reason that this script does not "
        "know; read the end of {log}, or remove everything with %s and run %s again."
        % (command_for("clean"), again)
    )


class Log:
    """What the set-up commands printed: kept in memory, and in a file once there is a folder."""

    def __init__(self, path):
        self.path = path
        self.text = ""

    def add(self, text):
        """Keep some text."""
        self.text += text
        # A full or read-only disk is no reason to fail here: the sentence will say so.
        with contextlib.suppress(OSError):
            if self.path.parent.is_dir():
                self.path.write_text(self.text, encoding="utf-8", errors="replace")

    def run(self, command, heartbeat=15, **options):
        """Run a command, keep what it prints, and return (exit code, what it printed)."""
        self.add("\n$ " + " ".join(map(str, command)) + "\n")
        options.setdefault("env", clean_environment())
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                **options,
            )
        except OSError as error:
            self.add("%s\n" % error)
            return 127, str(error)
        lines = []
        reader = threading.Thread(target=lambda: lines.extend(process.stdout), daemon=True)
        reader.start()
        begun = time.monotonic()
        try:
            while process.poll() is None:
                try:
                    process.wait(timeout=heartbeat)
                except subprocess.TimeoutExpired:
                    say("  still working (%d s) ..." % (time.monotonic() - begun))
        except BaseException:
            process.terminate()
            raise
        reader.join(timeout=5)
        text = b"".join(lines).decode("utf-8", "replace")
        self.add(text)
        return process.returncode, text


# ---------------------------------------------------------------------------------------------
# Installing


def make_venv(venv, uv, log, again, choose=choose_python):
    """Make the environment, or keep the one that is there and works."""
    if venv.exists() or venv.is_symlink():
        answer = probe([str(python_in(venv))])
        root = read_stamp(venv).get("root", str(ROOT))
        given = given_python()
        fits = answer and is_supported(answer[0]) and (not given or given[1] == answer[0])
        if fits and root == str(ROOT):
            return
        if not (venv / "pyvenv.cfg").is_file() and not (venv / "setup.log").is_file():
            raise Stop(
                "There is a %s here that is not a Python environment; move it away, then "
                "run %s again." % (venv.name, again)
            )
        say("The environment in %s was made for another place or Python; making it anew." % venv.name)
        remove(venv, again)
    command = choose()
    version = ".".join(map(str, probe(command)[0]))
    say("Making the environment %s with Python %s ..." % (venv.name, version))
    code, text = 1, ""
    if uv:
        path = subprocess.run([*command, "-c", "import sys; print(sys.executable)"], stdout=subprocess.PIPE)
        code, text = log.run([uv, "venv", "--python", path.stdout.decode().strip(), venv])
    if code:
        if venv.is_dir():
            remove(venv, again)
        code, text = log.run([*command, "-m", "venv", venv])
    if code:
        number, sentence = explain(text, again)
        if venv.is_dir():
            log.add("")
        raise Stop(
            sentence.format(log=venv.name + "/setup.log")
            if number is not None
            else "Python could not make the environment; install Python 3.13 from python.org, "
            "then run %s again." % again
        )


def remove(folder, again):
    """Remove a folder, or say why not."""
    try:
        if folder.is_symlink():
            folder.unlink()
        else:
            shutil.rmtree(str(folder))
    except OSError:
        raise Stop(
            "The folder %s is in use and cannot be removed; close JupyterLab and every "
            "window that uses it, then run %s again." % (folder.name, again)
        ) from None


def install(python, uv, arguments, log, again):
    """Install packages with uv when it is there, with pip otherwise."""
    number = None
    if uv:
        code, text = log.run([uv, "pip", "install", "--python", python, *arguments], cwd=str(ROOT))
        if code == 0:
            return
        number, sentence = explain(text, again)
        if number in FINAL:
            raise Stop(sentence)
        say("uv could not do it; trying with pip ...")
    if not has_modules(python, ["pip"]):
        code, text = log.run([python, "-m", "ensurepip", "--upgrade"])
        if code:
            raise Stop(explain("ensurepip is not available", again)[1])
    env = clean_environment()
    env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    if env.get("PIP_RETRIES", "0") == "0":
        env["PIP_RETRIES"] = "2"  # with none, pip does not say that the network failed
    code, text = log.run([python, "-m", "pip", "install", *arguments], env=env, cwd=str(ROOT))
    if code:
        pip_number, pip_sentence = explain(text, again)
        # Where pip only says that it found nothing, uv may have said why.
        if number is None or pip_number in range(len(REASONS) - 1):
            sentence = pip_sentence
        raise Stop(sentence.format(log="/".join(log.path.parts[-2:])))


def quieten_jupyterlab(venv):
    """Answer JupyterLab's question about news beforehand, so that it covers no page."""
    target = venv / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    settings = {
        "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"}
    }
    with contextlib.suppress(OSError):  # only a convenience
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def keep_paper_forms(venv):
    """Have Jupyter save an activity's paper form, not the live view that is dead when a page reopens."""
    target = venv / "etc" / "jupyter" / "jupyter_server_config.json"
    settings = {"ContentsManager": {"pre_save_hook": "sinosoviet.pages.before_saving"}}
    with contextlib.suppress(OSError):  # only a convenience
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def set_up(name, tests=False, marking=False):
    """Make the environment and install what a command needs; return its Python."""
    again = command_for(name)
    newest = os.environ.get("NEWEST", "") not in ("", "0")
    venv = ROOT / (".venv-newest" if newest else ".venv")
    uv = None if os.environ.get("NO_UV", "") not in ("", "0") else shutil.which("uv")
    log = Log(venv / "setup.log")
    for file in ("requirements.txt", "pyproject.toml"):
        if not (ROOT / file).is_file():
            raise Stop(
                "The file %s is missing from this folder; download the whole course again, "
                "then run %s." % (file, again)
            )
    make_venv(venv, uv, log, again)
    python = python_in(venv)
    version = probe([str(python)])
    if version is None:
        raise Stop(
            "The environment %s was made but does not start; remove it with %s, then run "
            "%s again." % (venv.name, command_for("clean"), again)
        )
    version = version[0]
    # What the tests need includes what marking needs.
    tests = tests or bool(newest)
    wanted = wanted_stamp(ROOT, tests, version, tests or marking)
    modules = NEEDED + (NEEDED_FOR_TESTS if tests else NEEDED_FOR_MARKING if marking else ())
    if not newest and is_current(read_stamp(venv), wanted) and has_modules(python, modules):
        say("Everything is installed already (Python %s in %s)." % (".".join(map(str, version)), venv.name))
        return python
    if newest:
        what, arguments = "the newest packages", ["--upgrade", "-e", ".[test,site]"]
    elif tests:
        what = "the packages of the course, of its site and of its tests"
        arguments = ["-r", "requirements.txt", "-c", "tests/constraints.txt", "-e", ".[test,site]"]
    elif marking:
        what = "the packages of the course and for marking"
        arguments = ["-r", "requirements.txt", "-c", "tests/constraints.txt", "-e", ".[class]"]
    else:
        what, arguments = "the packages of the course", ["-r", "requirements.txt"]
    say(
        "Installing %s with %s (the first time this takes %s) ..."
        % (what, "uv" if uv else "pip", "some seconds" if uv else "a minute or two")
    )
    begun = time.monotonic()
    write_stamp(venv, root=str(ROOT), reader="unfinished", tests="unfinished", marking="unfinished")
    install(python, uv, arguments, log, again)
    if not has_modules(python, modules):
        raise Stop(
            "The packages were installed but some are missing; remove everything with %s, "
            "then run %s again." % (command_for("clean"), again)
        )
    quieten_jupyterlab(venv)
    write_stamp(venv, **wanted)
    say("Installed in %d s." % (time.monotonic() - begun))
    return python


# ---------------------------------------------------------------------------------------------
# lab


def read_port(text):
    """Return a port number from what the reader typed."""
    if not re.match(r"\d{1,5}$", text) or not 0 < int(text) < 65536:
        raise Stop(
            "PORT must be a number from 1 to 65535, not %r; try %s." % (text, command_for("lab", "PORT=8890"))
        )
    return int(text)


def check_port(port):
    """Stop when JupyterLab could not listen on a port."""
    other = command_for("lab", "PORT=%d" % (port + 2 if port < 65000 else 8890))
    taken = Stop(
        "Port %d is taken, perhaps by a JupyterLab that is already open; use that one, "
        "close it, or run %s." % (port, other)
    )
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe_socket:
        probe_socket.settimeout(1)
        if probe_socket.connect_ex(("127.0.0.1", port)) == 0:
            raise taken
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe_socket:
        if not WINDOWS:
            probe_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe_socket.bind(("127.0.0.1", port))
        except PermissionError:
            raise Stop(
                "Port %d may not be used by an ordinary user; run %s."
                % (port, command_for("lab", "PORT=8890"))
            ) from None
        except OSError:
            raise taken from None


def trust(python, venv):
    """Trust the notebooks as shipped, so that their stored explorers answer before a run."""
    pages = sorted(
        path for path in (ROOT / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
    )
    names = [path.relative_to(ROOT).as_posix() for path in pages]
    now = digest(ROOT, names)
    if not pages or read_stamp(venv).get("trusted") == now:
        return
    say("Trusting the notebooks, so that their charts answer at once ...")
    code = "from nbformat.sign import TrustNotebookApp as T; T.launch_instance()"
    done = subprocess.run(
        [str(python), "-c", code, *names],
        cwd=str(ROOT),
        env=clean_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if done.returncode == 0:
        write_stamp(venv, trusted=now)
    else:
        say("  that did not work; the charts will answer after Run > Run All Cells.")


def lab_command(python, port, browser, root_user, opened="/lab/tree/" + FIRST_PAGE):
    """Return the command that opens JupyterLab on the first page, or at another of its addresses."""
    command = [
        str(python),
        "-m",
        "jupyterlab",
        "--log-level=WARN",
        "--ServerApp.root_dir=" + str(ROOT),
        "--LabApp.default_url=" + opened,
        "--ServerApp.port=%d" % port,
        "--ServerApp.port_retries=0",
    ]
    if not browser:
        command.append("--no-browser")
    if root_user:
        command.append("--allow-root")
    return command


def lab():
    """Set up and open JupyterLab on the first page."""
    port = chosen_port("lab")
    python = set_up("lab")
    keep_paper_forms(python.parent.parent)
    trust(python, python.parent.parent)
    return open_lab(python, port)


def chosen_port(name):
    """Return the port that JupyterLab is to have; stop when the first page or the port cannot be had."""
    port = read_port(os.environ.get("PORT") or "8888")
    check_port(port)
    if not (ROOT / FIRST_PAGE).is_file():
        raise Stop(
            "The page %s is missing from this folder; download the whole course again, "
            "then run %s." % (FIRST_PAGE, command_for(name))
        )
    return port


def open_lab(python, port, settings=None, **options):
    """Become JupyterLab; ``settings`` are added to its environment, ``options`` go to its command."""
    check_port(port)
    wanted = os.environ.get("NO_BROWSER") or os.environ.get("CI") or "0"
    browser = wanted.lower() in ("0", "false", "no")
    root_user = hasattr(os, "geteuid") and os.geteuid() == 0
    command = lab_command(python, port, browser, root_user, **options)
    say(
        "Opening JupyterLab on port %d; stop it with Ctrl+C.%s"
        % (port, "" if browser else " Open the address that it prints below.")
    )
    os.chdir(str(ROOT))
    env = dict(clean_environment(), **(settings or {}))
    if not WINDOWS:
        os.execve(command[0], command, env)
    return wait_for(command, env)


def page_to_present():
    """Return the name of the lesson that PAGE names by its number or its name; the first without one."""
    lessons = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
    lessons = [name for name in lessons if "-reference-" not in name]
    given = os.environ.get("PAGE") or lessons[0]
    found = [name for name in lessons if given in (name, name[:2])]
    if not found:
        raise Stop(
            "PAGE must be the number of a lesson, %s to %s, not %r; try %s."
            % (lessons[0][:2], lessons[-1][:2], given, command_for("present", "PAGE=04"))
        )
    return found[0]


def present():
    """Set up, make the copies to present, and open one in JupyterLab, alone on the screen."""
    port = chosen_port("present")
    name = page_to_present()
    python = set_up("present")
    keep_paper_forms(python.parent.parent)
    code = wait_for([str(python), "-m", "sinosoviet", "slides", "live"])
    if code:
        return code
    say("Down and Up go from part to part, Shift+Enter runs one and goes on, F11 fills the screen.")
    # Settings of its own: what makes letters large here must not do so in the reader's JupyterLab.
    settings = {"JUPYTER_CONFIG_DIR": str(ROOT / "build" / "present" / "config")}
    return open_lab(python, port, settings, opened="/doc/tree/build/present/%s.ipynb" % name)


# ---------------------------------------------------------------------------------------------
# test


def browser_places():
    """Return where a Chromium, Chrome or Edge may be, the best first."""
    if WINDOWS:
        roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        tails = (
            "Chromium/Application/chrome.exe",
            "Google/Chrome/Application/chrome.exe",
            "Microsoft/Edge/Application/msedge.exe",
        )
        return [os.path.join(root, tail) for tail in tails for root in roots if root]
    if sys.platform == "darwin":
        return [
            "/Applications/%s.app/Contents/MacOS/%s" % (name, name)
            for name in ("Chromium", "Google Chrome", "Microsoft Edge")
        ]
    return []


def find_chromium():
    """Return the path of a browser that the tests can drive, or None."""
    given = os.environ.get("CHROMIUM")
    if given:
        found = shutil.which(given)
        if not found:
            raise Stop(
                "CHROMIUM names %s, which is not a program; set it to the path of a "
                "Chromium or Chrome, or leave it out." % given
            )
        return found
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
    places = [shutil.which(name) for name in names] + browser_places()
    for place in places:
        if place and os.path.isfile(place) and (WINDOWS or starts(place)):
            return place
    return None


def starts(program):
    """Tell whether a program answers to --version (a stand-in for a missing snap does not)."""
    try:
        done = subprocess.run(
            [program, "--version"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0 and re.search(rb"\d+\.\d+", done.stdout) is not None


def apt_prefix():
    """Return how to call apt-get here ([] as root, sudo without a password), or None."""
    if os.environ.get("NO_SYSTEM", "") not in ("", "0") or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(
            ["sudo", "-n", "true"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        ).returncode
        == 0
    ):
        return ["sudo", "-n"]
    return None


def get_chromium(log):
    """Return a browser, from the system's packages when it is missing and that is permitted."""
    return get_from_system(find_chromium, "Chromium", ["chromium"], log)


def get_npm(log):
    """Return npm, which brings the scripts of slides and Python for the browser, in the same way."""
    return get_from_system(lambda: shutil.which("npm"), "npm", ["nodejs", "npm"], log)


# What a command needs beside Python.
TOOLS = {
    "site": (get_chromium, get_npm),
    "print": (get_chromium,),
    "slides": (get_npm,),
    "lite": (get_npm,),
}


def get_from_system(find, name, packages, log):
    """Return what ``find`` finds, after installing Debian packages when that is permitted."""
    found = find()
    if found:
        return found
    prefix = apt_prefix()
    if prefix is not None:
        say("Installing %s from the system's packages (apt-get; about a minute) ..." % name)
        apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        log.run([*apt, "update"])
        log.run([*apt, "install", "-y", "--no-install-recommends", *packages])
        found = find()
    return found


def no_chromium_sentence():
    """Return what to say when there is no browser and none may be installed."""
    if WINDOWS or sys.platform == "darwin":
        how = "install Google Chrome"
    elif shutil.which("apt-get"):
        how = "run `sudo apt-get install chromium`"
    else:
        how = "install the package chromium of your system"
    return (
        "There is no Chromium or Chrome here and this script may not install one; %s (or set "
        "CHROMIUM to its path), then run %s again" % (how, command_for("test"))
    )


def no_npm_sentence(name="test"):
    """Return what to say when there is no npm and none may be installed."""
    return (
        "There is no npm here and this script may not install one; install Node.js from "
        "nodejs.org or your system's packages, then run %s again" % command_for(name)
    )


def split_arguments(text):
    """Return the arguments in ARGS as a list."""
    try:
        return shlex.split(text, posix=not WINDOWS)
    except ValueError:
        raise Stop(
            "ARGS has a quotation mark that is never closed; close it and run %s again." % command_for("test")
        ) from None


def wait_for(command, env=None):
    """Run a command in the foreground, leave Ctrl+C to it, and return its exit code."""
    process = subprocess.Popen(command, cwd=str(ROOT), env=env or clean_environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def test():
    """Set up what the tests need and run every test."""
    arguments = split_arguments(os.environ.get("ARGS", ""))
    python = set_up("test", tests=True)
    env = clean_environment()
    log = Log(python.parent.parent / "browser.log")
    chromium, npm = get_chromium(log), get_npm(log)
    if chromium:
        env["CHROMIUM"] = chromium
    lacking = [
        sentence()
        for tool, sentence in ((chromium, no_chromium_sentence), (npm, no_npm_sentence))
        if not tool
    ]
    if lacking and os.environ.get("CI"):
        raise Stop(lacking[0] + ".")
    for sentence in lacking:
        say(sentence + "; until then the tests in a browser are left out.")
    if lacking:
        arguments += ["-m", "not browser"]
    say("Running the tests ...")
    if os.environ.get("ARGS"):
        return wait_for([str(python), "-m", "pytest", *arguments], env)
    # The tests of one notebook share a kernel, so a file is never split between two workers.
    code = wait_for(
        [str(python), "-m", "pytest", "-n", "2", "--dist", "loadfile", "--ignore=tests/bench", *arguments],
        env,
    )
    if code == 0 and (ROOT / "tests" / "bench").is_dir():
        say("Measuring, with nothing else running ...")
        code = wait_for([str(python), "-m", "pytest", "tests/bench", *arguments], env)
    return code


# ---------------------------------------------------------------------------------------------
# The rest


PINS_HEADER = """\
# Everything a reader of the course needs, at the versions that it was tested with.
# Written by `make pins`; change the ranges in pyproject.toml, not this file.
"""
CONSTRAINTS_HEADER = """\
# What the tests and the site need beyond requirements.txt, at the versions that they were run with.
# Written by `make pins`; change the ranges in pyproject.toml, not this file.
"""


HUB_HEADER = """\
# Everything that the hub for a class needs beside the course itself, at the versions that it was tested with.
# Written by `make pins`; change the ranges in pyproject.toml, not this file.
"""


def tidy_pins(text):
    """Return the lines of a resolution that are pins: no comment, no option, no address."""
    lines = (line.strip() for line in text.splitlines())
    return [
        line for line in lines if re.match(r"[A-Za-z0-9][\w.\[\]-]*==\S+( ;.*)?$", line) and "://" not in line
    ]


def pins():
    """Resolve the ranges of pyproject.toml anew and write both lists of pins."""
    uv = shutil.which("uv")
    if not uv:
        raise Stop(
            "Resolving the pins needs uv; install it with `python3 -m pip install uv`, "
            "then run %s again." % command_for("pins")
        )
    log = Log(ROOT / ".venv" / "setup.log")
    common = [
        uv,
        "pip",
        "compile",
        "pyproject.toml",
        "--universal",
        "--python-version",
        "3.11",
        "--no-header",
        "--no-annotate",
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--fork-strategy",
        "fewest",
        "--upgrade",
        "--quiet",
    ]

    def resolve(*more):
        code, text = log.run(common + list(more), cwd=str(ROOT))
        if code:
            say(text.rstrip())
            raise Stop(
                "uv found no set of versions that fits; change the ranges in "
                "pyproject.toml as it says above, then run %s again." % command_for("pins")
            )
        return tidy_pins(text)

    say("Resolving the reader's packages ...")
    reader = resolve("--group", "pyproject.toml:reader")
    (ROOT / "requirements.txt").write_bytes((PINS_HEADER + "\n".join(reader) + "\n-e .\n").encode("ascii"))
    say("Resolving the tests' packages ...")
    # The constraints are the same list without its last line: uv takes no folder as a constraint.
    constraints = ROOT / "tests" / "constraints.txt"
    constraints.write_bytes("\n".join(reader).encode("ascii"))
    known = {line.split(" ;")[0] for line in reader}
    tests = [
        line
        for line in resolve("--extra", "test", "--extra", "site", "--constraints", str(constraints))
        if line.split(" ;")[0] not in known
    ]
    constraints.write_bytes((CONSTRAINTS_HEADER + "\n".join(tests) + "\n").encode("ascii"))
    say("Resolving the hub's packages ...")
    # The same versions wherever the hub has a package in common with the others.
    both = Path(log.path.parent) / "both.txt"
    both.write_bytes("\n".join(reader + tests).encode("ascii"))
    hub_pins = resolve("--extra", "hub", "--group", "pyproject.toml:reader", "--constraints", str(both))
    (ROOT / "hub" / "requirements.txt").write_bytes((HUB_HEADER + "\n".join(hub_pins) + "\n").encode("ascii"))
    say(
        "Wrote requirements.txt (%d pins), tests/constraints.txt (%d) and hub/requirements.txt (%d)."
        % (len(reader), len(tests), len(hub_pins))
    )
    return 0


def clean():
    """Remove what these commands made; leave data, figures and notebooks alone."""
    folders = [
        ROOT / name
        for name in (".venv", ".venv-newest", "build", "dist", ".pytest_cache", ".ruff_cache", ".hypothesis")
    ]
    for part in ("sinosoviet", "tests", "notebooks", "data"):
        for name in ("__pycache__", ".ipynb_checkpoints"):
            folders += list((ROOT / part).rglob(name))
    for folder in folders:
        if folder.is_dir():
            remove(folder, command_for("clean"))
    say("Removed the environment and everything else that was made.")
    return 0


def assignments():
    """Make the copies of the assignments that students get."""
    arguments = ["assignments", "make"]
    if os.environ.get("ASSIGNMENT"):
        arguments.append(os.environ["ASSIGNMENT"])
    return with_marking("assignments", arguments)


def mark():
    """Mark a zip; without one, take over the marks given by hand."""
    given = os.environ.get("ZIP")
    chosen = os.environ.get("ASSIGNMENT")
    if not given:
        return with_marking("mark", ["assignments", "merge"] + ([chosen] if chosen else []), variant=False)
    # A path that begins with ~ or that was dragged into the terminal in quotation marks.
    path = os.path.expanduser(given.strip().strip("'\""))
    if not os.path.exists(path):
        raise Stop(
            "There is no file %s; run %s with the path of the zip that you downloaded."
            % (path, command_for("mark", "ZIP=submissions.zip"))
        )
    arguments = ["assignments", "mark", os.path.abspath(path)]
    for option, value in (("--assignment", chosen), ("--roster", os.environ.get("ROSTER"))):
        if value:
            arguments += [option, os.path.expanduser(value.strip().strip("'\""))]
    if os.environ.get("OLDER"):
        arguments.append("--older")
    return with_marking("mark", arguments)


def with_marking(name, arguments, variant=True):
    """Set up what marking needs and run one of the package's commands with it."""
    seed = os.environ.get("VARIANT")
    if seed and not seed.isdigit():
        raise Stop("VARIANT must be a number, not %r; try %s." % (seed, command_for(name, "VARIANT=7")))
    python = set_up(name, marking=True)
    return wait_for(
        [str(python), "-m", "sinosoviet", *arguments, *(["--variant", seed] if seed and variant else [])]
    )


# ---------------------------------------------------------------------------------------------
# hub

HUB_FOLDER = "/srv/sinosoviet-hub"
HUB_DOES = ("start", "stop", "restart", "servers", "status", "password", "backup", "remove")
HUB_SETTINGS = {
    "PORT": "port",
    "ADDRESS": "address",
    "CERT": "certificate",
    "KEY": "key",
    "TEACHER": "teacher",
    "MEMORY": "memory_mb",
    "IDLE": "idle_minutes",
}
HUB_OPTIONS = {"LOGIN": "--login", "VARIANT": "--variant"}


def python_for_all():
    """Return the command of a Python that accounts without rights can start too."""
    ends = (".13", ".12", ".11", "")
    system = ["/usr/%sbin/python3%s" % (part, end) for part in ("local/", "") for end in ends]
    for command in [*candidates(), *([path] for path in system)]:
        path = probe_path(command)
        answer = path and probe([path], **NOBODY)
        if answer and is_supported(answer[0]) and answer[1]:
            return [path]
    raise Stop(
        "No %s was found that students' accounts can start; install the system's own "
        "(`sudo apt-get install python3-venv`), then run %s again." % (VERSIONS, command_for("hub"))
    )


def probe_path(command):
    """Return the path of the Python that a command starts, or None."""
    try:
        done = subprocess.run(
            [*command, "-c", "import os, sys; print(os.path.realpath(sys.executable))"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode().strip() or None


def hub():
    """Set up a hub for one class outside the clone, and do with it what DO says."""
    if not sys.platform.startswith("linux"):
        raise Stop(
            "The hub runs on Linux only; on this computer use the lab in the browser (%s) or the "
            "single files (%s)." % (command_for("lite"), command_for("lessons"))
        )
    do = os.environ.get("DO") or "start"
    if do not in HUB_DOES:
        raise Stop("DO must be one of %s, not %r." % (", ".join(HUB_DOES), do))
    if os.geteuid() != 0:
        raise Stop(
            "The hub gives each student an account of the system, so the administrator starts it: "
            "run `sudo make hub ROSTER=class.csv`."
        )
    folder = Path(os.path.abspath(os.path.expanduser(os.environ.get("HUB") or HUB_FOLDER)))
    venv = folder / "python"
    roster = os.environ.get("ROSTER")
    if do == "start":
        if roster and not os.path.isfile(os.path.expanduser(roster)):
            raise Stop("There is no file %s; give the path of a CSV of your class." % roster)
        if not roster and not (folder / "state" / "accounts.json").is_file():
            again = command_for("hub", "ROSTER=class.csv")
            raise Stop("Give the class: %s, with the columns id, name and email." % again)
        folder.mkdir(parents=True, exist_ok=True)
        python = set_up_hub(venv)
        if not get_npm(Log(venv / "browser.log")):
            raise Stop(no_npm_sentence("hub") + ".")
    elif not python_in(venv).exists():
        again = command_for("hub", "ROSTER=class.csv")
        raise Stop("There is no hub in %s; start one with %s." % (folder, again))
    else:
        python = python_in(venv)
    arguments = ["hub", do, "--hub", str(folder)]
    if roster and do == "start":
        arguments += ["--roster", os.path.abspath(os.path.expanduser(roster))]
    for name, option in HUB_OPTIONS.items():
        if os.environ.get(name):
            arguments += [option, os.environ[name]]
    for name, setting in HUB_SETTINGS.items():
        if os.environ.get(name) and do == "start":
            arguments += ["--set", "%s=%s" % (setting, os.environ[name])]
    if os.environ.get("FILE") and do == "backup":
        arguments += ["--target", os.path.abspath(os.path.expanduser(os.environ["FILE"]))]
    if os.environ.get("SURE") == "yes":
        arguments.append("--sure")
    # Root's compiled files have no place in the clone.
    env = dict(clean_environment(), PYTHONDONTWRITEBYTECODE="1")
    return wait_for([str(python), "-m", "sinosoviet", *arguments], env)


def set_up_hub(venv):
    """Make the environment of a hub, which students' accounts use too; return its Python."""
    again = command_for("hub")
    uv = None if os.environ.get("NO_UV", "") not in ("", "0") else shutil.which("uv")
    log = Log(venv / "setup.log")
    make_venv(venv, uv, log, again, python_for_all)
    python = python_in(venv)
    wanted = {"root": str(ROOT), "hub": digest(ROOT, ["hub/requirements.txt"])}
    course = venv.parent / "course"
    if not (is_current(read_stamp(venv), wanted) and has_modules(python, NEEDED_FOR_HUB)):
        say("Installing the packages of the hub (the first time this takes a minute or two) ...")
        write_stamp(venv, root=str(ROOT), hub="unfinished")
        install(python, uv, ["-r", "hub/requirements.txt"], log, again)
        quieten_jupyterlab(venv)
        for lock in venv.glob(".lock"):
            lock.chmod(0o600)  # uv lets everyone write to it
        # Students cannot write here: without this every program of theirs would compile it all anew.
        log.run([python, "-m", "compileall", "-q", "-j", "0", venv / "lib"])
        for packages in (venv / "lib").glob("python*/site-packages"):
            (packages / "sinosoviet-course.pth").write_text("%s\n" % course, encoding="utf-8")
        write_stamp(venv, **wanted)
    return python


def serve():
    """Show the site that was built."""
    port = os.environ.get("PORT", "8000")
    python = set_up("serve")
    return wait_for([str(python), "-m", "sinosoviet", "site", "serve", "--port", str(read_port(port))])


def run(name):
    """Set up and run one of the simple commands."""
    needs_tests, arguments = RUNS[name]
    if name == "lite" and os.environ.get("OFFLINE", "") not in ("", "0"):
        arguments = [*arguments, "--offline"]
    python = set_up(name, tests=needs_tests)
    log = Log(python.parent.parent / "browser.log")
    # What cannot be had is named by the command itself, which can say what it is for.
    for get in TOOLS.get(name, ()):
        get(log)
    return wait_for([str(python), *arguments, *split_arguments(os.environ.get("ARGS", ""))])


def main(arguments):
    """Run one command and return the exit code."""
    name = arguments[0] if arguments else "help"
    if name in ("help", "-h", "--help"):
        say(HELP.rstrip())
        return 0
    commands = {
        "lab": lab,
        "present": present,
        "test": test,
        "pins": pins,
        "clean": clean,
        "serve": serve,
        "setup": lambda: 0 if set_up("setup") else 1,
        "assignments": assignments,
        "mark": mark,
        "hub": hub,
    }
    try:
        if name in RUNS and len(arguments) == 1:
            return run(name)
        if name in commands and len(arguments) == 1:
            return commands[name]()
        raise Stop(
            "There is no command %r; use one of: %s."
            % (" ".join(arguments), ", ".join(sorted(list(commands) + list(RUNS))))
        )
    except Stop as reason:
        sys.stdout.flush()
        print("\n%s" % reason, file=sys.stderr)
        return 1
    except OSError as error:
        number, sentence = explain(str(error), command_for(name))
        print(
            "\n%s" % (sentence if number is not None else "The computer refused: %s." % error),
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\nStopped; run %s to go on." % command_for(name), file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
