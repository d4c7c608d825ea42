"""Files that are written whole or not at all."""

import os
import stat

import pytest

from sinosoviet.files import write_whole


def test_a_file_is_written_and_replaced(tmp_path):
    path = tmp_path / "page.ipynb"
    for data in (b"first\n", b"", b"\x00second\r\n"):
        write_whole(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_file_and_no_rubbish(tmp_path, monkeypatch):
    path = tmp_path / "page.ipynb"
    write_whole(path, b"first")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"second")
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
def test_others_may_read_a_page_but_not_a_readers_work(tmp_path):
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "page", b"")
        write_whole(tmp_path / "work", b"", 0o600)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"page": 0o644, "work": 0o600}
