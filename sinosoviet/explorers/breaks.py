"""Explorer: when they broke, one rule at a time."""

from sinosoviet.charts import breaks
from sinosoviet.errors import known
from sinosoviet.explorers.explorer import Explorer


def break_by_rule(start="words"):
    """The date of the break by one rule at a time, over the datings of historians and actors.

    ``start`` is the criterion shown first, and on paper, such as ``words`` or ``treaty``.
    """
    rows = breaks.rules()
    known("criterion", start, list(rows["criterion"]))
    labels = dict(zip(rows["criterion"], rows["label"], strict=True))
    return Explorer(
        "One split, twelve rules.",
        "Rule",
        {label: breaks.break_by_rule(criterion) for criterion, label in labels.items()},
        start=labels[start],
    )
