"""What one student's programs may use, enforced by the kernel of the system."""

import os
import resource
from dataclasses import dataclass

#: Students' programs give way to hub and proxy, so that the pages answer while a loop runs wild.
NICE = 10
MB = 2**20


@dataclass(frozen=True)
class Limits:
    """``memory_mb`` and ``file_mb`` hold for each program, ``processes`` for all of one student's."""

    memory_mb: int
    processes: int
    file_mb: int

    def impose(self):
        """Put the limits on the present process and all that it will start. For good: they only shrink."""
        os.umask(0o077)
        os.nice(NICE)
        wanted = {
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_DATA: self.memory_mb * MB,
            resource.RLIMIT_NPROC: self.processes,
            resource.RLIMIT_FSIZE: self.file_mb * MB,
        }
        for which, value in wanted.items():
            hard = resource.getrlimit(which)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(which, (value, value))
