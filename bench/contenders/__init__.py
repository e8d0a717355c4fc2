"""The servers that are compared: ours, and what a user would take instead.

Each streams `token0 token1 …` with one yield to its event loop after each delta, and has a client
that speaks its own protocol as its own page does.
"""

import os

from bench.contenders.agui import AgUi
from bench.contenders.chainlit import Chainlit
from bench.contenders.chatkit import ChatKit
from bench.contenders.contender import Contender
from bench.contenders.instar import Instar
from bench.contenders.node import Node
from bench.install import Unavailable


async def contenders() -> tuple[list[Contender], list[str]]:
    """Ours first, then every peer that is wanted and can be had; and why others cannot."""
    wanted: list[Contender] = [Node()]
    if os.environ.get("BENCH_PEERS") == "all":
        wanted += [Chainlit(), ChatKit(), AgUi()]
    ours = Instar()
    await ours.prepare()
    ready: list[Contender] = [ours]
    missing = []
    for peer in wanted:
        try:
            await peer.prepare()
        except Unavailable as error:
            missing.append(f"{peer.name} is not measured: {error}")
        else:
            ready.append(peer)
    return ready, missing
