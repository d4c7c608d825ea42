"""The course as a lab in the browser: JupyterLite with Python, every page and every table inside.

``write()`` builds it. Two builds are the same but for one thing: where Python's own packages come
from. The public build asks the usual host of the Pyodide release for them; the offline build carries
them. Both check each against its hash.
"""

from sinosoviet.lite.build import FOLDER, folder, size, write
from sinosoviet.lite.parts import LiteError

__all__ = ["FOLDER", "LiteError", "folder", "size", "write"]
