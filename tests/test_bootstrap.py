"""The set-up script: what it says when something is wrong, and that a second run does nothing."""

import ast
import os
import pkgutil
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_server.serverapp import ServerApp

from sinosoviet import bootstrap, pages

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "sinosoviet" / "bootstrap.py"
posix = pytest.mark.skipif(os.name == "nt", reason="uses programs written for a Unix shell")
with_make = pytest.mark.skipif(not shutil.which("make"), reason="make is not here")


def project(tmp_path, requirements="tqdm==4.67.1\n"):
    """A folder that the script takes for the course."""
    root = tmp_path / "the course"
    (root / "sinosoviet").mkdir(parents=True)
    (root / "notebooks").mkdir()
    shutil.copy(SCRIPT, root / "sinosoviet")
    shutil.copy(ROOT / "Makefile", root)
    (root / "requirements.txt").write_text(requirements)
    (root / "pyproject.toml").write_text("")
    (root / "notebooks" / "00-start-here.ipynb").write_text("{}")
    return root


def run(root, *arguments, **settings):
    """Run the script as a reader does, with nothing set that this test run was given."""
    ours = ("PORT", "CI", "NEWEST", "NO_UV", "NO_BROWSER", "ARGS", "PYTHON", "CHROMIUM")
    env = {key: value for key, value in os.environ.items() if key not in ours}
    env.update(settings)
    command = [sys.executable, str(root / "sinosoviet" / "bootstrap.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)


def sentence(done):
    """The one sentence of a failed run."""
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if line and not line.startswith("make")]
    assert len(lines) == 1, done.stderr
    assert_plain(lines[0])
    return lines[0]


def assert_plain(text):
    """One sentence in plain ASCII, with a remedy and no trace of Python's own messages."""
    assert text.isascii() and text[0].isupper() and text.endswith(".")
    assert ". " not in text.replace("python.org", ""), "more than one sentence"
    assert "Traceback" not in text and "Error" not in text and "{" not in text
    assert "`" in text or "set" in text, "no remedy"


# --- the script itself


def test_script_needs_only_the_standard_library():
    imported = set()
    for node in ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module.split(".")[0])
    assert imported <= set(sys.stdlib_module_names)


def test_script_can_be_read_by_an_old_python():
    text = SCRIPT.read_text(encoding="ascii")
    ast.parse(text, feature_version=(3, 7))
    assert "from __future__" not in text  # a syntax error before 3.7


def test_script_is_not_led_astray_by_a_module_beside_it(tmp_path):
    root = project(tmp_path)
    (root / "sinosoviet" / "json.py").write_text("raise SystemExit('the wrong json')")
    assert run(root, "help").returncode == 0


def test_unknown_command_names_the_known_ones(tmp_path):
    text = sentence(run(project(tmp_path), "labb"))
    assert "'labb'" in text and "lab, lessons, links, lint, lite, mark, pages" in text


def test_help_names_every_command(tmp_path):
    done = run(project(tmp_path))
    assert done.returncode == 0
    for name in (*bootstrap.RUNS, "lab", "present", "test", "setup", "pins", "clean", "mark"):
        assert f"\n{name} " in "\n" + done.stdout


# --- Python


@pytest.mark.parametrize(
    ("version", "good"),
    [((3, 10, 14), False), ((3, 11, 0), True), ((3, 13, 9), True), ((3, 14, 0), False), ((2, 7, 18), False)],
)
def test_supported_versions(version, good):
    assert bootstrap.is_supported(version) is good


def test_probe_reads_this_python_and_survives_what_is_not_one(tmp_path):
    version, is_64_bit = bootstrap.probe([sys.executable])
    assert version == sys.version_info[:3] and is_64_bit is (sys.maxsize > 2**32)
    assert bootstrap.probe([str(tmp_path / "nothing")]) is None
    assert bootstrap.probe([sys.executable, "-c", "print('3.13')", "--"]) is None


def test_only_an_old_python(monkeypatch):
    monkeypatch.delenv("PYTHON", raising=False)
    answers = iter([((3, 8, 2), True), ((3, 10, 1), True)])
    monkeypatch.setattr(bootstrap, "candidates", lambda: [["a"], ["b"], ["c"]])
    monkeypatch.setattr(bootstrap, "probe", lambda command: next(answers, None))
    with pytest.raises(bootstrap.Stop, match=r"only Python 3\.10\.1 was found") as caught:
        bootstrap.choose_python()
    assert_plain(str(caught.value))


def test_only_a_32_bit_python(monkeypatch):
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setattr(bootstrap, "candidates", lambda: [["a"]])
    monkeypatch.setattr(bootstrap, "probe", lambda command: ((3, 12, 1), False))
    with pytest.raises(bootstrap.Stop, match="64-bit") as caught:
        bootstrap.choose_python()
    assert_plain(str(caught.value))


def test_python_that_was_named_but_does_not_work(tmp_path):
    text = sentence(run(project(tmp_path), "setup", PYTHON=str(tmp_path / "nothing")))
    assert "PYTHON is set to" in text


def fake_path(tmp_path, **programs):
    """A PATH with a few plain tools and some programs that only print."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sed", "sort", "tail", "tr", "dirname"):
        (folder / name).symlink_to(shutil.which(name))
    for name, text in programs.items():
        path = folder / name.replace("_", ".")
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
    return str(folder)


def make(root, path, target):
    env = {"PATH": path, "HOME": str(root)}
    return subprocess.run(
        [shutil.which("make"), "-C", str(root), "--no-print-directory", target],
        capture_output=True,
        text=True,
        env=env,
        timeout=60,
    )


@posix
@with_make
@pytest.mark.parametrize("target", ["lab", "test"])
def test_make_without_python(tmp_path, target):
    text = sentence(make(project(tmp_path), fake_path(tmp_path), target))
    assert text.startswith("No Python was found") and f"`make {target}`" in text


@posix
@with_make
def test_make_with_old_pythons_and_a_broken_one(tmp_path):
    path = fake_path(tmp_path, python3_13="exit 127", python3="echo 3.9", python="echo 2.7")
    text = sentence(make(project(tmp_path), path, "lab"))
    assert "only Python 3.9 was found" in text and "`make lab`" in text


@posix
@with_make
def test_make_takes_the_first_python_that_works(tmp_path):
    path = fake_path(
        tmp_path,
        python3_13="exit 127",
        python3_12='[ "$1" = -c ] && echo 3.12 || echo "took 3.12: $*"',
        python3="echo 3.11",
    )
    done = make(project(tmp_path), path, "lab")
    assert done.stdout == "took 3.12: sinosoviet/bootstrap.py lab\n" and done.returncode == 0


@posix
@with_make
def test_make_alone_says_what_it_can_do(tmp_path):
    done = make(project(tmp_path), fake_path(tmp_path), "help")
    assert done.stdout.startswith("make lab") and "make test" in done.stdout


# --- the stamp


def test_stamp_follows_what_was_asked_for(tmp_path):
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    (tmp_path / "tests").mkdir()
    constraints = tmp_path / "tests" / "constraints.txt"
    constraints.write_text("a")
    reader = bootstrap.wanted_stamp(tmp_path, False, (3, 12, 1))
    teacher = bootstrap.wanted_stamp(tmp_path, False, (3, 12, 1), marking=True)
    assert bootstrap.is_current(teacher, reader) and not bootstrap.is_current(reader, teacher)
    tests = bootstrap.wanted_stamp(tmp_path, True, (3, 12, 1))
    assert bootstrap.is_current(tests, reader), "the tests' environment serves the reader too"
    assert not bootstrap.is_current(reader, tests)
    assert not bootstrap.is_current({}, reader)
    assert not bootstrap.is_current(reader, bootstrap.wanted_stamp(tmp_path, False, (3, 13, 0)))
    constraints.write_text("b")
    assert bootstrap.is_current(tests, bootstrap.wanted_stamp(tmp_path, False, (3, 12, 1)))
    assert not bootstrap.is_current(tests, bootstrap.wanted_stamp(tmp_path, True, (3, 12, 1)))
    (tmp_path / "requirements.txt").write_text("more")
    assert not bootstrap.is_current(tests, bootstrap.wanted_stamp(tmp_path, False, (3, 12, 1)))


@pytest.mark.parametrize("text", ["", "{", "[1]", "null"])
def test_damaged_stamp_counts_as_none(tmp_path, text):
    (tmp_path / "sinosoviet.json").write_text(text)
    assert bootstrap.read_stamp(tmp_path) == {}


FAKE_UV = """\
import pathlib, subprocess, sys
with open({calls!r}, "a") as calls:
    print(*sys.argv[1:3], file=calls)
if sys.argv[1] == "venv":
    subprocess.run([{python!r}, "-m", "venv", "--without-pip", sys.argv[-1]], check=True)
else:
    python = pathlib.Path(sys.argv[sys.argv.index("--python") + 1])
    for name in {names!r}:
        for folder in (python.parent.parent / "lib").glob("python*/site-packages"):
            (folder / (name + ".py")).touch()
"""


@posix
def test_second_run_installs_nothing(tmp_path):
    root, calls = project(tmp_path), tmp_path / "calls"
    path = fake_path(tmp_path)
    script, uv = tmp_path / "uv.py", Path(path, "uv")
    script.write_text(FAKE_UV.format(python=sys.executable, calls=str(calls), names=bootstrap.NEEDED))
    uv.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
    uv.chmod(0o755)

    def again(folder=root):
        done = run(folder, "setup", PATH=path)
        assert done.returncode == 0, done.stderr
        seen = calls.read_text().splitlines()
        calls.write_text("")
        return seen, done.stdout

    seen, said = again()
    assert seen == ["venv --python", "pip install"]
    assert "Making the environment" in said and "Installing the packages" in said
    seen, said = again()
    assert seen == [] and "installed already" in said
    (root / "requirements.txt").write_text("tqdm\n")
    assert again()[0] == ["pip install"], "changed requirements"
    next((root / ".venv").glob("lib/*/site-packages/pandas.py")).unlink()
    assert again()[0] == ["pip install"], "a package that was removed by hand"
    moved = root.rename(tmp_path / "moved")
    assert again(moved)[0] == ["venv --python", "pip install"], "a folder that was moved"
    assert again(moved)[0] == []
    done = run(moved, "clean", PATH=path)
    assert done.returncode == 0 and not (moved / ".venv").exists()
    assert (moved / "requirements.txt").exists() and (moved / "notebooks").exists()


def test_foreign_folder_named_venv_is_left_alone(tmp_path):
    root = project(tmp_path)
    (root / ".venv").mkdir()
    (root / ".venv" / "mine.txt").write_text("mine")
    assert "not a Python environment" in sentence(run(root, "setup"))
    assert (root / ".venv" / "mine.txt").exists()


# --- what goes wrong while installing


@pytest.mark.parametrize(
    ("log", "words"),
    [
        (
            "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError(...): "
            "[Errno -3] Temporary failure in name resolution'\nERROR: Could not find a version that "
            "satisfies the requirement pandas\nERROR: No matching distribution found",
            "network",
        ),
        (
            "error: Failed to fetch: `x`\n  Caused by: error sending request for url (x)\n  Caused "
            "by: client error (Connect)\n  Caused by: tcp connect error",
            "network",
        ),
        ("  cause: dns error: failed to lookup address information", "network"),
        ("Caused by: invalid peer certificate: UnknownIssuer", "certificate"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "certificate"),
        (
            "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy "
            "Authentication Required'))",
            "proxy asks for a password",
        ),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("error: failed to write: There is not enough space on the disk. (os error 112)", "disk"),
        ("PermissionError: [Errno 13] Permission denied: '.venv/lib'", "cannot be written"),
        (
            "ERROR: Could not install packages due to an OSError: [WinError 5] Access is denied",
            "cannot be written",
        ),
        (
            "OSError: [Errno 2] No such file. HINT: This error might have occurred since this system "
            "does not have Windows Long Path support enabled.",
            "path is too long",
        ),
        (
            "The virtual environment was not created successfully because ensurepip is not "
            "available.  On Debian/Ubuntu systems, you need to install the python3-venv package",
            "python3-venv",
        ),
        ("  x No solution found when resolving dependencies: Because pandas==9", "not to be had"),
        ("ERROR: No matching distribution found for pandas==9", "not to be had"),
        ("  OSError: Readme file does not exist: README.md", "missing from this folder"),
        ("something never seen before", "setup.log"),
    ],
)
def test_failed_installation_is_explained(log, words):
    text = bootstrap.explain(log, "`make lab`")[1].format(log=".venv/setup.log")
    assert words in text
    assert_plain(text)
    assert "`make lab`" in text


@pytest.mark.parametrize("no_uv", ["1", "0"])
def test_no_network(tmp_path, no_uv):
    """A dead index on this computer stands for a network that does not answer."""
    if no_uv == "0" and not shutil.which("uv"):
        pytest.skip("uv is not here")
    root = project(tmp_path)
    dead = "http://127.0.0.1:9/simple"
    done = run(
        root,
        "setup",
        NO_UV=no_uv,
        PIP_INDEX_URL=dead,
        PIP_EXTRA_INDEX_URL="",
        PIP_FIND_LINKS="",
        PIP_CONFIG_FILE=os.devnull,
        PIP_RETRIES="0",
        PIP_NO_CACHE_DIR="1",
        UV_INDEX_URL=dead,
        UV_DEFAULT_INDEX=dead,
        UV_HTTP_RETRIES="0",
        UV_CACHE_DIR=str(tmp_path / "cache"),
        NO_PROXY="127.0.0.1",
        no_proxy="127.0.0.1",
    )
    assert "network did not answer" in sentence(done)
    assert "Installing" in done.stdout
    assert "127.0.0.1:9" in (root / ".venv" / "setup.log").read_text(encoding="utf-8")
    assert bootstrap.read_stamp(root / ".venv")["reader"] == "unfinished"


@pytest.mark.parametrize("missing", ["requirements.txt", "pyproject.toml"])
def test_incomplete_download(tmp_path, missing):
    root = project(tmp_path)
    (root / missing).unlink()
    assert missing in sentence(run(root, "setup"))


@posix
@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may write anywhere")
def test_folder_that_cannot_be_written(tmp_path):
    root = project(tmp_path)
    root.chmod(0o555)
    try:
        assert "cannot be written" in sentence(run(root, "setup"))
    finally:
        root.chmod(0o755)


# --- lab


def test_port_taken(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        root = project(tmp_path)
        text = sentence(run(root, "lab", PORT=str(port)))
    assert f"Port {port} is taken" in text and "PORT=" in text
    assert not (root / ".venv").exists(), "found out before anything was installed"


def test_free_port_is_accepted():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    bootstrap.check_port(port)


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1", "88 88", "8888.5"])
def test_port_that_is_none(text):
    with pytest.raises(bootstrap.Stop, match="PORT must be a number") as caught:
        bootstrap.read_port(text)
    assert_plain(str(caught.value))


def test_lab_without_its_first_page(tmp_path):
    root = project(tmp_path)
    (root / "notebooks" / "00-start-here.ipynb").unlink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "00-start-here.ipynb is missing" in sentence(run(root, "lab", PORT=str(port)))


def test_jupyter_is_told_to_save_paper_forms(tmp_path, monkeypatch):
    bootstrap.keep_paper_forms(tmp_path)
    only = property(lambda self: [str(tmp_path / "etc" / "jupyter")])
    monkeypatch.setattr(ServerApp, "config_file_paths", only)
    server = ServerApp()
    server.load_config_file()
    hook = server.config["ContentsManager"].get("pre_save_hook", "")
    assert hook and pkgutil.resolve_name(hook) is pages.before_saving


def test_lab_command():
    plain = bootstrap.lab_command("python", 8890, browser=True, root_user=False)
    assert "--ServerApp.port=8890" in plain and "--ServerApp.port_retries=0" in plain
    assert "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb" in plain
    assert "--no-browser" not in plain and "--allow-root" not in plain
    bare = bootstrap.lab_command("python", 8890, browser=False, root_user=True)
    assert bare[-2:] == ["--no-browser", "--allow-root"]


@pytest.mark.parametrize(
    ("given", "name"),
    [("", "00-start-here"), ("04", "04-escalation-polemics"), ("05-escalation-brink", "05-escalation-brink")],
)
def test_page_to_present(monkeypatch, given, name):
    monkeypatch.setenv("PAGE", given)
    assert bootstrap.page_to_present() == name


@pytest.mark.parametrize("given", ["4", "11", "four", "../04"])
def test_page_to_present_that_is_none(monkeypatch, given):
    monkeypatch.setenv("PAGE", given)
    with pytest.raises(bootstrap.Stop, match="the number of a lesson, 00 to 10") as caught:
        bootstrap.page_to_present()
    assert_plain(str(caught.value))


def test_presenting_opens_the_copy_alone():
    command = bootstrap.lab_command("python", 8890, True, False, opened="/doc/tree/build/present/x.ipynb")
    assert "--LabApp.default_url=/doc/tree/build/present/x.ipynb" in command


def test_remedies_fit_the_system(monkeypatch):
    monkeypatch.setattr(bootstrap, "WINDOWS", False)
    assert bootstrap.command_for("lab", "PORT=8890") == "`make lab PORT=8890`"
    monkeypatch.setattr(bootstrap, "WINDOWS", True)
    windows = bootstrap.command_for("lab", "PORT=8890")
    assert windows == r"`$env:PORT=8890; py sinosoviet\bootstrap.py lab`"


# --- test


@pytest.fixture
def bare_system(monkeypatch, tmp_path):
    """A system with no browser and no package manager."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(bootstrap, "browser_places", list)
    return tmp_path


def test_no_chromium_and_none_permitted(bare_system):
    assert bootstrap.get_chromium(bootstrap.Log(bare_system / "log")) is None
    text = bootstrap.no_chromium_sentence() + "."
    assert_plain(text)
    assert "CHROMIUM" in text


def test_no_npm_and_none_permitted(bare_system):
    assert bootstrap.get_npm(bootstrap.Log(bare_system / "log")) is None
    text = bootstrap.no_npm_sentence() + "."
    assert_plain(text)
    assert "Node.js" in text


@posix
def test_chromium_that_does_not_start_is_passed_over(bare_system):
    for name, body in (("chromium", "exit 1"), ("google-chrome", "echo Chrome 150.0.1")):
        (bare_system / name).write_text(f"#!/bin/sh\n{body}\n")
        (bare_system / name).chmod(0o755)
    assert bootstrap.find_chromium() == str(bare_system / "google-chrome")


def test_chromium_that_was_named_but_is_none(bare_system, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-program")
    with pytest.raises(bootstrap.Stop, match="no-such-program") as caught:
        bootstrap.find_chromium()
    assert_plain(str(caught.value))


@posix
def test_chromium_comes_from_the_systems_packages_when_permitted(bare_system, monkeypatch):
    """Apt-get is asked for a list first; sudo is used only where it asks for no password."""
    for name in ("apt-get", "sudo"):
        (bare_system / name).write_text("#!/bin/sh\nexit 0\n")
        (bare_system / name).chmod(0o755)
    asked = []

    class Log:
        def run(self, command):
            asked.append(command[-4:] if "install" in command else command[-2:])
            return 0, ""

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert bootstrap.apt_prefix() == ["sudo", "-n"]
    (bare_system / "sudo").write_text("#!/bin/sh\nexit 1\n")
    assert bootstrap.apt_prefix() is None
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert bootstrap.apt_prefix() == []
    assert bootstrap.get_chromium(Log()) is None
    assert asked[0] == ["apt-get", "update"]
    assert asked[1] == ["install", "-y", "--no-install-recommends", "chromium"]
    assert bootstrap.get_npm(Log()) is None
    assert asked[3][-2:] == ["nodejs", "npm"]
    monkeypatch.setenv("NO_SYSTEM", "1")
    assert bootstrap.apt_prefix() is None


def test_unclosed_quotation_mark_in_args(monkeypatch):
    monkeypatch.setattr(bootstrap, "WINDOWS", False)
    assert bootstrap.split_arguments("-k 'a b' -x") == ["-k", "a b", "-x"]
    with pytest.raises(bootstrap.Stop) as caught:
        bootstrap.split_arguments("-k 'a")
    assert_plain(str(caught.value))


# --- assignments


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("mark", {"ZIP": "/no/such.zip"}, "There is no file /no/such.zip"),
        ("mark", {"VARIANT": "seven"}, "VARIANT must be a number, not 'seven'"),
        ("assignments", {"VARIANT": "-1"}, "VARIANT must be a number, not '-1'"),
    ],
)
def test_marking_says_what_is_missing(tmp_path, name, settings, said):
    settings = dict(settings, ZIP=settings.get("ZIP", str(SCRIPT)))
    assert said in sentence(run(project(tmp_path), name, **settings))


def test_marking_hands_on_what_was_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr(bootstrap, "set_up", lambda name, marking: Path("python") if marking else None)
    monkeypatch.setattr(bootstrap, "wait_for", asked.append)
    monkeypatch.setenv("VARIANT", "7")
    monkeypatch.setenv("ASSIGNMENT", "claim-audit")
    bootstrap.assignments()
    bootstrap.mark()
    monkeypatch.setenv("ZIP", f"'{SCRIPT}'")
    monkeypatch.setenv("ROSTER", "class.csv")
    bootstrap.mark()
    monkeypatch.setenv("OLDER", "1")
    bootstrap.mark()
    start, variant = ["python", "-m", "sinosoviet", "assignments"], ["--variant", "7"]
    named = ["--assignment", "claim-audit", "--roster", "class.csv"]
    assert asked == [
        [*start, "make", "claim-audit", *variant],
        [*start, "merge", "claim-audit"],
        [*start, "mark", str(SCRIPT), *named, *variant],
        [*start, "mark", str(SCRIPT), *named, "--older", *variant],
    ]


# --- pins


def test_pins_are_only_pins():
    text = (
        "--index-url https://x.example/simple\n-f /opt/x\n# by hand\nnumpy==2.4.6\n"
        "appnope==1.0.0 ; sys_platform == 'darwin'\nx @ https://x.example/x.whl\n-e .\n"
        "uvicorn[standard]==1.0\n"
    )
    assert bootstrap.tidy_pins(text) == [
        "numpy==2.4.6",
        "appnope==1.0.0 ; sys_platform == 'darwin'",
        "uvicorn[standard]==1.0",
    ]
