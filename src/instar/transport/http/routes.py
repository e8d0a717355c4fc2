"""Every route of the REST API, under `/api/v1`. What binds, tests and documents them reads this."""

from instar.protocol.rest import (
    AppendItem,
    CreateSession,
    CreateThread,
    CreateUser,
    LoginLink,
    Me,
    Member,
    Page,
    PatchThread,
    SearchHit,
    SetFeedback,
    SetMember,
)
from instar.protocol.threads import Item, Thread
from instar.transport.http import items, session, threads, users
from instar.transport.http.queries import PageQuery, SearchQuery, ThreadsQuery
from instar.transport.http.route import Route

PREFIX = "/api/v1"

_THREAD = "/threads/{thread_id}"
_ITEM = _THREAD + "/items/{item_id}"
_MEMBER = _THREAD + "/members/{user_id}"

ROUTES = (
    Route(
        method="POST",
        path="/session",
        summary="Sign in with a one-time ticket",
        answer=session.begin_session,
        needs="nobody",
        body=CreateSession,
        result=Me,
    ),
    Route(method="DELETE", path="/session", summary="Sign out", answer=session.end_session),
    Route(method="GET", path="/me", summary="Who is asking", answer=session.get_me, result=Me),
    Route(
        method="GET",
        path="/threads",
        summary="List your threads by their last change",
        answer=threads.list_threads,
        query=ThreadsQuery,
        result=Page[Thread],
    ),
    Route(
        method="POST",
        path="/threads",
        summary="Begin a thread",
        answer=threads.create_thread,
        body=CreateThread,
        result=Thread,
        status=201,
    ),
    Route(
        method="GET",
        path=_THREAD,
        summary="Get a thread",
        answer=threads.get_thread,
        result=Thread,
    ),
    Route(
        method="PATCH",
        path=_THREAD,
        summary="Change title, status or metadata",
        answer=threads.patch_thread,
        body=PatchThread,
        result=Thread,
    ),
    Route(
        method="DELETE",
        path=_THREAD,
        summary="Delete a thread until it is restored",
        answer=threads.delete_thread,
    ),
    Route(
        method="POST",
        path=_THREAD + "/restore",
        summary="Take a deletion back",
        answer=threads.restore_thread,
        result=Thread,
    ),
    Route(
        method="GET",
        path=_THREAD + "/items",
        summary="List the items of a thread",
        answer=items.list_items,
        query=PageQuery,
        result=Page[Item],
    ),
    Route(
        method="POST",
        path=_THREAD + "/items",
        summary="Add an item without a turn",
        answer=items.append_item,
        body=AppendItem,
        result=Item,
        status=201,
    ),
    Route(method="GET", path=_ITEM, summary="Get an item", answer=items.get_item, result=Item),
    Route(method="DELETE", path=_ITEM, summary="Remove an item", answer=items.remove_item),
    Route(
        method="POST",
        path=_ITEM + "/feedback",
        summary="Rate an item, for yourself",
        answer=items.give_feedback,
        body=SetFeedback,
        result=Item,
    ),
    Route(
        method="GET",
        path=_THREAD + "/members",
        summary="List who has access to a thread",
        answer=threads.list_members,
        result=threads.Members,
    ),
    Route(
        method="PUT",
        path=_MEMBER,
        summary="Give a user access to a thread",
        answer=threads.set_member,
        body=SetMember,
        result=Member,
    ),
    Route(
        method="DELETE",
        path=_MEMBER,
        summary="Take a user's access away",
        answer=threads.remove_member,
    ),
    Route(
        method="GET",
        path="/search",
        summary="Find items by their words",
        answer=threads.search_items,
        query=SearchQuery,
        result=Page[SearchHit],
    ),
    Route(
        method="GET",
        path="/users",
        summary="List all users",
        answer=users.list_users,
        needs="admin",
        result=users.Users,
    ),
    Route(
        method="POST",
        path="/users",
        summary="Add a user",
        answer=users.create_user,
        needs="admin",
        body=CreateUser,
        result=LoginLink,
        status=201,
    ),
    Route(
        method="POST",
        path="/users/{user_id}/login-link",
        summary="Make a link that signs a user in once",
        answer=users.create_login_link,
        needs="admin",
        result=LoginLink,
    ),
)
