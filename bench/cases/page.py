"""The page in a browser: what it weighs, how soon one can write, and what an answer costs it."""

from contextlib import AsyncExitStack
from typing import Any, NamedTuple

from playwright.async_api import Browser

from bench.contenders.chainlit import Chainlit
from bench.contenders.contender import Contender
from bench.contenders.instar import Instar, ask
from bench.page.chromium import Cost, Moments, Watched, Weight, chromium, visit
from bench.page.scroll import Scrolled, scroll_through
from bench.page.streams import Streamed, watch_streams
from bench.page.widgets import Drawn, draw_widgets
from bench.process import running
from bench.results import OURS, Figure, Result, figure_of, figure_of_one
from bench.rounds import Bench, take_turns
from bench.seed import seed_thread

PACE_MS = 20
SLOWEST = 6
"""How many times longer than its stream an answer may take before it is given up."""
STREAMS = 3
NODES = 300
WIDGET_MS = 16
FRAME_MS = 16.7
"""A frame at 60 a second, as a browser tells it."""

WATCHED = {
    OURS: Watched('textarea[aria-label="Message"]', '"turn.end"'),
    Chainlit.name: Watched("#chat-input", '"task_end"'),
}


class Place(NamedTuple):
    """Where a contender's page is, and the cookies that open it."""

    url: str
    cookies: Any


class Visit(NamedTuple):
    """A first and a second navigation."""

    cold: Moments
    warm: Moments
    weight: Weight


async def measure(bench: Bench) -> Result:
    """Ours is served with a plugin that streams Markdown; peers with a page stream the same."""
    plan = bench.plan
    served = Instar("bench.served")
    await served.prepare()
    others = [one for one in bench.contenders if one.name == Chainlit.name]
    contenders: list[Contender] = [served, *others]
    data = bench.folder / f"{OURS} data"
    thread = await seed_thread(data, plan.scrolled)
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(chromium())
        places = {}
        for one in contenders:
            command = one.command(data if one is served else bench.folder / one.name)
            process = await stack.enter_async_context(running(command, bench.folder / "log"))
            places[one.name] = await signed_in(browser, one, process.port)

        async def load(one: Contender) -> Visit:
            return await _visit(browser, WATCHED[one.name], places[one.name])

        async def answer(one: Contender, tokens: int = plan.tokens) -> Cost:
            return await _answer(browser, WATCHED[one.name], places[one.name], tokens)

        visits = await take_turns(bench, contenders, load)
        answers = await take_turns(bench, contenders, answer)
        long = await answer(served, plan.long_tokens)
        async with visit(browser, WATCHED[OURS], places[OURS].cookies) as tab:
            scrolled = await scroll_through(tab, f"{places[OURS].url}t/{thread}", plan.scrolled)
        widgets = [await _widget(browser, places[OURS]) for _ in range(plan.repeats)]
        streamed = [await _stream(browser, places[OURS], plan.tokens) for _ in range(plan.few)]
    return Result(
        "page",
        "The page in Chromium",
        [
            *_loading(visits),
            *_answering(answers, plan.tokens),
            *_once(long, scrolled, bench),
            *_streaming(streamed),
            figure_of(
                f"widget of {NODES} nodes: main thread busy",
                "ms",
                {OURS: widgets},
                lambda one: one.shown,
                goal=WIDGET_MS,
            ),
            figure_of(
                "a copy of its elements: main thread busy",
                "ms",
                {OURS: widgets},
                lambda one: one.copied,
            ),
        ],
        notes=["¹ One run.", _of_scrolling(scrolled)],
    )


def _of_scrolling(seen: Scrolled) -> str:
    return (
        f"Scrolling saw {seen.frames:,} frames; in {seen.waiting} of them a line said that older"
        " messages are being read."
    )


async def signed_in(browser: Browser, one: Contender, port: int) -> Place:
    """Where a contender's page is, with the cookies of somebody who may use it."""
    url = f"http://127.0.0.1:{port}/"
    if one.name != OURS:
        return Place(url, None)
    admin = (await ask(port, "GET", "/me"))["user"]["id"]
    link = await ask(port, "POST", f"/users/{admin}/login-link")
    async with visit(browser, WATCHED[OURS]) as tab:
        await tab.page.goto(link["url"])
        await tab.page.wait_for_url(url)
        return Place(url, await tab.context.storage_state())


async def _visit(browser: Browser, watched: Watched, place: Place) -> Visit:
    async with visit(browser, watched, place.cookies) as tab:
        cold = await tab.go(place.url)
        weight = await tab.weight()
        return Visit(cold, await tab.go(place.url), weight)


async def _answer(browser: Browser, watched: Watched, place: Place, tokens: int) -> Cost:
    async with visit(browser, watched, place.cookies) as tab:
        await tab.go(place.url)
        seconds = 10 + tokens * PACE_MS / 1000 * SLOWEST
        return await tab.answer(f"/markdown {tokens} {PACE_MS}", seconds)


async def _stream(browser: Browser, place: Place, tokens: int) -> Streamed:
    """Frames while so many tokens come; each answer has twice as many, to outlast them."""
    async with visit(browser, WATCHED[OURS], place.cookies) as tab:
        text = f"/markdown {2 * tokens} {PACE_MS}"
        return await watch_streams(tab, place.url, text, STREAMS, tokens * PACE_MS)


async def _widget(browser: Browser, place: Place) -> Drawn:
    async with visit(browser, WATCHED[OURS], place.cookies) as tab:
        return await draw_widgets(tab, place.url, NODES)


def _loading(visits: dict[str, list[Visit]]) -> list[Figure]:
    def figure(name: str, unit: str, value: Any, goal: float | None = None) -> Figure:
        return figure_of(name, unit, visits, value, goal=goal)

    return [
        figure("entry JavaScript, gzip", "kB", lambda one: one.weight.script, 200),
        figure("requests of the first screen", "", lambda one: one.weight.requests),
        figure("navigation to composer, cold", "ms", lambda one: one.cold.composer, 500),
        figure("navigation to connected socket, cold", "ms", lambda one: one.cold.connected, 500),
        figure("long tasks before both, cold", "ms", lambda one: one.cold.long_tasks),
        figure("navigation to composer, warm", "ms", lambda one: one.warm.composer),
        figure("navigation to connected socket, warm", "ms", lambda one: one.warm.connected),
    ]


def _answering(answers: dict[str, list[Cost]], tokens: int) -> list[Figure]:
    answer = f"answer of {tokens:,} tokens"

    def figure(name: str, unit: str, value: Any) -> Figure:
        return figure_of(f"{answer}: {name}", unit, answers, value)

    return [
        figure("main thread busy", "%", lambda one: one.busy * 100),
        figure("of that script", "%", lambda one: one.script * 100),
        figure("long tasks", "", lambda one: one.long_tasks),
        figure("submit to settled", "s", lambda one: one.seconds),
    ]


def _once(long: Cost, scrolled: Scrolled, bench: Bench) -> list[Figure]:
    answer = f"answer of {bench.plan.long_tokens:,} tokens"
    figure = figure_of_one
    return [
        figure(f"{answer}: main thread busy", "%", long.busy * 100, goal=25),
        figure(f"{answer}: of that script", "%", long.script * 100),
        figure(f"{answer}: long tasks", "", long.long_tasks, goal=0),
        figure(f"{answer}: submit to settled", "s", long.seconds),
        figure(f"{bench.plan.scrolled:,} items scrolled: blank frames", "", scrolled.blank, goal=0),
    ]


def _streaming(streamed: list[Streamed]) -> list[Figure]:
    def figure(name: str, unit: str, value: Any, goal: float) -> Figure:
        return figure_of(
            f"{STREAMS} threads stream: {name}", unit, {OURS: streamed}, value, goal=goal
        )

    return [
        figure("frame to frame, p50", "ms", lambda one: one.median, FRAME_MS),
        figure("frame to frame, p99", "ms", lambda one: one.late, 2 * FRAME_MS),
        figure("long tasks", "", lambda one: one.long_tasks, 0),
    ]
