"""What a measurement found, as it is kept in `bench/results/`."""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from bench.cases import EVERY

T = TypeVar("T")
OURS = "Instar"
RESULTS = Path(__file__).parent / "results"


class Sample(Struct, frozen=True):
    """One contender's figure: `low` and `high` are the extremes of its `runs` repeats."""

    value: float
    low: float
    high: float
    runs: int


class Figure(Struct, frozen=True):
    """One thing that was measured, for every contender that can do it.

    `goal` is a limit of ours; `against` has limits of ours as a multiple of a peer's.
    """

    name: str
    unit: str
    samples: dict[str, Sample]
    better: Literal["lower", "higher"] = "lower"
    goal: float | None = None
    against: dict[str, float] = {}

    def is_met(self) -> bool | None:
        """Whether our figure reaches its goal; None when there is none."""
        return None if self.goal is None else self._reaches(self.samples[OURS].value, self.goal)

    def is_met_against(self, peer: str) -> bool | None:
        """Whether it reaches its goal beside that peer; None when that was not measured."""
        ratio = self.ratio_to(peer) if peer in self.samples else None
        return None if ratio is None else self._reaches(ratio, self.against[peer])

    def ratio_to(self, peer: str) -> float | None:
        """Our figure as a multiple of the peer's; None where there is nothing to divide by."""
        theirs = self.samples[peer].value
        return self.samples[OURS].value / theirs if theirs else None

    def _reaches(self, value: float, limit: float) -> bool:
        return value <= limit if self.better == "lower" else value >= limit


class Result(Struct, frozen=True):
    """A case. `peers` are the versions measured; `notes` say what is special about this run."""

    case: str
    title: str
    figures: list[Figure]
    peers: dict[str, str] = {}
    notes: list[str] = []
    commit: str = ""
    measured_at: str = ""
    seconds: float = 0.0


class Machine(Struct, frozen=True):
    """Where the numbers come from."""

    cpu: str
    cores: int
    memory_gb: float
    kernel: str
    python: str
    sqlite: str
    node: str
    browser: str
    fsync_ms: float
    loop_ms: list[float]


class Run(Struct, frozen=True):
    """The newest result of each case."""

    machine: Machine
    results: list[Result]


def sample_of_runs(values: Sequence[float]) -> Sample:
    """The median of one value a repeat."""
    return Sample(statistics.median(values), min(values), max(values), len(values))


def sample_of_many(runs: Sequence[Sequence[float]], share: float) -> Sample:
    """A quantile of all values of all repeats; the extremes are those of the repeats' own."""
    each = [quantile(run, share) for run in runs]
    return Sample(
        quantile([value for run in runs for value in run], share), min(each), max(each), len(runs)
    )


def figure_of(
    name: str, unit: str, runs: Mapping[str, Sequence[T]], value: Callable[[T], float], **more: Any
) -> Figure:
    """A figure of one value a repeat; `more` is its goals and what is better."""
    samples = {
        one: sample_of_runs([float(value(run)) for run in repeats]) for one, repeats in runs.items()
    }
    return Figure(name, unit, samples, **more)


def figure_of_one(name: str, unit: str, value: float, **more: Any) -> Figure:
    """A figure of ours that was measured once."""
    return figure_of(name, unit, {OURS: [value]}, float, **more)


def quantile(values: Sequence[float], share: float) -> float:
    """The least value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def file_of(*, quick: bool) -> Path:
    """Quick runs are kept apart: nobody shall take their numbers for the real ones."""
    return RESULTS / ("quick.json" if quick else "latest.json")


def load_run(path: Path) -> Run | None:
    """The run kept at `path`, if any."""
    return msgspec.json.decode(path.read_bytes(), type=Run) if path.exists() else None


def save_result(path: Path, machine: Machine, result: Result) -> None:
    """Keep a result in place of the case's older one, and of cases that there are no longer none."""
    before = load_run(path)
    kept = {one.case: one for one in before.results} if before else {}
    kept[result.case] = result
    run = Run(machine, [kept[case] for case in EVERY if case in kept])
    path.write_bytes(msgspec.json.format(msgspec.json.encode(run), indent=2) + b"\n")
