"""The data dictionary: every table and column in words, generated from the descriptors."""

from sinosoviet import sources, tables


def path():
    """Where the dictionary stands."""
    return tables.folder() / "DICTIONARY.md"


def text():
    """The dictionary as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from `datapackage.json` by `make data`; change the descriptor, not this file.",
        "Every table has a biography: who counted, why they might have miscounted, what a zero means.",
        "",
    ]
    lines += [f"- [{name}](#{name}): {tables.describe(name)['title']}" for name in tables.names()]
    for name in tables.names():
        lines += ["", *_entry(name)]
    return "\n".join(lines) + "\n"


def write():
    """Write the dictionary; returns its path."""
    path().write_text(text(), encoding="utf-8", newline="\n")
    return path()


def _entry(name):
    resource = tables.describe(name)
    yield f"## {name}"
    yield ""
    yield f"**{resource['title']}.** {resource['description']}"
    yield ""
    yield f"`{resource['path']}`, {facts(name)} [Biography]({resource['biography']})."
    yield ""
    yield from columns(name)


def facts(name):
    """How many rows a table has, what a row stands for, its sources and its license, in words."""
    resource = tables.describe(name)
    cited = "; ".join(sources.short(source["key"]) for source in resource["sources"])
    licences = "; ".join(licence["title"] for licence in resource["licenses"])
    key = resource["schema"].get("primaryKey", [])
    key = [key] if isinstance(key, str) else key
    rows = f"{len(tables.load(name)):,} rows, one for each {', '.join(key) or 'line'}"
    return f"{rows}. Source: {cited}. Licence: {licences}."


def columns(name):
    """The columns of a table as a table of Markdown, line by line."""
    yield "| column | type | unit | range or values | empty means | what it is |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for field in tables.describe(name)["schema"]["fields"]:
        cells = (
            f"`{field['name']}`",
            field["type"],
            field.get("unit", ""),
            _range(field.get("constraints", {})),
            "never empty" if field.get("constraints", {}).get("required") else field.get("gaps", ""),
            field["description"],
        )
        yield "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _range(constraints):
    if "enum" in constraints:
        return ", ".join(map(str, constraints["enum"]))
    low, high = constraints.get("minimum"), constraints.get("maximum")
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return f"from {low}"
    return f"to {high}" if high is not None else ""
