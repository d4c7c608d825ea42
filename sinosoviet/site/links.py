"""Links of the built site: none inside may be broken; those that lead outside can be tried."""

import concurrent.futures
import http.client
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

_OUTSIDE = ("http://", "https://")
_SECONDS = 20
_AT_ONCE = 8


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.anchors = [], set()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.anchors.update(filter(None, (given.get("id"), given.get("name") if tag == "a" else None)))
        for attribute in ("href", "src"):
            if given.get(attribute):
                self.links.append(given[attribute])


def read(site):
    """The links and anchors of every page of a site, by path."""
    found = {}
    for path in sorted(Path(site).rglob("*.html")):
        page = _Page()
        page.feed(path.read_text(encoding="utf-8"))
        found[path.resolve()] = page
    return found


def broken(site):
    """Every link within the site that leads nowhere, as (page, link)."""
    pages = read(site)
    return [
        (path.relative_to(Path(site).resolve()).as_posix(), link)
        for path, page in pages.items()
        for link in page.links
        if _is_broken(path, link, pages)
    ]


def _is_broken(path, link, pages):
    parts = urllib.parse.urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    to = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
    if to.is_dir():
        to = to / "index.html"
    if not to.is_file():
        return True
    # As browsers do: the anchor as it is written, or else in plain letters.
    anchors = {parts.fragment, urllib.parse.unquote(parts.fragment)}
    return bool(parts.fragment) and to in pages and not anchors & pages[to].anchors


def outside(site):
    """Every address outside the site that a page links to, sorted, with the first page that does."""
    found = {}
    root = Path(site).resolve()
    for path, page in read(site).items():
        for link in page.links:
            if link.startswith(_OUTSIDE):
                found.setdefault(link, path.relative_to(root).as_posix())
    return dict(sorted(found.items()))


def answer(address):
    """What a server says to a request for an address: a status such as ``200``, or why there is none."""
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 (link check)"})
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:
            return str(response.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except (OSError, ValueError, http.client.HTTPException) as error:
        return str(getattr(error, "reason", error)) or type(error).__name__


def check_outside(site):
    """Ask for every outside address; yields (address, page, answer) as the answers come."""
    wanted = outside(site)
    with concurrent.futures.ThreadPoolExecutor(_AT_ONCE) as pool:
        asked = {pool.submit(answer, address): address for address in wanted}
        for done in concurrent.futures.as_completed(asked):
            address = asked[done]
            yield address, wanted[address], done.result()
