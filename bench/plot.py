"""The figures that have a goal, as bars: how many times better or worse than Node's `ws`."""

import math
from collections.abc import Iterator
from html import escape
from textwrap import dedent
from typing import NamedTuple

from bench.results import Figure, Result

PEER = "Node ws"
LEFT, WIDTH, TOP, ROW, BAR = 500, 330, 54, 24, 14
MARGIN = 60
TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 10, 20, 50, 100)
STYLE = dedent("""\
    text { font: 12px system-ui, sans-serif; fill: #1f2328 }
    .small { font-size: 11px; fill: #59636e }
    .title { font-size: 14px; font-weight: 600 }
    .better { fill: #1a7f5a } .worse { fill: #b35900 }
    line { stroke: #d1d9e0 } .one { stroke: #59636e }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc } .small { fill: #9198a1 }
      .better { fill: #3fb68b } .worse { fill: #e0914b }
      line { stroke: #3d444d } .one { stroke: #9198a1 }
    }""")


class Bar(NamedTuple):
    """A figure as a multiple of the peer's; above 1 ours is the better one."""

    name: str
    times: float


def bars(results: list[Result]) -> list[Bar]:
    """Every figure with a goal that the peer has too."""
    return [
        Bar(figure.name, ratio if figure.better == "higher" else 1 / ratio)
        for result in results
        for figure in result.figures
        if (figure.goal is not None or PEER in figure.against) and (ratio := _ratio(figure))
    ]


def draw(drawn: list[Bar]) -> str:
    """The bars as SVG, on a logarithmic scale around 1."""
    low = min([0.5, *(bar.times for bar in drawn)])
    high = max([2, *(bar.times for bar in drawn)])
    bottom = TOP + ROW * len(drawn)

    def place(times: float) -> float:
        return LEFT + WIDTH * math.log(times / low) / math.log(high / low)

    ticks = [tick for tick in TICKS if low <= tick <= high]
    lines = [*_axis(ticks, place(1), [place(tick) for tick in ticks], bottom)]
    for index, bar in enumerate(drawn):
        lines += _bar(bar, place(1), place(bar.times), TOP + ROW * index)
    size = f"{LEFT + WIDTH + MARGIN} {bottom + 10}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img">',
            f"<title>Instar beside {PEER}</title>",
            f"<style>\n{STYLE}\n</style>",
            f'<text class="title" x="8" y="20">Instar beside {PEER}: times better, or worse</text>',
            *lines,
            "</svg>\n",
        ]
    )


def _ratio(figure: Figure) -> float | None:
    return figure.ratio_to(PEER) if PEER in figure.samples else None


def _axis(ticks: list[float], one: float, places: list[float], bottom: int) -> Iterator[str]:
    for tick, at in zip(ticks, places, strict=True):
        kind = ' class="one"' if at == one else ""
        yield f'<line{kind} x1="{at:.1f}" x2="{at:.1f}" y1="{TOP - 6}" y2="{bottom}"/>'
        yield f'<text class="small" x="{at:.1f}" y="{TOP - 11}" text-anchor="middle">{tick:g}</text>'


def _bar(bar: Bar, one: float, end: float, top: int) -> Iterator[str]:
    kind = "better" if end >= one else "worse"
    middle = top + ROW / 2 + 4
    left, width = min(one, end), max(abs(end - one), 1)
    yield f'<text x="{LEFT - 48}" y="{middle}" text-anchor="end">{escape(bar.name)}</text>'
    yield (
        f'<rect class="{kind}" x="{left:.1f}" y="{top + (ROW - BAR) / 2}"'
        f' width="{width:.1f}" height="{BAR}" rx="2"/>'
    )
    at, anchor = (end + 6, "start") if end >= one else (end - 6, "end")
    yield f'<text class="small" x="{at:.1f}" y="{middle}" text-anchor="{anchor}">{bar.times:.2g}</text>'
