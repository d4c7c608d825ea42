"""What ``make hub`` does: start, stop, restart, servers, status, password, backup, remove."""

import contextlib
import fcntl
import json
import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
from pathlib import Path

from sinosoviet import npm
from sinosoviet.errors import known
from sinosoviet.files import write_whole
from sinosoviet.hub import cloud, desk, roles, shelf
from sinosoviet.hub.accounts import Accounts, give
from sinosoviet.hub.passwords import Passwords
from sinosoviet.hub.place import COURSE_ID, HubError, Place, Settings
from sinosoviet.hub.service import Service

DOES = ("start", "stop", "restart", "servers", "status", "password", "backup", "remove")
#: What a back-up leaves out, because a start makes it anew.
MADE_ANEW = ("python", "course", "proxy", "run", "settings", "masters")
_NEEDED_MB = 300
#: All may hand in and fetch; none but the teacher sees what has come, nor can move what is another's.
_EXCHANGE_RIGHTS = {"": 0o755, "outbound": 0o755, "inbound": 0o3733, "feedback": 0o711}
_LONGEST_WAIT = 600


def run(do, hub=None, roster=None, login=None, target=None, seed=None, sure=False, choices=None):
    """Do one of :data:`DOES`, or make a class for the cloud. Raises CourseError with what is to put right.

    ``choices`` are settings to change, as text (``{"port": "8010"}``); ``target`` is the file of a back-up,
    or the folder of the class.
    """
    known("thing to do with the hub", do, (*DOES, "cloud"))
    if do == "cloud":
        if not roster:
            raise HubError("Give the class: --roster class.csv.")
        for path in cloud.write(roster, target or "class"):
            print(path)
        return
    if not sys.platform.startswith("linux"):
        raise HubError("The hub runs on Linux only; elsewhere use the lab in the browser (`make lite`).")
    if os.geteuid() != 0:
        raise HubError("The hub gives each student an account of the system; start it with `sudo`.")
    place = Place.named(hub)
    if do != "start" and not place.folder("state", "accounts.json").is_file():
        raise HubError(f"There is no hub in {place.root}; start one with `sudo make hub ROSTER=class.csv`.")
    place.folder("state").mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(place):
        if do == "start":
            start(place, roster, choices or {}, seed)
        elif do == "password":
            renew_password(place, login)
        elif do == "backup":
            back_up(place, target)
        elif do == "remove":
            remove(place, sure)
        else:
            {"stop": stop, "restart": restart, "servers": servers, "status": status}[do](place)


@contextlib.contextmanager
def _alone(place):
    """Keep a second command out while one is at work."""
    with place.folder("state", "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise HubError("Another command is at work on this hub; wait until it has ended.") from None
        yield


# Start.


def start(place, roster, choices, seed=None):
    """Make what is missing, take over what is new, and start the hub; running servers go on."""
    free = shutil.disk_usage(place.root).free // 2**20
    if free < _NEEDED_MB:
        raise HubError(f"The disk has {free} MB left; the hub needs {_NEEDED_MB}. Free some space first.")
    accounts = Accounts(place)
    if roster is None and not accounts.people:
        raise HubError(
            "Give the class: `sudo make hub ROSTER=class.csv`, with the columns id, name and email."
        )
    settings = _chosen(place.settings(), choices)
    said = accounts.take_over(roster, settings.teacher) if roster else []
    place.make()
    place.keep(settings)
    if roster:
        write_whole(place.folder("state", "roster.csv"), Path(roster).read_bytes(), 0o600)
    if shelf.close():
        print(f"The folder {shelf.CLONE} has the answer keys; it is now closed to all but its owner.")
    print("Copying the course ...")
    shelf.fill(place)
    _check_python(place)
    npm.install(shelf.CLONE / "hub" / "proxy", place.folder("proxy"))
    roles.write(place, settings)
    _configure_ipython()
    _list_fonts(place)
    print("Making accounts ...")
    accounts.make()
    Passwords(place).add(accounts.passwords())
    _make_exchange(place, accounts.teacher)
    print("Handing out the assignments (the first time this takes a minute) ...")
    _prepare_desk(place, accounts, seed)
    service = Service(place)
    service.pause()
    service.start()
    for sentence in said:
        print(sentence)
    _tell(place, service, accounts)


def _chosen(settings, choices):
    types = Settings.fields()
    for name, text in choices.items():
        if types[name] is int:
            if not str(text).isdigit() or not 0 < int(text) < 10**6:
                raise HubError(f"{name.upper()} must be a whole number above 0, not {text!r}.")
            setattr(settings, name, int(text))
        else:
            setattr(settings, name, str(text))
    if settings.port > 65535:
        raise HubError(f"PORT must be a number from 1 to 65535, not {settings.port}.")
    if bool(settings.certificate) != bool(settings.key):
        raise HubError("Give both CERT=file and KEY=file, or neither.")
    for path in filter(None, (settings.certificate, settings.key)):
        if not Path(path).is_file():
            raise HubError(f"There is no file {path}; CERT and KEY are the paths of two PEM files.")
    return settings


def _as(person, accounts, command, place, **options):
    """Run a command under someone's account, with nothing of root's."""
    entry = pwd.getpwnam(person.login)
    env = {
        "HOME": str(accounts.home(person)),
        "USER": person.login,
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "LANG": os.environ.get("LANG", "C.UTF-8"),
        "SINOSOVIET_HUB": str(place.root),
        "SINOSOVIET_COURSE": COURSE_ID,
    }
    ids = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return subprocess.run(command, cwd=accounts.home(person), env=env, umask=0o077, **ids, **options)


def _check_python(place):
    """See that an account without rights can start this Python and has the course."""
    nobody = {"user": 65534, "group": 65534, "extra_groups": []}
    code = f"import sinosoviet, sys; sys.exit(not sinosoviet.__file__.startswith({str(place.root)!r}))"
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", code], cwd="/", env={}, capture_output=True, text=True, **nobody
        )
    except OSError as error:
        raise HubError(f"Students' accounts cannot start {sys.executable} ({error.strerror}).") from None
    if done.returncode:
        raise HubError(
            f"Students' accounts cannot use {sys.executable}: "
            f"{(done.stderr.strip().splitlines() or ['it takes the course from another folder'])[-1]}."
        )


def _configure_ipython():
    """Have every kernel of this Python say plainly when its memory is used up."""
    target = Path(sys.prefix, "etc", "ipython", "ipython_kernel_config.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    config = {"InteractiveShellApp": {"extensions": ["sinosoviet.hub.memory"]}}
    target.write_text(json.dumps(config, indent=1) + "\n")


def _list_fonts(place):
    """Let Matplotlib look for fonts once for all."""
    shelf_ = place.folder("course")
    code = "import matplotlib.font_manager"
    env = {"PATH": os.defpath, "MPLCONFIGDIR": str(shelf_)}
    subprocess.run([sys.executable, "-c", code], env=env, cwd="/", capture_output=True)
    for made in shelf_.glob("fontlist-*.json"):
        made.chmod(0o644)


def _make_exchange(place, teacher):
    """Folders of the exchange: all may hand in, none but the teacher sees what is there."""
    entry = pwd.getpwnam(teacher.login)
    place.exchange.mkdir(exist_ok=True)
    place.exchange.chmod(0o1777)  # nbgrader insists; nobody can move what is another's
    for name, mode in _EXCHANGE_RIGHTS.items():
        folder = place.exchange / COURSE_ID / name
        folder.mkdir(exist_ok=True)
        if name in ("outbound", "feedback"):  # what is in the others is not all the teacher's
            give(folder, entry.pw_uid, entry.pw_gid)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        folder.chmod(mode)


def _prepare_desk(place, accounts, seed):
    """Give the teacher the masters and the class, and have the assignments handed out."""
    teacher = accounts.teacher
    entry = pwd.getpwnam(teacher.login)
    masters = place.folder("masters")
    shutil.rmtree(masters, ignore_errors=True)
    source = shelf.CLONE / "notebooks" / "assignments"
    for part in ("source", "teacher", "pictures"):
        shutil.copytree(source / part, masters / part, ignore=shutil.ignore_patterns(".*"))
    for name in ("nbgrader_config.py", "README.md"):
        shutil.copyfile(source / name, masters / name)
    shutil.copyfile(place.folder("state", "roster.csv"), masters / "roster.csv")
    class_ = [
        {"uid": one.uid, "login": one.login, "id": one.id, "name": one.name, "email": one.email}
        for one in accounts.people
        if one.role == "student"
    ]
    (masters / "logins.json").write_text(json.dumps(class_, ensure_ascii=False), encoding="utf-8")
    for path in (masters, *masters.rglob("*")):
        os.chown(path, entry.pw_uid, entry.pw_gid)
    masters.chmod(0o700)
    number = [] if seed is None else [str(seed)]
    command = [sys.executable, "-m", desk.__name__, str(masters), *number]
    done = _as(teacher, accounts, command, place, capture_output=True, text=True)
    if done.returncode:
        raise HubError(f"The assignments could not be handed out: {_last(done.stderr)}")
    print(done.stdout.strip().splitlines()[-1])


def _last(text):
    return (text.strip().splitlines() or ["no reason was given."])[-1]


def _tell(place, service, accounts):
    print(f"The hub is open at {service.address}")
    print(f"  for students: give each their login and start password from {accounts.passwords_path}")
    print(f"  for you: the login {accounts.teacher.login}, with the password in the same file")
    print("  it goes on in the background; stop it with `sudo make hub DO=stop`")
    if not service.settings.certificate:
        print("  passwords cross the network unlocked (http); CERT= and KEY= lock them: see the guide")


# The other commands.


def stop(place):
    """End all servers, the hub and its proxy; all that is saved stays."""
    print(
        "The hub is closed." if Service(place).stop() else "The hub was not running; nothing is left of it."
    )


def restart(place):
    """Start the hub anew without ending anyone's server."""
    service = Service(place)
    service.pause()
    service.start()
    print(f"The hub is open again at {service.address}; servers and saved work were left alone.")


def servers(place):
    """Start everyone's server before class."""
    service, wanted = Service(place), {person.login for person in Accounts(place).active()}
    begun = time.monotonic()
    service.start_servers(sorted(wanted))
    while (missing := _missing(service, wanted)) and time.monotonic() - begun < _LONGEST_WAIT:
        time.sleep(1)
    print(f"{len(wanted - missing)} servers are up after {time.monotonic() - begun:.0f} s.")
    if missing:
        raise HubError(f"These did not start: {', '.join(sorted(missing))}; see {service.log}.")


def _missing(service, wanted):
    return wanted - {login for login, ready in service.servers().items() if ready}


def status(place):
    """Say what runs."""
    service, accounts = Service(place), Accounts(place)
    if service.process() is None:
        print("The hub is not running; `sudo make hub` starts it.")
        return
    print(f"The hub is open at {service.address}; {len(accounts.active('student'))} students may log in.")
    print(f"Servers running: {', '.join(sorted(service.servers())) or 'none'}.")
    print(f"The disk has {shutil.disk_usage(place.root).free // 2**20} MB left.")


def renew_password(place, login):
    """Give one person a new start password."""
    accounts = Accounts(place)
    if not login:
        raise HubError("Say whose: `sudo make hub DO=password LOGIN=name`.")
    person = accounts.by_login(login)
    password = accounts.renew_password(login)
    Passwords(place).set(login, password)
    print(f"The new password of {person.name} ({login}) is {password}")


def back_up(place, target=None):
    """Pack homes, exchange, accounts and database into one file that only root reads."""
    name = f"{place.root.name}-{time.strftime('%Y-%m-%d-%H%M%S')}.tar.gz"
    target = Path(target) if target else place.root.parent / name
    part = target.with_name(f".{target.name}.part")
    copy = place.folder("state", "jupyterhub.copy")
    _copy_database(place.folder("state", "jupyterhub.sqlite"), copy)
    left_out = {f"{place.root.name}/{part}" for part in (*MADE_ANEW, "state/jupyterhub.sqlite")}

    def keep(member):
        if member.name.endswith("/state/jupyterhub.copy"):
            member.name = member.name.replace("jupyterhub.copy", "jupyterhub.sqlite")
        elif member.name in left_out:
            return None
        return member if member.isfile() or member.isdir() or member.issym() else None

    try:
        with (
            open(part, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file,
            tarfile.open(fileobj=file, mode="w:gz") as archive,
        ):
            archive.add(place.root, place.root.name, filter=keep)
        part.replace(target)
    except OSError as error:
        raise HubError(f"The back-up could not be written to {target}: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)
    print(f"Everything that a start does not make anew is in {target}")


def _copy_database(source, target):
    if source.exists():
        # A copy of the file alone could be of the middle of a change.
        with (
            contextlib.closing(sqlite3.connect(source)) as old,
            contextlib.closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)


def remove(place, sure):
    """Remove hub, accounts and all work, at the end of the year."""
    accounts = Accounts(place)
    if not sure:
        raise HubError(
            f"This would remove {len(accounts.people)} accounts and all their work in {place.root}. Make a "
            "back-up (`sudo make hub DO=backup`) if you want to keep it; then run "
            "`sudo make hub DO=remove SURE=yes`."
        )
    Service(place).stop()
    accounts.remove()
    shutil.rmtree(place.root)
    print(f"{len(accounts.people)} accounts and the folder {place.root} are removed.")
