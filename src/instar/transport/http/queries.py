"""Parameters of the routes that answer with a part of a list."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from instar.protocol.base import PAGE_DEFAULT, PAGE_MAX, Id, Input

Limit = Annotated[int, Meta(ge=1, le=PAGE_MAX)]


class PageQuery(Input):
    """`after` and `before` are ids of a page before: its `lastId`, its `firstId`."""

    limit: Limit = PAGE_DEFAULT
    order: Literal["asc", "desc"] = "desc"
    after: Id | None = None
    before: Id | None = None

    def range(self) -> dict[str, Any]:
        """The parameters as the units that read pages take them."""
        return {
            "limit": self.limit,
            "ascending": self.order == "asc",
            "after": self.after,
            "before": self.before,
        }


class ThreadsQuery(PageQuery):
    """`deleted`: the threads that the user has deleted, instead of those that are there."""

    deleted: bool = False


class SearchQuery(Input):
    """`q`: words that all must occur; the last one may be the beginning of a word."""

    q: Annotated[str, Meta(min_length=1, max_length=200)]
    limit: Limit = PAGE_DEFAULT
    after: Id | None = None


class ExportQuery(Input):
    """`md` to read, `json` to import again."""

    format: Literal["md", "json"] = "md"
