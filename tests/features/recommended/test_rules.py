"""The numbers of a recommendation: those that the decision gives the reasons of."""

import math
import re
from pathlib import Path

from freelancerclub.features.recommended.rules import BEST_RATED, DOUBT, ENOUGH, HALF_LIFE, MILES, RINGS, WEIGHTS

DECISION = " ".join(
    (Path(__file__).parents[3] / "docs/decisions/0023-who-is-recommended.md").read_text("utf-8").split()
)


def test_the_weights_are_those_of_the_decision_and_make_a_whole():
    assert {part: float(weight) for part, weight in re.findall(r"\| (\w+) \| (0\.\d\d) \|", DECISION)} == WEIGHTS
    assert math.isclose(sum(WEIGHTS.values()), 1)


def test_each_part_falls_off_as_the_decision_says():
    assert f"e to the power of −miles / {MILES};" in DECISION
    assert f"one half to the power of days since last seen / {HALF_LIFE} |" in DECISION
    assert f"× reviews / (reviews + {DOUBT}):" in DECISION


def test_one_looks_farther_until_there_are_enough():
    first, *wider = [miles for miles, _ in RINGS]
    assert f"The people within {first} miles are counted; where they are fewer than {ENOUGH} those" in DECISION
    assert f"those within {', then '.join(map(str, wider))}." in DECISION
    assert [first, *wider] == sorted({first, *wider})


def test_a_wide_ring_has_the_large_cells():
    """Of the two sizes that the index holds."""
    assert {cell for _, cell in RINGS} == {"0.1", "1"} and all(f"({cell}°)" in DECISION for _, cell in RINGS)
    assert [float(cell) for _, cell in RINGS] == sorted(float(cell) for _, cell in RINGS)


def test_where_the_place_does_not_matter_the_best_rated_are_compared():
    assert f"it is the {BEST_RATED:,} best rated of each discipline" in DECISION
