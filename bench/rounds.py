"""What every case shares: sizes, contenders, a folder, and taking turns."""

import tempfile
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from bench.contenders.contender import Contender, Server
from bench.contenders.hosting import Hosting
from bench.load.generator import BUSY, Connection
from bench.people import Population, Shape
from bench.plan import Plan
from bench.process import Process, running
from bench.results import OURS, Figure, figure_of

T = TypeVar("T")
C = TypeVar("C", bound=Server)


class Bench(NamedTuple):
    """What a case gets. `notes` is for what its reader must know."""

    plan: Plan
    contenders: Sequence[Contender]
    folder: Path
    notes: list[str]


async def take_turns(
    bench: Bench,
    contenders: Sequence[C],
    measure: Callable[[C], Awaitable[T]],
    *,
    repeats: int | None = None,
) -> dict[str, list[T]]:
    """Measure each contender once a repeat, ours and theirs in turn, every other time backwards.

    `repeats`: so many instead of the plan's. A peer that breaks is noted and left out; ours may
    not break.
    """
    runs: dict[str, list[T]] = {one.name: [] for one in contenders}
    for repeat in range(repeats or bench.plan.repeats):
        for one in contenders if repeat % 2 == 0 else reversed(contenders):
            if one.name not in runs:
                continue
            try:
                runs[one.name].append(await measure(one))
            except Exception as error:
                if one.name == OURS:
                    raise
                traceback.print_exception(error)
                bench.notes.append(f"{one.name} broke: {error!r}")
                del runs[one.name]
    return runs


class Hosted(NamedTuple):
    """A running server and who uses it."""

    host: Hosting
    process: Process
    population: Population

    def connections(self, text: str = "", behind: int | None = None) -> list[Connection]:
        """One for each person; when told to, it asks what `text` says. See `Hosting.opening`."""
        port = self.process.port
        people = self.population.people
        return [self.host.connection(port, person, text, behind) for person in people]

    def in_thread(self, number: int, texts: Sequence[str]) -> list[Connection]:
        """Everyone in the one thread; the first people ask what `texts` say."""
        place, said = self.population.places[number], dict(enumerate(texts))
        return [
            self.host.connection(
                self.process.port, person._replace(place=place), said.get(index, "")
            )
            for index, person in enumerate(self.population.people)
        ]


class Home(NamedTuple):
    """A data folder, the people in it, and who serves them."""

    host: Hosting
    data: Path
    population: Population


async def populated(bench: Bench, host: Hosting, shape: Shape) -> Home:
    """A new data folder with such people."""
    data = Path(tempfile.mkdtemp(dir=bench.folder)) / "data"
    return Home(host, data, await host.populate(data, shape))


@asynccontextmanager
async def serving(bench: Bench, home: Home) -> AsyncGenerator[Hosted]:
    """A server for these people, as long as the block."""
    async with running(home.host.command(home.data), bench.folder / "log") as process:
        yield Hosted(home.host, process, home.population)


@asynccontextmanager
async def hosted(bench: Bench, host: Hosting, shape: Shape) -> AsyncGenerator[Hosted]:
    """A server of its own with people of its own, as long as the block."""
    async with serving(bench, await populated(bench, host, shape)) as server:
        yield server


async def prepared(*hosts: Hosting) -> list[Hosting]:
    """These servers, ready to be started. Raises Unavailable."""
    for host in hosts:
        await host.prepare()
    return list(hosts)


def load_figure(bench: Bench, runs: Mapping[str, Sequence[float]]) -> Figure:
    """How busy the load was; a note says where it may be what was measured."""
    for name, shares in runs.items():
        if shares and max(shares) > BUSY:
            bench.notes.append(
                f"**Beside {name} the load used {max(shares):.0%} of its core: it may be the limit.**"
            )
    return figure_of("the load's own core", "%", runs, lambda share: share * 100)


async def start_all(
    stack: AsyncExitStack, bench: Bench, contenders: Sequence[Contender]
) -> dict[str, Process]:
    """Every contender running, each with a fresh folder; they end with the stack."""
    return {
        one.name: await stack.enter_async_context(
            running(one.command(bench.folder / f"{one.name} data"), bench.folder / "log")
        )
        for one in contenders
    }
