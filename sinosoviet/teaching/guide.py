"""The guide as a whole: every file that it has, brought up to date or compared with what it should be."""

from sinosoviet.teaching import texts


def files():
    """Every text of the guide and of the answer keys as it should be, by its path, sorted."""
    return {path: texts.cited(texts.read(path), path) for path in _written()}


def _written():
    """Paths of the texts that people write."""
    return sorted([*texts.folder().rglob("*.md"), *texts.keys_folder().glob("*.md")])


def write():
    """Bring every text up to date in place; returns the paths of those that changed."""
    return [path for path, text in files().items() if texts.write(path, text)]


def problems():
    """Everything that is wrong with the guide, one sentence each."""
    return [
        f"{path.name} is out of date; run `make guide`."
        for path, text in files().items()
        if texts.read(path) != text
    ]
