"""What the bench promises, shows and draws of what it has measured."""

from xml.etree import ElementTree

import pytest

from bench import page
from bench.cases import CALLS, CASES, THREADS, Caller
from bench.chart import chart
from bench.measure import Beside, Result
from bench.report import Report
from bench.rivals import EVERYBODY, cells, promises_of, saved
from bench.searches import Timed


def measured(name: str, ours: float, **peers: float) -> Result:
    """Two rounds of a case, microseconds of server and as much again of PostgreSQL."""

    def rounds(micro: float) -> list[float]:
        return [micro / 1e6, micro * 1.1 / 1e6]

    result = Result(CASES[name], api=rounds(ours), database=rounds(ours), paced=rounds(50), rates=[100.0, 120.0])
    result.latencies = [0.001, 0.002]
    result.requests = 100
    for peer, micro in peers.items():
        result.peers[peer] = Beside(rounds(micro), rounds(micro), [10.0, 10.0])
    return result


def test_ours_has_to_be_first_and_of_a_log_in_nearly() -> None:
    results = [
        measured("log-in", 104, django=200, php=100),
        measured("list", 101, django=9_000, php=100),
        measured("board", 99, django=9_000, php=100),
        measured("applicants", 99, django=50),  # none of the eight
    ]
    assert [kept for _, kept in promises_of(results)] == [True, False, True]
    assert not promises_of([measured("log-in", 106, php=100)])[0][1]


def test_first_is_who_the_promise_says() -> None:
    """Also where the medians of all rounds, taken apart, would say something else."""
    result = measured("reply", 100, django=900, php=100)
    result.api, result.peers["php"].api = [95e-6, 300e-6, 105e-6], [100e-6, 310e-6, 80e-6]
    result.database = result.peers["php"].database = [0.0] * 3
    result.peers["django"] = Beside([900e-6] * 3, [0.0] * 3)
    result.paced = [50e-6] * 3
    assert cells(result)[-1] == "ours" and promises_of([result])[0][1]
    assert cells(measured("reply", 101, django=900, php=100))[-1] == "php"


def test_each_server_is_written_to_in_conversations_of_its_own() -> None:
    everywhere = Caller("a@example.com", "", "", threads=tuple(range(3 * THREADS)))
    shares = [everywhere.at(place).threads for place in range(3)]
    assert [len(share) for share in shares] == [THREADS] * 3
    assert set(everywhere.threads) == set().union(*shares)


def test_a_twentieth_is_asked_of_django_alone() -> None:
    report = Report(1_000, [measured("list", 100, django=1_900, php=50)])
    missed = [sentence for sentence, kept in report.promises() if not kept]
    assert any("Django REST framework takes 19.0 times" in sentence for sentence in missed)


@pytest.mark.parametrize(("took", "kept"), [(0.0015, True), (0.0016, False)])
def test_what_may_not_grow_is_compared_with_the_smaller_town(took: float, kept: bool) -> None:
    timed = Timed("reply", over_http=took, growth=1.5)
    assert Report(1_000_000, [], searches=[timed], smaller={"reply": 0.001}).promises()[0][1] is kept
    assert Report(1_000_000, [], searches=[timed]).promises() == []


def test_without_http_a_promise_is_about_the_statement() -> None:
    timed = Timed("matching one new job", matches=7, statement=0.3, promised=0.2)
    assert Report(1_000_000, [], searches=[timed]).promises() == [
        ("matching one new job: 7 matches in 300.0 ms (p50), at most 200", False)
    ]


def a_run(people: int, reply: float, workers: int = 1) -> page.Run:
    results = [measured(name, 100, django=5_000) for name in CALLS]
    return {
        "people": people,
        "workers": workers,
        "town": {"people": people, "jobs": 10},
        "cases": [],
        "rivals": saved(results),
        "skipped": {"PHP": "this machine has no php-fpm"},
        "searches": [
            {
                "search": "reply",
                "matches": None,
                "p50": reply,
                "statement_p50": None,
                "statement_cpu": None,
                "promised": None,
                "grown": None,
                "growth": 1.5,
            }
        ],
        "promises": [{"promise": "something", "kept": False}],
    }


def test_a_page_tells_how_much_longer_something_takes_in_the_larger_town() -> None:
    (heading, lines), (beside, rivals) = page.sections(a_run(1_000_000, 0.003), a_run(100_000, 0.002))
    assert heading == "## Among 1,000,000 people\n" and "| reply |  | 3.0 |  |  |  | 1.50 of 1.5 |" in lines
    assert "0 of 1 kept; missed:\n\n* something" in lines
    assert beside == "## Beside its rivals\n"
    assert rivals.count("\n| ") == 9 and "PHP is left out: this machine has no php-fpm." in rivals


def test_a_run_with_more_workers_is_only_beside_its_rivals() -> None:
    ((heading, lines),) = page.sections(a_run(100_000, 0.002, workers=2))
    assert heading == "## Beside its rivals, with 2 workers\n" and "(rivals-2.svg)" in lines


def test_a_section_takes_the_place_of_the_former_one() -> None:
    text = "# The bench\n\n## One\n\nold\n\n## Two\n\nstays\n"
    assert page.put(text, "## One\n", "new\n") == "# The bench\n\n## One\n\nnew\n\n## Two\n\nstays\n"
    assert page.put(text, "## Two\n", "new\n") == "# The bench\n\n## One\n\nold\n\n## Two\n\nnew\n"
    assert page.put(text, "## Three\n", "more\n") == f"{text}\n## Three\n\nmore\n"


def test_streams_fill_their_line() -> None:
    run = {"streams": 1_000, "megabytes": 30.4, "percent": 0.5, "percent_without": 0.2, "reached": 2.62}
    text = "| idle | memory |\n|--:|--:|\n| 1,000 | 1 MB | 9 % | 9 % | 9 s |\n\nrest\n"
    assert "| 1,000 | 30 MB | 0.50 % | 0.20 % | 2.6 s |\n\nrest" in page.put_streams(text, run)


def test_a_chart_draws_everybody_within_itself() -> None:
    results = [measured("list", 100, django=9_000), measured("reply", 900, django=1_000, php=500)]
    drawn = ElementTree.fromstring(chart(saved(results), EVERYBODY, "A & B"))
    bars = [one for one in drawn.iter("{http://www.w3.org/2000/svg}rect") if one.get("class") != "page"]
    assert len(bars) == 2 * (3 + 4)
    assert all(float(one.get("x", 0)) + float(one.get("width", 0)) < float(drawn.get("width", 0)) for one in bars)
    assert all(float(one.get("y", 0)) + float(one.get("height", 0)) < float(drawn.get("height", 0)) for one in bars)
    assert "A & B" in "".join(drawn.itertext())
