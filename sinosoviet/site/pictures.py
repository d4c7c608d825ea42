"""Pictures of stored outputs as files: a page stays small, and each picture has a dark twin."""

import base64
import hashlib
import html
import io
import re

from PIL import Image

from sinosoviet.site.twins import darkened

FOLDER = "pictures"
_PICTURE = re.compile(
    r'<img alt="(?P<alt>[^"]*)" style="[^"]*" src="data:image/png;base64,(?P<data>[A-Za-z0-9+/=]+)">'
)


class Pictures:
    """The pictures of a site, written once each into ``folder`` / ``pictures``.

    ``way`` is the path from a page to ``folder``, such as ``../``.
    """

    def __init__(self, folder):
        self.folder = folder / FOLDER
        self.folder.mkdir(parents=True, exist_ok=True)

    def extract(self, text, way, first=False):
        """HTML with every inline picture replaced by a file and its dark twin.

        The first picture of a page is fetched at once (``first``), every other when it comes near.
        """
        found = 0

        def replace(match):
            nonlocal found
            found += 1
            at_once = first and found == 1
            return self.tags(base64.b64decode(match["data"]), html.unescape(match["alt"]), way, at_once)

        return _PICTURE.sub(replace, text)

    def tags(self, png, sentence, way, at_once=False):
        """Two ``<img>`` of the same picture, one for each theme; the style sheet shows one of them."""
        width, height = Image.open(io.BytesIO(png)).size
        shape = f'width="{width}" height="{height}" decoding="async"'
        alt = html.escape(sentence)
        how = 'fetchpriority="high"' if at_once else 'loading="lazy"'
        light, dark = (f"{way}{FOLDER}/{self._write(picture)}" for picture in (png, darkened(png)))
        return (
            f'<img class="picture light dark-light" alt="{alt}" {shape} {how} src="{light}">'
            f'<img class="picture dark dark-light" alt="{alt}" {shape} loading="lazy" src="{dark}">'
        )

    def _write(self, png):
        name = f"{hashlib.sha256(png).hexdigest()[:16]}.png"
        path = self.folder / name
        if not path.is_file():
            path.write_bytes(png)
        return name
