"""The lock: which packages Python in the browser loads, from which file, with which hash.

The release's own lock (``pyodide-lock.json`` of Pyodide 0.27.7) names every package by a dictionary
with ``name``, ``version``, ``file_name``, ``sha256``, ``depends`` and ``imports``. A file name may
be an address. Pyodide refuses a file whose hash is another.
"""

import zipfile
from email.parser import HeaderParser
from pathlib import PurePosixPath

#: What a marker in a wheel's metadata is compared with.
BROWSER = {"python_version": "3.12", "sys_platform": "emscripten", "platform_system": "Emscripten"}
#: Requirements that no page uses in the browser, by the package that names them.
LEFT_OUT = {
    ("ipywidgets", "widgetsnbextension"),  # for the classic notebook
    ("pandas", "tzdata"),  # no table has a time zone
    ("pybtex", "pyyaml"),  # references are in BibTeX, not in YAML
}


def entry(path):
    """The lock's entry for a wheel, from its own metadata; ``file_name`` and ``sha256`` are the caller's."""
    from packaging.utils import canonicalize_name

    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
        metadata = HeaderParser().parsestr(
            wheel.read(next(n for n in names if n.endswith(".dist-info/METADATA"))).decode("utf-8")
        )
    name = canonicalize_name(metadata["Name"])
    return {
        "name": name,
        "version": metadata["Version"],
        "install_dir": "site",
        "package_type": "package",
        "depends": _depends(name, metadata.get_all("Requires-Dist") or []),
        "imports": sorted(_imports(names)),
        "unvendored_tests": False,
    }


def _depends(name, requirements):
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    wanted = set()
    for text in requirements:
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({**BROWSER, "extra": ""}):
            continue
        needed = canonicalize_name(requirement.name)
        if (name, needed) not in LEFT_OUT:
            wanted.add(needed)
    return sorted(wanted)


def _imports(names):
    for name in map(PurePosixPath, names):
        is_package = name.parts[1:] == (f"__init__{name.suffix}",)
        if name.suffix in (".py", ".pyc") and (is_package or len(name.parts) == 1):
            yield name.parts[0].removesuffix(name.suffix)


def closure(packages, wanted):
    """Keys of the packages that ``wanted`` need, themselves included, sorted.

    Raises ``KeyError`` with the name of a package that the lock does not have.
    """
    from packaging.utils import canonicalize_name

    found, open_names = set(), [canonicalize_name(name) for name in wanted]
    while open_names:
        name = open_names.pop()
        if name not in found:
            found.add(name)
            open_names += map(canonicalize_name, packages[name]["depends"])
    return sorted(found)
