"""Who may come in: start passwords from the file, hashed in the hub's own database from the first start."""

import bcrypt
from nativeauthenticator.nativeauthenticator import NativeAuthenticator
from nativeauthenticator.orm import UserInfo
from traitlets import Unicode

#: bcrypt reads no more bytes of a password than these.
LONGEST_PASSWORD = 72
_ROUNDS = 10


class Door(NativeAuthenticator):
    """Native passwords without sign-up, for the accounts of one hub."""

    root = Unicode(config=True, help="The folder of the hub.")

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self._take_over()

    def _take_over(self):
        from sinosoviet.hub.accounts import Accounts
        from sinosoviet.hub.place import Place

        # What a student has changed is in the database; only who is not there yet is taken over.
        for login, password in Accounts(Place.named(self.root)).passwords().items():
            if self.get_user(login) is None:
                hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt(_ROUNDS))
                self.db.add(UserInfo(username=login, password=hashed, is_authorized=True))
        self.db.commit()

    async def authenticate(self, handler, data):
        """Check a login; the name may be written with capitals and spaces around it."""
        data["username"] = data.get("username", "").strip()
        if len(data.get("password", "").encode()) > LONGEST_PASSWORD:
            data["password"] = ""
        return await super().authenticate(handler, data)

    def is_password_strong(self, password):
        """Whether a new password is long enough, not among the common ones, and not too long to be kept."""
        return super().is_password_strong(password) and len(password.encode()) <= LONGEST_PASSWORD
