"""Where words go on a chart: one collision-free rule for flags, one for line ends."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Flag:
    """A placed event label.

    ``left`` and ``right`` are the edges of the text, ``x`` is where its stem stands, and
    ``lane`` counts upward from the axis. All lengths are in one unit, usually points.
    """

    x: float
    left: float
    right: float
    lane: int


def place_flags(positions, widths, *, start, end, gap=6.0):
    """Give each event label a lane so that no two labels in a lane overlap.

    A label starts at its event and runs to the right, or to the left where it would
    leave the chart. Among the free lanes it takes the one whose stem crosses the
    fewest labels already placed, and then the lowest.

    Parameters
    ----------
    positions, widths : sequences of float
        Where each event is, and how wide its label; same length, same unit.
    start, end : float
        Edges of the chart in that unit.
    gap : float
        Smallest space between two labels in one lane.

    Returns
    -------
    list of Flag
        In the order given. ValueError if a label is wider than the chart.
    """
    if len(positions) != len(widths):
        raise ValueError(f"There are {len(positions)} positions but {len(widths)} widths.")
    placed = {}
    for index in sorted(range(len(positions)), key=lambda i: (positions[i], -widths[i], i)):
        x, width = positions[index], widths[index]
        if width > end - start:
            raise ValueError(f"Label {index} is {width:g} wide; the chart is {end - start:g} wide.")
        left = min(x, end - width)
        left = max(left, start)
        right = left + width
        taken = list(placed.values())
        lanes = max((flag.lane for flag in taken), default=-1) + 2
        free = [
            lane
            for lane in range(lanes)
            if all(
                flag.lane != lane or flag.right + gap <= left or right + gap <= flag.left for flag in taken
            )
        ]
        lane = min(free, key=lambda lane: (_crossings(x, left, right, lane, taken) * 2 + lane, lane))
        placed[index] = Flag(x, left, right, lane)
    return [placed[index] for index in range(len(positions))]


def _crossings(x, left, right, lane, taken):
    through = sum(flag.lane < lane and flag.left <= x <= flag.right for flag in taken)
    covered = sum(flag.lane > lane and left <= flag.x <= right for flag in taken)
    return through + covered


def spread(wanted, *, low, high, distance):
    """Move label heights apart by the least total square distance, keeping their order.

    Parameters
    ----------
    wanted : sequence of float
        Heights where the labels would like to be.
    low, high : float
        Lowest and highest height allowed.
    distance : float
        Least distance between neighbors. Where the labels do not fit, they share the room evenly.

    Returns
    -------
    list of float
        New heights, in the order given.
    """
    count = len(wanted)
    if not count:
        return []
    if (count - 1) * distance > high - low:
        distance = (high - low) / max(count - 1, 1)
    order = sorted(range(count), key=lambda i: (wanted[i], i))
    blocks = []
    for rank, index in enumerate(order):
        blocks.append([wanted[index] - rank * distance, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, size = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += size
    ceiling = high - (count - 1) * distance
    levels = [min(max(total / size, low), ceiling) for total, size in blocks for _ in range(size)]
    heights = [0.0] * count
    for rank, index in enumerate(order):
        heights[index] = levels[rank] + rank * distance
    return heights
