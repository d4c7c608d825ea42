"""What happens on the student's side when a server starts: own copies of the pages, then the server.

Runs as the student, in the student's home: ``python -m sinosoviet.hub.seat`` stands before the
command of the server.
"""

import os
import shutil
import sys
from pathlib import Path

from sinosoviet.hub import shelf

PAGES = "notebooks"


def copy_pages(home, course):
    """Put a copy of each page into the home that is not there yet; returns the new ones.

    A page that is there is never touched. Whoever wants a fresh one renames theirs.
    """
    own = Path(home) / PAGES
    own.mkdir(exist_ok=True)
    new = []
    for page in sorted((Path(course) / PAGES).glob("*.ipynb")):
        copy = own / page.name
        # As a link counts what it is, whether or not it leads anywhere.
        if not os.path.lexists(copy):
            part = own / f".{page.name}.part"
            shutil.copyfile(page, part)
            part.replace(copy)
            new.append(copy)
    return new


def trust(pages):
    """Sign the student's copies, so that their explorers answer before a run."""
    import nbformat
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    for page in pages:
        notary.sign(nbformat.read(page, as_version=4))


def main(arguments):
    """Prepare the home, then become the server."""
    home = Path.home()
    os.chdir(home)
    try:
        trust(copy_pages(home, shelf.CLONE))
        _keep_font_list(home)
    except OSError as error:
        # A full disk must not keep a student from what is there already.
        print(f"The copies of the pages could not be made: {error.strerror}.", file=sys.stderr)
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub.singleuser", *arguments])


def _keep_font_list(home):
    """Spare each student the search for fonts: take over the list that was made for all."""
    cache = home / ".cache" / "matplotlib"
    cache.mkdir(parents=True, exist_ok=True)
    for made in shelf.CLONE.glob("fontlist-*.json"):
        if not (cache / made.name).exists():
            shutil.copyfile(made, cache / made.name)


if __name__ == "__main__":
    main(sys.argv[1:])
