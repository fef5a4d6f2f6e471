"""A shared location becomes the code of a district or town, and nothing finer."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.places import nearest, read_places
from flows.reading import read_taxonomy

FLOWS = Path(__file__).parents[2] / "flows"
PLACES = read_places((FLOWS / "places.yaml").read_text(encoding="utf-8"))
TAXONOMY = read_taxonomy((FLOWS / "taxonomy.yaml").read_text(encoding="utf-8"))
CENTRES = [(place.code, centre) for place in PLACES.all for centre in place.centres]
ONE = "- {code: sopot, max_km: 2.5, centres: [[54.44, 18.56]]}"


@pytest.mark.parametrize(("code", "centre"), CENTRES)
def test_a_centre_lies_in_its_own_place(code: str, centre: tuple[float, float]) -> None:
    assert nearest(PLACES, *centre) == code


def test_every_district_and_town_of_the_taxonomy_has_a_place() -> None:
    items = TAXONOMY.lists["district"].values()
    wanted = {item.code for item in items if item.facts["kind"] in ("gdansk_district", "town")}
    assert {place.code for place in PLACES.all} == {*wanted, "other_pomeranian"}


def test_a_neighbouring_place_is_only_known_by_its_region() -> None:
    pruszcz = (54.262, 18.636)
    assert nearest(PLACES, *pruszcz) == "other_pomeranian"


def test_between_two_places_the_nearer_centre_decides() -> None:
    house_of_the_centre = (54.3463, 18.6427)
    assert nearest(PLACES, *house_of_the_centre) == "srodmiescie"


def test_a_point_around_gdansk_that_no_centre_reaches_is_elsewhere_in_gdansk() -> None:
    assert nearest(PLACES, 54.43, 18.75) == "gdansk_other"


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (54.60, 18.90),  # the gulf
        (52.23, 21.01),  # Warsaw
        (50.45, 30.52),  # Kyiv
        (-54.35, 18.65),
        (54.35, 378.65),
        (414.35, 18.65),
        (math.nan, 18.65),
        (54.35, math.nan),
        (math.inf, 18.65),
        (54.35, -math.inf),
        (1e308, 1e308),
    ],
)
def test_at_sea_abroad_or_nowhere_on_earth_there_is_no_district(latitude: float, longitude: float) -> None:
    assert nearest(PLACES, latitude, longitude) == ""


@given(st.floats(), st.floats())
def test_any_two_numbers_give_a_code_of_the_taxonomy_or_nothing(latitude: float, longitude: float) -> None:
    assert nearest(PLACES, latitude, longitude) in {"", *TAXONOMY.lists["district"]}


@given(st.floats(54.2, 54.6), st.floats(18.3, 19.0))
def test_around_gdansk_no_district_is_farther_than_it_reaches(latitude: float, longitude: float) -> None:
    code = nearest(PLACES, latitude, longitude)
    distances = {
        place.code: math.hypot((latitude - north) * 111.2, (longitude - east) * 64.8) / place.max_km
        for place in PLACES.all
        for north, east in place.centres
        if math.hypot((latitude - north) * 111.2, (longitude - east) * 64.8) <= place.max_km
    }
    assert code in (distances or {"", "gdansk_other"})


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("- {", "places.yaml: this is not YAML: "),
        ("code: sopot", "places.yaml: Expected `array`, got `object`"),
        (ONE.replace("max_km: 2.5", "max_km: 0"), "places.yaml: Expected `float` > 0"),
        (ONE.replace("54.44", "544.4"), "places.yaml: Expected `float` <= 90"),
        (ONE.replace("code", "kode"), "places.yaml: Object contains unknown field `kode`"),
    ],
)
def test_a_fault_of_the_file_is_told_in_one_sentence(source: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"places\.yaml") as fault:
        read_places(source)
    assert str(fault.value).startswith(sentence)
    assert "\n" not in str(fault.value)
