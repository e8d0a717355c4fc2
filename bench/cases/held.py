"""Ten thousand people stay connected for ten minutes; then as many as the machine allows."""

from bench.contenders.hosting import Hosting
from bench.contenders.instar import Instar
from bench.load.generator import Connection, Generator, Seen
from bench.people import Shape
from bench.results import OURS, Figure, Result, figure_of_one
from bench.rounds import Bench, Hosted, hosted, load_figure, prepared

HELD, MORE = "held", "more"
ECHOES = 200.0
"""A second, by one connection after the other."""
BRIEFLY = 20.0
SECONDS = 300.0


async def measure(bench: Bench) -> Result:
    """Each person has a thread open. An echo is `thread.read` and its `ack`."""
    plan = bench.plan
    (host,) = await prepared(Instar())
    async with (
        Generator.start(bench.folder) as generator,
        hosted(bench, host, Shape(plan.most, plan.most)) as server,
    ):
        connections = _echoing(host, server)
        port = server.process.port
        await generator.open(HELD, port, connections[: plan.held], seconds=SECONDS)
        await generator.reset()
        held = await generator.echo(HELD, ECHOES, plan.held_seconds)
        rest = connections[plan.held :]
        most = await _try_more(bench, generator, port, rest)
    figures = _figures(f"{plan.held:,} for {plan.held_seconds:g} s", held)
    figures.append(figure_of_one(f"of {plan.most:,} connected", "", most.ready, better="higher"))
    figures += _figures(f"{most.ready:,} for {BRIEFLY:g} s", most)
    busy = load_figure(bench, {OURS: [held.busy, most.busy]})
    return Result("held", "Connections that are held", [*figures, busy], notes=["¹ One run."])


def _echoing(host: Hosting, server: Hosted) -> list[Connection]:
    return [host.echoing(server.process.port, person) for person in server.population.people]


async def _try_more(
    bench: Bench, generator: Generator, port: int, connections: list[Connection]
) -> Seen:
    """As many more as come in, then echoes on those that were there before."""
    try:
        await generator.open(MORE, port, connections, seconds=SECONDS)
    except ConnectionError as error:
        bench.notes.append(str(error))
    await generator.reset()
    return await generator.echo(HELD, ECHOES, BRIEFLY)


def _figures(name: str, seen: Seen) -> list[Figure]:
    return [
        figure_of_one(f"{name}: connections lost", "", seen.lost, goal=0),
        figure_of_one(f"{name}: echoes answered", "", seen.acks, better="higher"),
        figure_of_one(f"{name}: echo, p50", "ms", seen.end.p50),
        figure_of_one(f"{name}: echo, p99", "ms", seen.end.p99, goal=100),
    ]
