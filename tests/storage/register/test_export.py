"""The register as a file: columns, cells, and the same bytes every time."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from storage.register.entry import Entry, entry
from storage.register.export import COLUMNS, entries, to_csv, to_json, to_xlsx
from storage.register.flush import flush
from storage.store import Chat
from tests.storage.conftest import BOT, House, report, send

if TYPE_CHECKING:
    from pathlib import Path

    from flows.model import Report
    from flows.questionnaire import Taxonomy
    from storage.store import Store

DESIGNED = (
    "period, source, role, grounds, ground_details, bias_indicators, incident_types, class, odihr_type, "
    "odihr_bias, odihr_eligible, pl_penal_code_ground, sphere, place_type, district, area, time_band, "
    "frequency, perpetrators, perpetrator_count, victims_count, harms, reported_elsewhere, "
    "reasons_not_reported, reporter_knowledge, bystander_reaction, institution_type, needs, age_band, outcome"
)
REPORTS = [
    report(ground="sex age", incident_type="threat verbal_insult", bias_indicator="slurs", district="oliwa"),
    report(ground="age", incident_type="other"),
    report(incident_type="online_hate", age_band="18_29"),
    report(ground="disability", place_type="school"),
    report(ground="disability", place_type="school"),
]


def samples(taxonomy: Taxonomy) -> list[Entry]:
    return [entry(each, taxonomy, "2026-07") for each in REPORTS[:3]]


def test_the_columns_are_those_of_the_design() -> None:
    assert ", ".join(COLUMNS) == DESIGNED


def test_json_holds_lists_null_and_truth(taxonomy: Taxonomy) -> None:
    [first, second, third] = json.loads(to_json(samples(taxonomy)))
    assert tuple(first) == COLUMNS
    assert first["grounds"] == ["sex", "age"]
    assert first["class"] == "criminal_offence"
    assert first["odihr_eligible"] is True
    assert (second["odihr_bias"], third["odihr_bias"]) == ([], None)
    assert (third["grounds"], third["area"], third["age_band"]) == (None, "online", "18_29")


def test_csv_joins_several_codes_and_leaves_null_empty(taxonomy: Taxonomy) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(samples(taxonomy)).decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["grounds"] == "sex;age"
    assert rows[0]["incident_types"] == "verbal_insult;threat"
    assert (rows[0]["odihr_eligible"], rows[1]["odihr_eligible"]) == ("true", "false")
    assert (rows[2]["grounds"], rows[2]["district"]) == ("", "online")


def test_xlsx_holds_the_cells_of_the_csv(taxonomy: Taxonomy) -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx(samples(taxonomy)))).active
    assert sheet is not None
    found = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert found == list(csv.reader(io.StringIO(to_csv(samples(taxonomy)).decode(), newline="")))


def test_xlsx_names_no_author_and_no_time(taxonomy: Taxonomy) -> None:
    book = zipfile.ZipFile(io.BytesIO(to_xlsx(samples(taxonomy))))
    core = book.read("docProps/core.xml").decode()
    assert "creator" not in core
    assert core.count("1980-01-01T00:00:00Z") == core.count("<dcterms:") == 2
    assert {part.date_time for part in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_empty_register_has_its_columns_only() -> None:
    assert json.loads(to_json([])) == []
    assert to_csv([]).decode() == ",".join(COLUMNS) + "\r\n"
    sheet = load_workbook(io.BytesIO(to_xlsx([]))).active
    assert sheet is not None
    assert list(sheet.iter_rows(values_only=True)) == [COLUMNS]


async def filled(house: House, taxonomy: Taxonomy, reports: list[Report]) -> Store:
    store = await house.open()
    for number, each in enumerate(reports, 1):
        await send(store, Chat(BOT, number), each)
    await flush(store, taxonomy, datetime(2026, 7, 20, tzinfo=UTC), 5, ZoneInfo("Europe/Warsaw"))
    return store


async def test_the_same_register_gives_the_same_bytes_whatever_came_first(
    tmp_path: Path, taxonomy: Taxonomy
) -> None:
    there, back = House(tmp_path / "there"), House(tmp_path / "back")
    one = await entries(await filled(there, taxonomy, REPORTS))
    other = await entries(await filled(back, taxonomy, REPORTS[::-1]))
    assert len(one) == len(REPORTS)
    assert one == other
    for write in (to_json, to_csv, to_xlsx):
        assert write(one) == write(other)
    await there.close()
    await back.close()
