"""The course's tables: tidy CSV files described by ``data/datapackage.json``.

>>> from sinosoviet import tables
>>> tables.load("warheads").columns.tolist()
['state', 'year', 'warheads']
"""

import json
from functools import cache
from operator import itemgetter
from pathlib import Path

import pandas as pd

from sinosoviet.errors import CourseError, known

_PACKAGED = Path(__file__).parent / "_data"
_CHECKOUT = Path(__file__).parent.parent / "data"
_DTYPES = {
    "string": "str",
    "date": "str",
    "integer": "Int64",
    "year": "Int64",
    "number": "float64",
    "boolean": "boolean",
}
_TRUTH = {"true": True, "false": False}


class TableError(CourseError):
    """A file of the course that is missing, or does not hold what its descriptor promises."""


def folder():
    """Folder that holds the data files: inside an installed package, or beside it in a clone."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def restore(path):
    """How to get a damaged or missing data file back, as a sentence."""
    name = path.relative_to(folder()).as_posix()
    return f"Put back the original with `git checkout -- data/{name}`, or install the course again."


def read_json(path, make=lambda values: values):
    """What ``make`` makes of the values in a JSON file of the data folder; the values if left out.

    Raises :class:`TableError` when the file is missing, is no JSON, or does not hold what ``make`` needs.
    """
    try:
        return make(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise TableError(f"{path} is missing. {restore(path)}") from None
    except (ValueError, TypeError, LookupError) as error:
        raise TableError(f"{path} is damaged ({error}). {restore(path)}") from None


@cache
def package():
    """Whole data package descriptor (Frictionless Data Package) as a dictionary."""
    return read_json(folder() / "datapackage.json")


@cache
def _resources():
    return {resource["path"].rsplit(".", 1)[0]: resource for resource in package()["resources"]}


def names():
    """Names of all tables, in alphabetical order."""
    return sorted(name for name, resource in _resources().items() if "schema" in resource)


def describe(name):
    """Descriptor of one table: title, fields with type, unit and range, sources and licence.

    Raises :class:`~sinosoviet.errors.UnknownNameError` when there is no such table.
    """
    return _resources()[known("table", name, names())]


def load(name):
    """One table as a DataFrame, with the column types of its descriptor.

    The frame is yours: changing it never changes what the next caller gets.
    Raises :class:`~sinosoviet.errors.UnknownNameError` when there is no such table, and
    :class:`TableError` when its file is missing or does not hold what its descriptor promises.
    """
    describe(name)
    return _read(name).copy()


def records(name):
    """The rows of one table as dictionaries of plain values, in its order; ``""`` where one is missing.

    Raises what :func:`load` raises.
    """
    table = load(name)
    return table.astype(object).where(table.notna(), "").to_dict("records")


def by_id(name):
    """The :func:`records` of a table that has ids, by their id."""
    return {record["id"]: record for record in records(name)}


def rows(name, ids):
    """The rows of one table with these ids, in their order, as a DataFrame of your own.

    Raises :class:`TableError` with the ids that the table does not have.
    """
    table = load(name).set_index("id")
    missing = [wanted for wanted in ids if wanted not in table.index]
    if missing:
        path = folder() / describe(name)["path"]
        raise TableError(f"{path} has no rows {', '.join(missing)}. {restore(path)}")
    return table.loc[list(ids)].reset_index()


def outlines(name):
    """Features of one outline file (``world``, ``eurasia`` or ``border``), as GeoJSON dictionaries.

    Coordinates are degrees of longitude and latitude.
    """
    prefix = "outlines_"
    known(
        "outline",
        name,
        sorted(n.removeprefix(prefix) for n in _resources() if n.startswith(prefix)),
    )
    return read_json(folder() / f"outlines_{name}.geojson", itemgetter("features"))


@cache
def _read(name):
    resource = describe(name)
    path = folder() / resource["path"]
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        raise TableError(f"{path} is missing. {restore(path)}") from None
    except (ValueError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise TableError(f"{path} cannot be read ({error}). {restore(path)}") from None
    fields = resource["schema"]["fields"]
    expected = [field["name"] for field in fields]
    if list(raw.columns) != expected:
        raise TableError(
            f"{path} has the columns {', '.join(map(str, raw.columns))}; "
            f"it should have {', '.join(expected)}. {restore(path)}"
        )
    return pd.DataFrame({field["name"]: _convert(raw[field["name"]], field, path) for field in fields})


def _convert(column, field, path):
    empty = column == ""
    if field["type"] in ("string", "date"):
        return column.mask(empty).astype("str")
    if field["type"] == "boolean":
        parsed = column.map(_TRUTH)
        bad = parsed.isna() & ~empty
    else:
        parsed = pd.to_numeric(column.mask(empty), errors="coerce")
        bad = parsed.isna() & ~empty
        if field["type"] in ("integer", "year"):
            bad |= parsed.notna() & (parsed % 1 != 0)
    if bad.any():
        row = bad.idxmax()
        raise TableError(
            f"{path}, line {row + 2}: {field['name']} holds {column[row]!r}, "
            f"which is not a {field['type']}. {restore(path)}"
        )
    return parsed.astype(_DTYPES[field["type"]])
