"""A class for a hub on Kubernetes: from the roster, a number for each person's files, and who may come in.

Beyond one machine there is no list of accounts, but files still belong to numbers. Each person gets one, for
good; the pods run under it, and the exchange goes by it as on one machine.
"""

import json
from pathlib import Path

from sinosoviet.assignments import roster as rosters
from sinosoviet.files import write_whole
from sinosoviet.hub.accounts import MOST, check_ids, login_for
from sinosoviet.hub.exchange import LOGINS
from sinosoviet.hub.place import HubError

#: The image has accounts called seat-20000 to seat-20400; the first is the teacher's.
TEACHERS_NUMBER = 20_000
VALUES = "class.json"


def write(roster, folder, teacher="teacher"):
    """Write the class as values for the chart and as the teacher's list; returns both paths.

    ``folder`` keeps them: whoever was in them before keeps login and number.
    """
    students = rosters.read(Path(roster))
    check_ids(students)
    if len(students) > MOST:
        raise HubError(f"The roster has {len(students)} lines; {MOST} students are the most for one hub.")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    people = _kept(folder / LOGINS)
    known = {person["id"]: person for person in people}
    for student in students:
        if student.id not in known:
            taken = {person["hub"] for person in people} | {teacher}
            number = TEACHERS_NUMBER + 1 + len(people)
            people.append({"id": student.id, "hub": login_for(student, taken), "uid": number})
            known[student.id] = people[-1]
        known[student.id] |= {"name": student.name, "email": student.email}
        known[student.id]["login"] = f"seat-{known[student.id]['uid']}"
    if len(people) > MOST:
        raise HubError(f"{len(people)} people have been in this class; {MOST} numbers is all there are.")
    here = {student.id for student in students}
    numbers = {person["hub"]: person["uid"] for person in people if person["id"] in here}
    values = {
        "custom": {"class": numbers | {teacher: TEACHERS_NUMBER}, "teacher": teacher},
        "hub": {"config": {"Authenticator": {"allowed_users": [*numbers, teacher]}}},
    }
    return [_write(folder / LOGINS, people), _write(folder / VALUES, values)]


def _kept(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except ValueError:
        raise HubError(f"{path} is damaged; put it back from a copy, or everyone's number changes.") from None


def _write(path, value):
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    write_whole(path, text.encode(), 0o600)
    return path
