"""The interface: what holds for whoever asks, and what admins set."""

from instar.protocol.base import Id, Input
from instar.protocol.interface import Interface
from instar.transport.http.call import Call


class InterfaceQuery(Input):
    """`thread_id`: as it holds in this thread."""

    thread_id: Id | None = None


async def get_interface(call: Call) -> Interface:
    return await call.server.administration.look(call.principal, call.query.thread_id)


async def patch_interface(call: Call) -> Interface:
    return await call.server.administration.set(call.principal, call.body)
