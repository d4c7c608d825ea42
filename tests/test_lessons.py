"""Single-file lessons: how many, how heavy, and that each stands alone."""

import pytest

from sinosoviet import lessons, pages


def test_there_is_a_lesson_for_every_page_and_an_index_of_all(tmp_path):
    written = lessons.write(tmp_path)
    assert [path.stem for path in written] == [*pages.names(), "index"]
    index = written[-1].read_text(encoding="utf-8")
    for path in written[:-1]:
        assert f'href="{path.name}"' in index


def test_a_lesson_that_is_too_heavy_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(lessons, "MOST_BYTES", 1000)
    with pytest.raises(lessons.LessonError, match=r"^The lesson 00-start-here\.html has [\d,]+ bytes"):
        lessons.write(tmp_path)
