"""In which district, town or neighbouring place a shared location lies."""

from __future__ import annotations

from math import hypot
from typing import Annotated, Final

import yaml
from msgspec import Meta, Struct, ValidationError, convert

Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]

KM_PER_DEGREE: Final = (111.2, 64.8)
"""Of latitude, and of longitude at 54.4° north, where Gdańsk lies; far away it does not matter."""

GDANSK: Final = ((54.27, 54.45), (18.43, 18.95))
"""Degrees of latitude and longitude between which a point without a district is still somewhere in Gdańsk."""


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """A code of the list district with its centres in degrees and how far they reach."""

    code: str
    max_km: Annotated[float, Meta(gt=0)]
    centres: tuple[tuple[Latitude, Longitude], ...]


class Places(Struct, frozen=True):
    """All places; several may share a code."""

    all: tuple[Place, ...]


def read_places(source: str) -> Places:
    """Read the text of places.yaml; raises ValueError with one sentence."""
    try:
        return Places(convert(yaml.safe_load(source), tuple[Place, ...]))
    except yaml.YAMLError as error:
        raise ValueError(f"places.yaml: this is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        raise ValueError(f"places.yaml: {error}") from error


def nearest(places: Places, latitude: float, longitude: float) -> str:
    """Return the code of the nearest place among those that reach a point, given in degrees (WGS 84).

    Where none does it is "gdansk_other" around Gdańsk and "" elsewhere, also for what is no point on Earth.
    """
    near = (
        (distance, place.code)
        for place in places.all
        for centre in place.centres
        if (distance := _km(centre, latitude, longitude)) <= place.max_km
    )
    elsewhere = "gdansk_other" if _around_gdansk(latitude, longitude) else ""
    return min(near, default=(0.0, elsewhere))[1]


def _km(centre: tuple[float, float], latitude: float, longitude: float) -> float:
    north, east = KM_PER_DEGREE
    return hypot((latitude - centre[0]) * north, (longitude - centre[1]) * east)


def _around_gdansk(latitude: float, longitude: float) -> bool:
    (south, north), (west, east) = GDANSK
    return south <= latitude <= north and west <= longitude <= east
