"""One thing that is measured each, by `measure`; in the order in which they are reported."""

CASES = (
    "start",
    "turn",
    "crowd",
    "fanout",
    "sessions",
    "storm",
    "slow",
    "rest",
    "history",
    "growth",
    "page",
    "interface",
    "model",
    "assistant",
)
LONG = "held"
"""Takes more than ten minutes: only when it is named, or with BENCH_HELD=1."""
EVERY = (*CASES, LONG)
