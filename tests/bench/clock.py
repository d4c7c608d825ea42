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


def check_quick(what, taken, drawn):
    """Print the milliseconds ``taken``; fail unless drawing a chart takes at least four times as long.

    ``drawn`` has the milliseconds of the drawing.
    """
    ours, stock = statistics.median(taken), statistics.median(drawn)
    print(
        f"\n{what}: median {ours:.1f} ms, longest {max(taken):.1f} ms "
        f"({'under' if ours < WANTED_MS else 'NOT under'} {WANTED_MS} ms); "
        f"drawing a chart: {stock:.0f} ms, {stock / ours:.0f} times as long"
    )
    assert stock >= 4 * ours
