"""The guide as a whole: every file that it has, brought up to date or compared with what it should be."""

from sinosoviet.teaching import contents, keys, lesson, links, plans, texts, units


def files():
    """Every text of the guide and of the answer keys as it should be, by its path."""
    made = {part.path(): part.text() for part in contents.MADE}
    made |= {plans.path(name): plans.text(name) for name in lesson.names()}
    by_hand = [path for path in _there() if path not in made and path != contents.path()]
    made |= {path: texts.read(path) for path in [*by_hand, contents.assignments()]}
    found = {path: texts.cited(text, path) for path, text in made.items()}
    return found | {contents.path(): contents.text(found)}


def _there():
    """Paths of the texts in the folders of the guide and of the keys."""
    return sorted([*texts.folder().rglob("*.md"), *texts.keys_folder().glob("*.md")])


def write():
    """Bring every text up to date in place; returns the paths of those that changed."""
    return [path for path, text in files().items() if texts.write(path, text)]


def problems():
    """Everything that is wrong with the guide, one sentence each."""
    found = [problem for name in lesson.names() for problem in plans.problems(name)]
    found += units.problems()
    if found:
        return found
    wanted = files()
    for path, text in wanted.items():
        if not path.is_file() or texts.read(path) != text:
            found.append(f"{path.name} is out of date; run `make guide`.")
        found += [
            f"{path.name} links to {address}, which leads nowhere." for address in links.broken(text, path)
        ]
    secret = keys.secrets()
    for path, text in wanted.items():
        held = keys.within(text, secret) if path not in keys.paths() else []
        if held:
            found.append(keys.leak(path.name, held))
    plan_paths = {plans.path(name) for name in lesson.names()}
    for path in sorted(plans.path("").parent.glob("*.md")):
        if path not in plan_paths:
            found.append(f"plans/{path.name} is a plan of no page; remove it.")
    return found
