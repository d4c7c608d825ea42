"""Shut a process of this computer in: no network, no files but some, no rights, few resources.

Linux only, by the kernel's own namespaces, through the C library. What is not allowed here (some
containers, some distributions) raises ``OSError``; :mod:`sinosoviet.assignments.sandbox` then takes
the next best means.
"""

import contextlib
import ctypes
import os
import resource
import struct
from pathlib import Path

NEW_MOUNTS, NEW_NAMES, NEW_IPC = 0x00020000, 0x04000000, 0x08000000
NEW_USERS, NEW_PROCESSES, NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
ATTR_READ_ONLY, ATTR_NOSUID, AT_RECURSIVE, SYS_MOUNT_SETATTR = 1, 2, 0x8000, 442
DETACH = 2
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
CAPABILITY_VERSION_3 = 0x20080522
DEVICES = ("null", "zero", "full", "random", "urandom")
#: Folder inside the jail that a submission may write to.
SCRATCH = "/scratch"


def _libc():
    return ctypes.CDLL(None, use_errno=True)


def _call(function, *arguments):
    if function(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{function.__name__}: {os.strerror(code)}")


def _mount(source, target, kind=None, flags=0, data=None):
    encoded = [None if part is None else str(part).encode() for part in (source, target, kind, data)]
    _call(_libc().mount, *encoded[:3], ctypes.c_ulong(flags), encoded[3])


def _bind(source, target, read_only=True):
    _mount(source, target, flags=MS_BIND | MS_REC)
    if read_only:
        attributes = struct.pack("QQQQ", ATTR_READ_ONLY | ATTR_NOSUID, 0, 0, 0)
        libc = _libc()
        done = libc.syscall(
            SYS_MOUNT_SETATTR, -100, str(target).encode(), AT_RECURSIVE, attributes, len(attributes)
        )
        if done != 0:
            raise OSError(ctypes.get_errno(), "mount_setattr")


def leave_the_rest(mount_point, readable, hidden, scratch_mb):
    """Leave the computer's files, processes and network; see only the ``readable`` folders.

    ``mount_point`` is an empty folder. ``hidden`` folders stay out of sight even inside readable
    ones. The caller must fork once more: its child is the first process of a new tree.
    """
    flags = NEW_MOUNTS | NEW_NAMES | NEW_IPC | NEW_PROCESSES | NEW_NETWORK
    user, group = os.getuid(), os.getgid()
    if user != 0:
        flags |= NEW_USERS
    _call(_libc().unshare, flags)
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    _mount("none", "/", flags=MS_REC | MS_PRIVATE)
    root = Path(mount_point)
    _mount("tmpfs", root, "tmpfs", MS_NOSUID, f"size={scratch_mb}m,nr_inodes=20k,mode=755")
    for folder in readable:
        path = Path(folder)
        inside = root / path.relative_to("/")
        if inside.exists() or not path.exists():
            continue
        inside.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            inside.symlink_to(path.readlink())
        elif path.is_dir():
            inside.mkdir()
            _bind(path, inside)
        else:
            inside.touch()
            _bind(path, inside)
    for folder in hidden:
        inside = root / Path(folder).relative_to("/")
        if inside.is_dir():
            _mount("tmpfs", inside, "tmpfs", MS_NOSUID | MS_NODEV, "size=4k,mode=755")
    (root / "dev").mkdir()
    for name in DEVICES:
        (root / "dev" / name).touch()
        _bind(f"/dev/{name}", root / "dev" / name, read_only=False)
    for name in ("proc", "tmp", SCRATCH.lstrip("/"), ".outside"):
        (root / name).mkdir(exist_ok=True)
    for name in ("tmp", SCRATCH.lstrip("/")):
        (root / name).chmod(0o777)
    os.chdir(root)
    _call(_libc().pivot_root, b".", b".outside")
    os.chdir("/")
    _call(_libc().umount2, b"/.outside", DETACH)
    Path("/.outside").rmdir()


def show_own_processes():
    """Mount ``/proc`` for the new tree of processes; where that is refused, there is none."""
    with contextlib.suppress(OSError):
        _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV)


def give_up_rights(user):
    """Give up every right for good; root becomes the unprivileged ``user`` number."""
    libc = _libc()
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    header = struct.pack("II", CAPABILITY_VERSION_3, 0)
    _call(libc.capset, header, bytes(24))
    _call(libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Set last: a change of user clears it.
    libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0)


def limit(seconds, memory_mb, processes, file_mb=64):
    """Limit processor time, memory beyond the present, processes, and the size of a file.

    ``memory_mb`` and ``file_mb`` are megabytes; a lower limit that is in force already stays.
    """
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": int(seconds) + 5,
        "RLIMIT_FSIZE": file_mb * 2**20,
        "RLIMIT_NOFILE": 256,
        "RLIMIT_NPROC": processes,
    }
    statm = Path("/proc/self/statm")
    if statm.exists():
        now = int(statm.read_text().split()[0]) * resource.getpagesize()
        wanted["RLIMIT_AS"] = now + memory_mb * 2**20
    for name, value in wanted.items():
        # macOS knows fewer of them, and a lower hard limit may be in force already.
        which = getattr(resource, name, None)
        if which is not None:
            hard = resource.getrlimit(which)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(which, (value, value))
