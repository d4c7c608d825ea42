"""Who may come in: the login page's check, and a page to change one's password."""

import asyncio
import time

from jupyterhub.auth import Authenticator
from jupyterhub.handlers import BaseHandler
from tornado import web
from traitlets import Integer, Unicode

from sinosoviet.errors import CourseError
from sinosoviet.hub.passwords import Passwords
from sinosoviet.hub.place import Place


class Door(Authenticator):
    """Passwords of one hub's accounts; nobody can sign up."""

    root = Unicode(config=True, help="The folder of the hub.")
    most_tries = Integer(10, config=True, help="Wrong passwords in a row before one has to wait.")
    wait_seconds = Integer(60, config=True, help="How long one then has to wait.")

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self._wrong = {}

    @property
    def passwords(self):
        """The hashes."""
        return Passwords(Place.named(self.root))

    async def authenticate(self, handler, data):
        """The login if the password is right, else None."""
        login = self.normalize_username(data.get("username", "").strip())
        return login if await self.is_right(login, data.get("password", ""), handler) else None

    async def is_right(self, login, password, handler):
        """Whether a password is right; after many wrong ones from one computer, none is for a while."""
        who = (login, handler.request.remote_ip)
        count, last = self._wrong.get(who, (0, 0.0))
        # The computer's clock may be set; this one only goes on.
        now = time.monotonic()
        if count >= self.most_tries and now - last < self.wait_seconds:
            return False
        right = await asyncio.to_thread(self.passwords.fits, login, password)
        if right:
            self._wrong.pop(who, None)
        else:
            self._wrong[who] = (count + 1, now)
        return right

    def get_handlers(self, app):
        """The pages beside login and logout."""
        return [*super().get_handlers(app), (r"/password", PasswordHandler)]


class PasswordHandler(BaseHandler):
    """The page on which people change their own password."""

    @web.authenticated
    async def get(self):
        """Show the form."""
        await self._show("")

    @web.authenticated
    async def post(self):
        """Change the password, if the old one is right."""
        login, door = self.current_user.name, self.authenticator
        old, new, again = (self.get_body_argument(name, "", strip=False) for name in ("old", "new", "again"))
        if not await door.is_right(login, old, self):
            said = "The old password is not right. Nothing was changed."
        elif new != again:
            said = "The two new passwords are not the same. Nothing was changed."
        else:
            try:
                await asyncio.to_thread(door.passwords.set, login, new)
                said = "Your password is changed."
            except CourseError as error:
                said = f"{error} Nothing was changed."
            except OSError as error:
                said = (
                    f"The hub could not keep it ({error.strerror}). Nothing was changed; tell your teacher."
                )
        await self._show(said)

    async def _show(self, said):
        self.finish(await self.render_template("password.html", said=said))
