"""A student's own chart: one column of numbers from a course table, year by year."""

import textwrap

from sinosoviet import sources, tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, whole_years
from sinosoviet.errors import CourseError, known

FEWEST_POINTS = 5
_STEPS = (1, 2, 5, 10)
_MOST_LABELS = 12
_WIDEST_TITLE = 88
_MOST_TITLE_LINES = 3
_ROLES = {"China": "beijing", "USSR": "moscow"}


class OwnChartError(CourseError):
    """A chart that cannot be drawn as it was asked for; the message says what to change."""


def own_chart(table, up, title, where=None, first=None, last=None):
    """Line chart of one column of a course table; gaps between years stay open.

    Parameters
    ----------
    table : str
        Name of a table, such as ``"grain"``.
    up : str
        Its column of numbers for the vertical axis.
    title : str
        The heading, in the student's own words.
    where : dict, optional
        Which rows to take, such as ``{"state": "China"}``.
    first, last : int, optional
        First and last year to draw.

    Raises :class:`OwnChartError`, or :class:`~sinosoviet.errors.UnknownNameError` with the names that
    are allowed.
    """
    fields = {field["name"]: field for field in tables.describe(table)["schema"]["fields"]}
    across = next((name for name, field in fields.items() if field["type"] == "year"), None)
    if across is None:
        raise OwnChartError(f"The table {table} has no column of years. Take a table that has one.")
    numbers = [name for name, field in fields.items() if field["type"] in ("number", "integer")]
    known("column of numbers", up, numbers)
    if not isinstance(title, str) or not title.strip():
        raise OwnChartError("Give the chart a title in your own words, in quotation marks.")
    rows = _chosen(table, fields, where or {}, across, first, last)
    repeated = rows[rows.duplicated(across, keep=False)]
    if len(repeated):
        raise OwnChartError(
            f"{len(repeated)} rows share a year. Choose some of them with where=…: {_choices(fields, rows)}."
        )
    points = rows[[across, up]].dropna().sort_values(across, ignore_index=True)
    if len(points) < FEWEST_POINTS:
        raise OwnChartError(
            f"Only {len(points)} years are left; a chart needs {FEWEST_POINTS}. Widen the years or the rows."
        )
    label = f"{fields[up]['title']} ({fields[up].get('unit', 'number')})"
    role = _ROLES.get((where or {}).get("state"), "third")
    return Chart(
        "own-chart",
        title=title.strip(),
        sentence=_describe(points.astype(float), table, label, where or {}),
        table=points.rename(columns={up: label}),
        draw=lambda figure, _, colors: _draw(
            figure, points.astype(float), title.strip(), label, role, colors
        ),
        sources=_sources(table, rows),
        tables=(table,),
        note="A chart made for an assignment; nobody has checked it yet.",
    )


def sources_of(chart):
    """The sources of a chart with their keys, one to a line, or a word if there is no chart yet."""
    if chart is None:
        return sources.Text(*["Draw your chart first."] * 2)
    lines = [f"{key}: {sources.short(key)}" for key in chart.sources]
    return sources.Text("\n".join(f"- `{line.replace(':', '`:', 1)}" for line in lines), "\n".join(lines))


def _chosen(table, fields, where, across, first, last):
    rows = tables.load(table)
    for name, value in where.items():
        known("column", name, list(fields))
        rows = rows[rows[name] == known(f"{name}", value, sorted(rows[name].dropna().unique(), key=str))]
    years = rows[across].astype(float)
    low, high = (years.min() if first is None else first), (years.max() if last is None else last)
    return rows[(years >= low) & (years <= high)]


def _choices(fields, rows):
    choices = []
    for name, values in ((name, sorted(rows[name].dropna().unique())) for name in fields if name in rows):
        if fields[name]["type"] == "string" and len(values) > 1:
            more = f" and {len(values) - _MOST_LABELS} more" if len(values) > _MOST_LABELS else ""
            choices.append(f"{name}: {', '.join(values[:_MOST_LABELS])}{more}")
    return "; ".join(choices) or "this table offers no choice"


def _sources(table, rows):
    if "source_key" in rows:
        return tuple(sorted(rows["source_key"].dropna().unique()))
    return tuple(source["key"] for source in tables.describe(table)["sources"])


def _describe(points, table, label, where):
    years, values = points.iloc[:, 0].astype(int), points.iloc[:, 1]
    low, high = values.idxmin(), values.idxmax()
    chosen = "".join(f", {name} {value}" for name, value in where.items())
    return (
        f"Line chart of {label} from the table {table}{chosen}, {years.iloc[0]} to {years.iloc[-1]}, "
        f"{len(points)} years. It begins at {values.iloc[0]:,.5g} and ends at {values.iloc[-1]:,.5g}; the "
        f"lowest is {values[low]:,.5g} in {years[low]}, the highest {values[high]:,.5g} in {years[high]}. "
        f"Who counted, and why they might be wrong, is told in data/biographies/{table}.md."
    )


def _draw(figure, points, title, label, role, colors):
    lines = textwrap.wrap(title, _WIDEST_TITLE)[:_MOST_TITLE_LINES]
    figure.subplots_adjust(top=0.84 - 0.05 * (len(lines) - 1))
    figure.text(0.015, 0.97, "\n".join(lines), size=14, weight="semibold", va="top", linespacing=1.2)
    axes = figure.add_subplot()
    years, values = points.iloc[:, 0], points.iloc[:, 1]
    draw_series(axes, years, values, role=role, colors=colors)
    span = int(years.max() - years.min())
    step = next((step for step in _STEPS if span / step <= _MOST_LABELS), _STEPS[-1])
    whole_years(axes, int(years.min()), int(years.max()), step)
    axes.set_title(label, loc="left", size=11, color=colors["muted"])
    axes.set_ylim(bottom=min(0, values.min()), top=values.max() * 1.08)
    axes.yaxis.set_major_formatter("{x:,.6g}")
