"""Showing the built site on this computer."""

import errno
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from sinosoviet.errors import CourseError, whole_number_between
from sinosoviet.site import build

PORT = 8000


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".whl": "application/zip",
    }

    def log_message(self, *arguments):
        """Say nothing but what :meth:`log_request` says."""

    def log_request(self, code="-", size="-"):
        """Say which request failed, and nothing of those that succeed."""
        if code != "-" and code >= 400:
            print(f"{int(code)}: {self.requestline!r}", flush=True)


def make(port=PORT, folder=None):
    """A server of the site on this computer alone; raises an error that says what is wrong."""
    folder = build.built(folder)
    port = whole_number_between("The port", port, 0, 65535)
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=folder))
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        why = "is taken" if is_taken else f"cannot be used ({error.strerror or error})"
        raise CourseError(f"Port {port} {why}; choose another, as in `make serve PORT=8001`.") from None


def serve(port=PORT, folder=None):
    """Show the site until Ctrl+C is pressed."""
    with make(port, folder) as running:
        print(f"The site is at http://localhost:{running.server_port}/ (stop it with Ctrl+C).", flush=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print("\nStopped.")
