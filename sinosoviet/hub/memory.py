"""Say plainly, in the notebook, that its memory is used up: an extension of IPython."""

import resource
import sys


def sentence():
    """What a reader sees instead of a traceback."""
    limit = resource.getrlimit(resource.RLIMIT_DATA)[0]
    size = "" if limit == resource.RLIM_INFINITY else f" ({limit // 2**20} MB)"
    return (
        f"This notebook has used up its memory{size}. Choose Kernel > Restart Kernel, then run the cells "
        "again without the one that made so much. Your pages and your saved work are not touched."
    )


def _say(shell, kind, error, trace, tb_offset=None):
    print(sentence(), file=sys.stderr)


def load_ipython_extension(shell):
    """Show the sentence for every ``MemoryError``."""
    shell.set_custom_exc((MemoryError,), _say)
