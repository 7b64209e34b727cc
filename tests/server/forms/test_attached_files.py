"""The tables and other files that come with a form."""

import pytest

from shared.forms.model import (
    FileList,
    SelectOne,
)
from tests.server.forms.from_sheets import SURVEY, form_of, read
from tests.server.forms.sheets import sheets

EXTERNAL = sheets(["csv-external", "towns", "", ""])


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("a,b\n1,2\n", ("a", "b")),
        ("a;b\r\n1;2\r\n\r\n", ("a", "b")),
        ("a\tb\n1\n", ("a", "b")),
        ('"ä, ö"\n"x\ny"\n', ("ä, ö",)),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_come_in_several_notations(content: str, columns: tuple[str, ...], encoding: str):
    form = form_of(EXTERNAL, {"towns.csv": content.encode(encoding)})
    assert [(file.columns, file.rows) for file in form.files] == [(columns, 1)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        ("a,b\nПривет,2".encode("cp1251"), "line 2"),
        (b'a,b\n"1,2\n', "not CSV"),
        (b"a,a\n1,2\n", "twice"),
    ],
)
def test_a_table_that_cannot_be_read_is_named_with_its_cure(content: bytes, words: str):
    reading = read(EXTERNAL, {"towns.csv": content})
    (finding,) = reading.errors
    assert finding.code == "attached-file"
    assert "towns.csv" in finding.message
    assert words in finding.message
    assert finding.cure


def test_a_declared_file_that_is_missing_is_named():
    (finding,) = read(EXTERNAL).errors
    assert (finding.code, finding.row) == ("missing-file", 4)
    assert "towns.csv" in finding.message


def test_geojson_is_a_table():
    content = b"""{"type": "FeatureCollection", "features": [{"type": "Feature", "id": 7,
      "properties": {"title": "School"}, "geometry": {"type": "Point", "coordinates": [71.4, 51.1]}
      }]}"""
    form = form_of(
        sheets(survey=[SURVEY, ["select_one_from_file st.geojson", "s", "S?"]]),
        {"st.geojson": content},
    )
    assert form.files[0].columns == ("title", "geometry", "id")
    question = form.question("s")
    assert isinstance(question, SelectOne)
    assert question.from_file == FileList(file="st.geojson", value="id", label="title")


def test_other_files_are_kept_by_their_hash():
    form = form_of(sheets(), {"map.png": b"\x89PNG"})
    assert [(file.name, file.columns) for file in form.files] == [("map.png", ())]
