"""Bodies of the REST API under `/api/v1`."""

from typing import Annotated, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, UnsetType

from instar.protocol.base import ITEM_ATTACHMENTS, ClientId, Id, Input, Metadata, Title, Wire
from instar.protocol.fields import Words
from instar.protocol.interface import Patch
from instar.protocol.parts import InputText, OutputText
from instar.protocol.threads import Access, Item, Rating, Role, Thread, ThreadStatus, User

T = TypeVar("T")


class Page(Wire, Generic[T]):
    """Part of a list. Ask for what follows with `after=lastId`, for what precedes with `before=firstId`."""

    data: list[T]
    has_more: bool
    first_id: str | None = None
    last_id: str | None = None


class CreateThread(Input):
    title: Title = ""
    metadata: Metadata = {}


class PatchThread(Input):
    """Fields that are absent stay. `revision` (or `If-Match`) refuses a change of an older state."""

    title: Title | UnsetType = UNSET
    status: ThreadStatus | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET
    revision: int | None = None


class AppendItem(Input):
    """Adds an item to a thread without a turn. `id` makes it idempotent.

    Members add `user_message`; the others need the role admin. A `context` is for the model: people do
    not see it.
    """

    content: Annotated[list[InputText | OutputText], Meta(min_length=1, max_length=16)]
    type: Literal["user_message", "assistant_message", "notice", "context"] = "user_message"
    attachments: Annotated[list[Id], Meta(max_length=ITEM_ATTACHMENTS)] = []
    id: ClientId | None = None


class CreateAttachment(Input):
    """Announces an upload; its bytes follow with `PUT /attachments/{id}/content`.

    `thread_id`: what it is for, if that is known, so that a thread without uploads refuses it at once.
    """

    name: Annotated[str, Meta(min_length=1, max_length=255)]
    size: Annotated[int, Meta(ge=0)]
    mime_type: Annotated[str, Meta(max_length=100)] = "application/octet-stream"
    thread_id: Id | None = None


class PatchInterface(Input):
    """A change of a layer of the interface, RFC 6902 with whole keys.

    `of`: the role, user or thread whose layer it is. `seconds`: how long what is set lasts at most.
    """

    layer: Literal["global", "role", "user", "thread"]
    patch: Patch
    of: Annotated[str, Meta(max_length=64)] = ""
    reason: Words = ""
    seconds: Annotated[float, Meta(gt=0, le=31_536_000)] | None = None


class SetFeedback(Input):
    """`rating` null takes the feedback back."""

    rating: Rating | None
    comment: Annotated[str, Meta(max_length=2000)] = ""


class SearchHit(Wire):
    """An item that matches, with the words around the match."""

    thread: Thread
    item: Item
    excerpt: str


class Member(Wire):
    """A user with access to a thread."""

    user: User
    access: Access


class SetMember(Input):
    access: Literal["writer", "reader"]


class PatchUser(Input):
    """`role`: what the user may do from now on; their open connections come back with it."""

    role: Role


class CreateUser(Input):
    name: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
    role: Role = "member"


class LoginLink(Wire):
    """A link that signs the user in once. `url` holds the ticket in its fragment."""

    user: User
    url: str
    expires_at: str


class CreateSession(Input):
    """Exchanges a one-time ticket for a session cookie."""

    ticket: Annotated[str, Meta(min_length=16, max_length=128)]


class Me(Wire):
    """Who is asking."""

    user: User
    upload_bytes: int
    upload_count: int
    upload_types: list[str]


class Problem(Wire):
    """RFC 9457 problem details; `code`, `retryable`, `path` as in `error.*` messages."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retryable: bool
    path: str | None = None
    retry_after: float | None = None
    request_id: str | None = None
