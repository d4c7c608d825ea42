"""Passwords as the hub keeps them: salted scrypt hashes in a file that only root reads."""

import hashlib
import json
import secrets

from sinosoviet.files import write_whole
from sinosoviet.hub.place import HubError

SHORTEST, LONGEST = 8, 256
_COST = {"n": 2**14, "r": 8, "p": 1}


def hash_of(password, salt=None):
    """A password's salted hash, as text."""
    salt = salt or secrets.token_hex(16)
    return f"{salt}${hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **_COST).hex()}"


# Costs as much time as a true one, so that nobody can tell by the clock which logins there are.
_NOBODYS = hash_of(secrets.token_hex(16))


class Passwords:
    """The hashes of one hub, read anew each time: the commands may have changed them."""

    def __init__(self, place):
        self.path = place.folder("state", "hashes.json")

    def _load(self):
        try:
            return json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError:
            raise HubError(
                f"{self.path} is damaged; remove it, and the start passwords hold again."
            ) from None

    def set(self, login, password):
        """Keep a new password. Raises HubError when it is too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise HubError(
                f"A password has {SHORTEST} to {LONGEST} characters; this one has {len(password)}."
            )
        self._keep(self._load() | {login: hash_of(password)})

    def add(self, start_passwords):
        """Take over the start passwords of those who have none yet."""
        kept = self._load()
        new = {login: hash_of(text) for login, text in start_passwords.items() if login not in kept}
        if new:
            self._keep(kept | new)

    def _keep(self, hashes):
        write_whole(self.path, (json.dumps(hashes, indent=1, sort_keys=True) + "\n").encode(), 0o600)

    def fits(self, login, password):
        """Whether this is the password of a login."""
        kept = self._load().get(login, _NOBODYS)
        tried = hash_of(password[: LONGEST + 1], kept.split("$")[0])
        return secrets.compare_digest(tried, kept)
