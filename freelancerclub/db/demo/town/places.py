"""Real cities with their true coordinates, half of them in the United Kingdom as the marketplace is."""

from typing import NamedTuple


class Place(NamedTuple):
    """Where somebody lives; `weight` is how many live there in comparison."""

    city: str
    country: str
    latitude: float
    longitude: float
    language: str
    weight: int

    @property
    def written(self) -> str:
        """As an address search writes it: `York, United Kingdom`."""
        return f"{self.city}, {self.country}"


UK = "United Kingdom"
PLACES = (
    Place("London", UK, 51.50735, -0.12776, "english", 24),
    Place("Manchester", UK, 53.48076, -2.24263, "english", 10),
    Place("Leeds", UK, 53.80076, -1.54908, "english", 9),
    Place("York", UK, 53.95997, -1.08730, "english", 8),
    Place("Birmingham", UK, 52.48624, -1.89040, "english", 8),
    Place("Bristol", UK, 51.45451, -2.58791, "english", 7),
    Place("Liverpool", UK, 53.40837, -2.99157, "english", 6),
    Place("Sheffield", UK, 53.38113, -1.47009, "english", 5),
    Place("Newcastle upon Tyne", UK, 54.97825, -1.61778, "english", 5),
    Place("Nottingham", UK, 52.95478, -1.15811, "english", 4),
    Place("Brighton", UK, 50.82253, -0.13716, "english", 5),
    Place("Oxford", UK, 51.75202, -1.25773, "english", 3),
    Place("Cambridge", UK, 52.20534, 0.12182, "english", 3),
    Place("Norwich", UK, 52.63089, 1.29735, "english", 2),
    Place("Plymouth", UK, 50.37550, -4.14260, "english", 2),
    Place("St Ives", UK, 50.20840, -5.49090, "english", 1),
    Place("Harrogate", UK, 53.99212, -1.54182, "english", 2),
    Place("Kingston upon Hull", UK, 53.76762, -0.32740, "english", 2),
    Place("Edinburgh", UK, 55.95325, -3.18827, "scots", 7),
    Place("Glasgow", UK, 55.86424, -4.25181, "scots", 7),
    Place("Aberdeen", UK, 57.14972, -2.09428, "scots", 2),
    Place("Inverness", UK, 57.47777, -4.22472, "scots", 1),
    Place("Cardiff", UK, 51.48158, -3.17909, "welsh", 4),
    Place("Swansea", UK, 51.62144, -3.94365, "welsh", 2),
    Place("Belfast", UK, 54.59729, -5.93012, "irish", 4),
    Place("Dublin", "Ireland", 53.34981, -6.26031, "irish", 4),
    Place("Cork", "Ireland", 51.89689, -8.48632, "irish", 1),
    Place("Paris", "France", 48.85661, 2.35222, "french", 3),
    Place("Lyon", "France", 45.76404, 4.83566, "french", 1),
    Place("Barcelona", "Spain", 41.38506, 2.17340, "spanish", 2),
    Place("Madrid", "Spain", 40.41678, -3.70379, "spanish", 2),
    Place("Lisbon", "Portugal", 38.72225, -9.13934, "portuguese", 2),
    Place("Berlin", "Germany", 52.52001, 13.40495, "german", 3),
    Place("München", "Germany", 48.13513, 11.58198, "german", 1),
    Place("Copenhagen", "Denmark", 55.67610, 12.56834, "nordic", 1),
    Place("Reykjavík", "Iceland", 64.14658, -21.94263, "nordic", 1),
    Place("Helsinki", "Finland", 60.16986, 24.93838, "nordic", 1),
    Place("Kraków", "Poland", 50.06465, 19.94498, "polish", 2),
    Place("Milan", "Italy", 45.46420, 9.18998, "italian", 2),
    Place("Istanbul", "Turkey", 41.00824, 28.97836, "turkish", 1),
    Place("Mumbai", "India", 19.07598, 72.87766, "indian", 2),
    Place("Cairo", "Egypt", 30.04442, 31.23571, "arabic", 1),
    Place("Lagos", "Nigeria", 6.52438, 3.37921, "african", 1),
    Place("Nairobi", "Kenya", -1.29207, 36.82195, "african", 1),
    Place("Cape Town", "South Africa", -33.92487, 18.42406, "african", 1),
    Place("New York", "United States", 40.71278, -74.00597, "english", 3),
    Place("Los Angeles", "United States", 34.05223, -118.24368, "spanish", 2),
    Place("Honolulu", "United States", 21.30694, -157.85833, "pacific", 1),
    Place("Toronto", "Canada", 43.65323, -79.38318, "english", 2),
    Place("São Paulo", "Brazil", -23.55052, -46.63331, "portuguese", 1),
    Place("Buenos Aires", "Argentina", -34.60372, -58.38159, "spanish", 1),
    Place("Tokyo", "Japan", 35.67620, 139.65031, "east asian", 1),
    Place("Seoul", "South Korea", 37.56654, 126.97797, "east asian", 1),
    Place("Hà Nội", "Vietnam", 21.02776, 105.83416, "east asian", 1),
    Place("Melbourne", "Australia", -37.81363, 144.96306, "english", 2),
    Place("Auckland", "New Zealand", -36.85088, 174.76449, "pacific", 1),
    Place("Funafuti", "Tuvalu", -8.52425, 179.19417, "pacific", 1),
    Place("Suva", "Fiji", -18.14161, 178.44190, "pacific", 1),
    Place("Nukuʻalofa", "Tonga", -21.13938, -175.20179, "pacific", 1),
)
# A country's middle, for jobs that can be done anywhere in it.
COUNTRY = Place("", UK, 55.37805, -3.43597, "english", 0)
