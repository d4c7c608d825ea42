"""Loading tables: types, copies, and what a reader is told when something is wrong."""

import pandas as pd
import pytest

from sinosoviet import tables
from sinosoviet.errors import UnknownNameError


@pytest.mark.parametrize("name", tables.names())
def test_every_table_loads_with_the_types_of_its_descriptor(name):
    frame = tables.load(name)
    fields = tables.describe(name)["schema"]["fields"]
    assert list(frame.columns) == [field["name"] for field in fields]
    assert len(frame) > 0
    kinds = {"integer": "Int64", "year": "Int64", "number": "float64", "boolean": "boolean"}
    for field in fields:
        assert str(frame[field["name"]].dtype) == kinds.get(field["type"], "str")


def test_a_reader_cannot_change_what_the_next_reader_gets():
    first = tables.load("warheads")
    first.loc[0, "warheads"] = 99_999
    first["new"] = 1
    second = tables.load("warheads")
    assert second.loc[0, "warheads"] != 99_999
    assert "new" not in second


def test_a_table_is_read_once():
    assert tables._read("warheads") is tables._read("warheads")


def test_an_unknown_name_lists_the_valid_ones():
    with pytest.raises(UnknownNameError) as error:
        tables.load("tanks")
    assert "'tanks'" in str(error.value)
    assert all(name in str(error.value) for name in tables.names())


@pytest.mark.parametrize("name", [None, 7, "", "../secrets"])
def test_a_wrong_name_of_any_kind_is_answered_kindly(name):
    with pytest.raises(UnknownNameError, match="Choose one of"):
        tables.load(name)


def test_a_missing_file_is_named_with_its_remedy(data_copy):
    (data_copy / "warheads.csv").unlink()
    with pytest.raises(tables.TableError, match=r"warheads\.csv is missing\. .*git checkout"):
        tables.load("warheads")


def test_a_lost_column_is_named(data_copy):
    frame = pd.read_csv(data_copy / "warheads.csv")
    frame.drop(columns="year").to_csv(data_copy / "warheads.csv", index=False)
    with pytest.raises(tables.TableError, match=r"it should have state, year, warheads"):
        tables.load("warheads")


@pytest.mark.parametrize("wrong", ["many", "3.5", "1e999x"])
def test_a_damaged_value_is_named_with_its_line(data_copy, wrong):
    path = data_copy / "warheads.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[4] = ",".join([*lines[4].split(",")[:2], wrong])
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(tables.TableError, match=rf"line 5: warheads holds '{wrong}'"):
        tables.load("warheads")


def test_bytes_that_are_not_text_are_reported(data_copy):
    (data_copy / "warheads.csv").write_bytes(b"state,year,warheads\n\xff\xfe,1,2\n")
    with pytest.raises(tables.TableError, match=r"cannot be read"):
        tables.load("warheads")


def test_an_emptied_file_is_reported(data_copy):
    (data_copy / "warheads.csv").write_text("", encoding="utf-8")
    with pytest.raises(tables.TableError, match=r"cannot be read"):
        tables.load("warheads")


def test_a_damaged_package_file_is_reported(data_copy):
    (data_copy / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(tables.TableError, match=r"datapackage\.json is damaged"):
        tables.load("warheads")


@pytest.mark.parametrize("text", ["[", "[]", "{}", "7", "\xff"])
def test_a_damaged_file_of_json_is_named_with_its_remedy(data_copy, text):
    path = data_copy / "outlines_world.geojson"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(tables.TableError, match=r"outlines_world\.geojson is damaged .*git checkout"):
        tables.outlines("world")
    path.unlink()
    with pytest.raises(tables.TableError, match=r"outlines_world\.geojson is missing\. .*git checkout"):
        tables.outlines("world")


@pytest.mark.parametrize("name", tables.names())
def test_records_say_what_the_table_says(name):
    table, found = tables.load(name), tables.records(name)
    assert len(found) == len(table)
    for (_, row), record in zip(table.iterrows(), found, strict=True):
        assert list(record) == list(table.columns)
        for column, value in record.items():
            assert type(value) in (str, int, float, bool)
            assert pd.isna(row[column]) if value == "" else value == row[column]


def test_records_are_found_by_their_id():
    found = tables.by_id("historians")
    assert list(found) == list(tables.load("historians")["id"])
    assert all(record["id"] == name for name, record in found.items())


def test_rows_come_in_the_order_asked_for():
    wanted = ["zhenbao-losses-soviet-total", "loans-total-usd"]
    assert list(tables.rows("disputed_figures", wanted)["id"]) == wanted


def test_rows_that_are_not_there_are_all_named():
    with pytest.raises(tables.TableError, match=r"disputed_figures\.csv has no rows loans, debts\. .*git"):
        tables.rows("disputed_figures", ["loans", "loans-total-usd", "debts"])


def test_unknown_outlines_list_the_known_ones():
    with pytest.raises(UnknownNameError, match="border, eurasia, world"):
        tables.outlines("mars")


def test_the_message_is_shown_without_a_traceback():
    with pytest.raises(UnknownNameError) as error:
        tables.load("tanks")
    (shown,) = error.value._render_traceback_()
    assert shown.startswith("UnknownNameError: There is no table")
