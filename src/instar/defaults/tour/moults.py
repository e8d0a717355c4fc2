"""The widget of the tour: days between moults, as a chart that can be shuffled."""

import random

from instar.sdk.widgets import BarSeries, Button, Card, Chart, Row, Status, Title

STAGES = ("egg", "first", "second", "third", "pupa")
SHUFFLE = "shuffle"


def moults(name: str, days: int, seed: int | str) -> Card:
    """The same seed draws the same chart."""
    chance = random.Random(seed)
    rows: list[dict[str, str | float | bool | None]] = [
        {"stage": stage, "days": chance.randrange(1, days + 1)} for stage in STAGES
    ]
    return Card(
        status=Status(text="A widget of core.tour"),
        children=[
            Title(value=f"{name}'s beetle"),
            Chart(
                data=rows,
                x_axis="stage",
                series=[BarSeries(data_key="days", label="Days")],
                label="Days in each stage",
            ),
            Row(children=[Button(label="Shuffle", on_click_action=SHUFFLE)]),
        ],
    )
