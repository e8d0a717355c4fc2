"""Results as tables: on the terminal, and between the markers of docs/performance.md with a plot.

python -m bench.report
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.plot import bars, draw
from bench.results import OURS, Figure, Machine, Result, Run, Sample, file_of, load_run

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "performance.md"
PLOT = DOCS / "images" / "performance.svg"
NOTHING, TIMES = "–", "×"  # noqa: RUF001
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def of_run(run: Run) -> str:
    """The machine, the goals, and a table for each case."""
    parts = [of_machine(run.machine), of_goals(run.results), *map(of_result, run.results)]
    return "\n\n".join(part for part in parts if part)


def of_machine(machine: Machine) -> str:
    """Where the numbers come from, in two sentences."""
    slow, fast = max(machine.loop_ms), min(machine.loop_ms)
    return (
        f"Machine: {machine.cpu}, {machine.cores} cores, {machine.memory_gb:g} GB, Linux"
        f" {machine.kernel}; Python {machine.python}, SQLite {machine.sqlite}, Node {machine.node},"
        f" {machine.browser}. A durable 4 KiB append took {machine.fsync_ms:g} ms; a fixed loop"
        f" took {fast:g} to {slow:g} ms at the beginning of the newest case."
    )


def of_goals(results: list[Result]) -> str:
    """Every figure that has a goal, with its verdict."""
    figures = [figure for result in results for figure in result.figures]
    rows = [row for figure in figures for row in _goals(figure)]
    if not rows:
        return ""
    return _table(["goal", "limit", "Instar", "peers (Instar / peer)", "verdict"], rows)


def of_result(result: Result) -> str:
    """One case: a row a figure, a column a contender."""
    names = list(dict.fromkeys(name for figure in result.figures for name in figure.samples))
    head = ["", *names, *(f"Instar / {name}" for name in names if name != OURS)]
    rows = [
        [
            ", ".join(filter(None, (figure.name, figure.unit))),
            *_cells(figure, names),
            *_ratios(figure, names),
        ]
        for figure in result.figures
    ]
    said = [f"Commit {result.commit}, {result.measured_at}, {result.seconds:.0f} s."]
    if result.peers:
        said.append("Peers: " + ", ".join(result.peers.values()) + ".")
    return "\n\n".join([f"### {result.title}", _table(head, rows), " ".join(said + result.notes)])


def number(value: float) -> str:
    """Three digits that count, and no more zeros than needed."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value else "0"


def put_between_markers(page: str, tables: str) -> str:
    """The page with these tables. Raises ValueError when a marker is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def _cells(figure: Figure, names: list[str]) -> Iterator[str]:
    for name in names:
        sample = figure.samples.get(name)
        yield _cell(sample) if sample else NOTHING


def _cell(sample: Sample) -> str:
    if sample.runs == 1:
        return f"{number(sample.value)} ¹"
    return f"{number(sample.value)} [{number(sample.low)}..{number(sample.high)}]"


def _ratios(figure: Figure, names: list[str]) -> Iterator[str]:
    for name in names:
        if name != OURS:
            ratio = figure.ratio_to(name) if name in figure.samples else None
            yield NOTHING if ratio is None else f"{ratio:.2f}"


def _goals(figure: Figure) -> Iterator[list[str]]:
    sign = "≤" if figure.better == "lower" else "≥"
    if figure.goal is not None:
        limit = f"{sign} {number(figure.goal)} {figure.unit}".strip()
        yield [*_goal(figure, limit, figure.samples), _verdict(figure.is_met())]
    for peer, limit in figure.against.items():
        met = figure.is_met_against(peer)
        if met is not None:
            yield [*_goal(figure, f"{sign} {number(limit)} {TIMES} {peer}", [peer]), _verdict(met)]


def _goal(figure: Figure, limit: str, peers: Iterable[str]) -> list[str]:
    compared = "; ".join(_compared(figure, peers)) or NOTHING
    return [figure.name, limit, number(figure.samples[OURS].value), compared]


def _verdict(met: bool | None) -> str:
    return "reached" if met else "**missed**"


def _compared(figure: Figure, peers: Iterable[str]) -> Iterator[str]:
    for name in peers:
        sample = figure.samples[name]
        if name != OURS:
            ratio = figure.ratio_to(name)
            yield f"{name} {number(sample.value)}" + (f" ({ratio:.2f})" if ratio else "")


def _table(head: list[str], rows: list[list[str]]) -> str:
    aligned = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, aligned, *rows])


def main() -> int:
    run = load_run(file_of(quick=False))
    if run is None:
        print("Nothing was measured yet: run `make bench`.", file=sys.stderr)
        return 1
    PAGE.write_text(put_between_markers(PAGE.read_text(), of_run(run)))
    PLOT.write_text(draw(bars(run.results)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
