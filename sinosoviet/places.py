"""Where things are in a clone of the course."""

from pathlib import Path

#: The folder of the clone, in which the package lies.
ROOT = Path(__file__).parents[1]
#: What commands make; it can be removed at any time.
BUILD = ROOT / "build"
#: The built site; the other forms of the pages have a folder each in it.
SITE = BUILD / "site"
