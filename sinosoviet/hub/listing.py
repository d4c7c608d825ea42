"""The list of assignments in JupyterLab: nbgrader's, with a sentence where it would show a traceback."""

from nbgrader.server_extensions.assignment_list import handlers


class Listing(handlers.AssignmentList):
    """Fetch, submit and list, as nbgrader does it."""

    def submit_assignment(self, course_id, assignment_id):
        """Hand in; says why not in one sentence."""
        return _plainly(super().submit_assignment(course_id, assignment_id))


def _plainly(answer):
    """The answer, with only what the error says instead of where in the program it arose."""
    if answer["success"]:
        return answer
    # The last error of a traceback begins at the last line that is not indented.
    lines = answer["value"].rstrip().splitlines()
    start = max((at for at, line in enumerate(lines) if line[:1].strip()), default=0)
    said = " ".join(line.strip() for line in lines[start:])
    # JupyterLab shows it as it is, on one line for each of ours.
    return answer | {"value": (said.partition(": ")[2] or said).replace(". ", ".\n")}


def _jupyter_server_extension_points():
    return [{"module": __name__}]


def load_jupyter_server_extension(app):
    """Load nbgrader's extension, and put this list in the place of its own."""
    handlers.load_jupyter_server_extension(app)
    listing = Listing(parent=app)
    listing.root_dir = app.web_app.settings["assignment_list_manager"].root_dir
    app.web_app.settings["assignment_list_manager"] = listing
