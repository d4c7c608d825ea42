"""Files that are written whole or not at all, and known by their content."""

import hashlib
import os
import secrets


def digest(path):
    """SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_whole(path, data, mode=0o666):
    """Put bytes in a file: it has all of them or is as it was, even if the power fails.

    ``mode`` says who may read and write a file, less what the system denies. Raises ``OSError``.
    """
    temporary = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.part")
    try:
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
