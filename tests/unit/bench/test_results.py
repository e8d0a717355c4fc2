"""Numbers become figures, verdicts and tables without being made prettier."""

import pytest
from msgspec import structs

from bench.plot import PEER, bars, draw
from bench.report import BEGIN, END, number, of_goals, put_between_markers
from bench.results import OURS, Figure, Result, Sample, quantile, sample_of_many, sample_of_runs


def figure(ours, *, goal=None, better="lower", peer=None, against=None):
    samples = {OURS: Sample(ours, ours, ours, 5)}
    if peer is not None:
        samples["Peer"] = Sample(peer, peer, peer, 5)
    return Figure("thing", "ms", samples, better=better, goal=goal, against=against or {})


def renamed(one):
    """The figure with the peer that is drawn."""
    samples = {PEER if name == "Peer" else name: sample for name, sample in one.samples.items()}
    return structs.replace(one, samples=samples)


def test_a_quantile_is_one_of_the_values():
    values = list(range(1, 101))
    assert [quantile(values, share) for share in (0, 0.5, 0.99, 1)] == [1, 50, 99, 100]
    assert quantile([7.0], 0.99) == 7.0


def test_a_sample_of_runs_is_their_median_and_extremes():
    assert sample_of_runs([3.0, 1.0, 9.0]) == Sample(3.0, 1.0, 9.0, 3)


def test_a_sample_of_many_takes_all_values_together():
    assert sample_of_many([[1, 2, 3], [10, 20, 30]], 0.5) == Sample(3, 2, 20, 2)


@pytest.mark.parametrize(
    ("ours", "better", "met"),
    [(2, "lower", True), (2.1, "lower", False), (2, "higher", True), (1.9, "higher", False)],
)
def test_a_goal_is_met_or_missed(ours, better, met):
    assert figure(ours, goal=2, better=better).is_met() is met
    assert figure(ours, better=better).is_met() is None


def test_a_missed_goal_is_called_missed():
    table = of_goals([Result("case", "Case", [figure(3, goal=2, peer=1.5), figure(9)])])
    assert table.splitlines()[2:] == ["| thing | ≤ 2 ms | 3 | Peer 1.5 (2.00) | **missed** |"]


@pytest.mark.parametrize(
    ("ours", "better", "verdict"),
    [(6, "higher", "reached"), (5.9, "higher", "**missed**"), (6.1, "lower", "**missed**")],
)
def test_a_goal_may_be_a_multiple_of_a_peer(ours, better, verdict):
    thing = figure(ours, better=better, peer=3, against={"Peer": 2, "Nobody": 1})
    rows = of_goals([Result("case", "Case", [thing])]).splitlines()[2:]
    assert [row.split(" | ")[-1].strip(" |") for row in rows] == [verdict]


def test_bars_are_longer_the_better_ours_is_and_only_of_goals():
    fast = figure(10, better="higher", peer=2, against={PEER: 3}), figure(2, goal=3, peer=10)
    results = [Result("case", "Case", [renamed(one) for one in (*fast, figure(1, peer=2))])]
    assert [bar.times for bar in bars(results)] == [5, 5]
    assert draw(bars(results)).count('class="better"') == 2


def test_there_is_no_ratio_to_nothing():
    assert figure(3, peer=0).ratio_to("Peer") is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (0.12345, "0.123"), (4.567, "4.57"), (62_832.4, "62,832"), (-250.0, "-250")],
)
def test_numbers_have_three_digits_that_count(value, shown):
    assert number(value) == shown


def test_tables_replace_what_was_between_the_markers():
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert put_between_markers(page, "new") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    with pytest.raises(ValueError, match="bench: begin"):
        put_between_markers("no markers", "new")
