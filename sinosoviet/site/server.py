"""Showing the built site on this computer."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

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
        """Say nothing of requests that succeed."""

    def log_error(self, form, *arguments):
        """Say which request failed."""
        print(form % arguments, flush=True)


def make(port=PORT, folder=None):
    """A server of the site on this computer alone; raises an error that says what is wrong."""
    folder = Path(folder) if folder else build.folder()
    port = whole_number_between("The port", port, 0, 65535)
    if not (folder / "index.html").is_file():
        raise CourseError("There is no site yet; run `make site` first.")
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=folder))
    except OSError:
        raise CourseError(f"Port {port} is taken; choose another, as in `make serve PORT=8001`.") from None


def serve(port=PORT, folder=None):
    """Show the site until Ctrl+C is pressed."""
    with make(port, folder) as running:
        print(f"The site is at http://localhost:{running.server_port}/ (stop it with Ctrl+C).", flush=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print("\nStopped.")
