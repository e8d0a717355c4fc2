"""Users, for admins."""

from instar.model.settings import base_url
from instar.protocol.base import Wire
from instar.protocol.rest import LoginLink
from instar.protocol.threads import User
from instar.transport.http.call import Call


class Users(Wire):
    """Every user by name."""

    data: list[User]


async def list_users(call: Call) -> Users:
    return Users(data=await call.server.accounts.users())


async def create_user(call: Call) -> LoginLink:
    return await call.server.accounts.create_user(call.body, base_url(call.server.settings))


async def patch_user(call: Call) -> User:
    return await call.server.accounts.set_role(call.path["user_id"], call.body.role)


async def create_login_link(call: Call) -> LoginLink:
    url = base_url(call.server.settings)
    return await call.server.accounts.login_link(call.path["user_id"], url)
