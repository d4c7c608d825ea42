"""How the waits of a reader are measured and compared."""

import statistics
import time

from sinosoviet import charts

WANTED_MS = 100


def milliseconds(act):
    """How long ``act()`` takes."""
    begun = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begun)


def drawing():
    """Milliseconds that a chart of the course takes to be drawn, five times."""
    charts.warheads().png()
    return [milliseconds(charts.warheads(mark=year).png) for year in range(1970, 1975)]


def check_quick(what, taken, compared, to="drawing a chart", wanted=WANTED_MS):
    """Print the milliseconds ``taken``; fail unless what they are compared to takes four times as long.

    ``compared`` has its milliseconds, ``to`` its name; ``wanted`` is what a reader should wait at most.
    """
    ours, stock = statistics.median(taken), statistics.median(compared)
    print(
        f"\n{what}: median {ours:.1f} ms, longest {max(taken):.1f} ms "
        f"({'under' if ours < wanted else 'NOT under'} {wanted} ms); "
        f"{to}: {stock:.0f} ms, {stock / ours:.0f} times as long"
    )
    assert stock >= 4 * ours
