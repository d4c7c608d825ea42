"""Pictures of stored outputs as files: a page stays small, and each picture has a dark twin."""

import base64
import hashlib
import html
import io
import re

from PIL import Image

from sinosoviet.site.twins import darkened, darkened_drawing

FOLDER = "pictures"
_PICTURE = re.compile(
    r'<img alt="(?P<alt>[^"]*)" style="[^"]*" '
    r'src="data:image/(?P<kind>png|svg\+xml);base64,(?P<data>[A-Za-z0-9+/=]+)">'
)
_BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


class Pictures:
    """The pictures of a site, written once each into ``folder`` / ``pictures``."""

    def __init__(self, folder):
        self.folder = folder / FOLDER
        self.folder.mkdir(parents=True, exist_ok=True)

    def extract(self, text, way, first=False):
        """HTML with every inline picture replaced by a file and its dark twin.

        ``way`` is the path from the page to the folder of the site, such as ``../``. The first picture
        of a page is fetched at once (``first``), every other when it comes near. A browser reads which
        to fetch before it knows the theme, so at once means the light one: in the dark it is fetched
        and not shown.
        """
        found = 0

        def replace(match):
            nonlocal found
            found += 1
            data, sentence = base64.b64decode(match["data"]), html.unescape(match["alt"])
            if match["kind"] == "png":
                return self.tags(data, sentence, way, first and found == 1)
            return self._drawing(data.decode("utf-8"), sentence, way)

        return _PICTURE.sub(replace, text)

    def tags(self, png, sentence, way, at_once=False):
        """Two ``<img>`` of the same picture, one for each theme; the style sheet shows one of them.

        ``way`` and ``at_once`` are as ``way`` and ``first`` of :meth:`extract`.
        """
        files = (self._write(picture, "png") for picture in (png, darkened(png)))
        return _pair(files, Image.open(io.BytesIO(png)).size, sentence, way, at_once)

    def _drawing(self, svg, sentence, way):
        files = (self._write(text.encode("utf-8"), "svg") for text in (svg, darkened_drawing(svg)))
        return _pair(files, _BOX.search(svg).groups(), sentence, way)

    def _write(self, data, kind):
        name = f"{hashlib.sha256(data).hexdigest()[:16]}.{kind}"
        path = self.folder / name
        if not path.is_file():
            path.write_bytes(data)
        return name


def _pair(files, size, sentence, way, at_once=False):
    light, dark = (f"{way}{FOLDER}/{name}" for name in files)
    shape = f'width="{size[0]}" height="{size[1]}" decoding="async"'
    alt = html.escape(sentence)
    how = 'fetchpriority="high"' if at_once else 'loading="lazy"'
    return (
        f'<img class="picture light dark-light" alt="{alt}" {shape} {how} src="{light}">'
        f'<img class="picture dark dark-light" alt="{alt}" {shape} loading="lazy" src="{dark}">'
    )
