"""What items hold: the parts of their content, told apart by `type`. The set is open to readers."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from instar.protocol.base import Id, Input, Text, Timestamp, Wire
from instar.protocol.errors import ErrorPayload
from instar.protocol.fields import Fields, Value, Words
from instar.protocol.widgets import Root
from instar.protocol.widgets.words import words_of as widget_words

SOURCES = 100

Choices = Annotated[list["Choice"], Meta(max_length=12)]
AskStatus = Literal["open", "answered", "expired", "cancelled"]
TaskStatus = Literal["pending", "running", "done", "failed"]
ToolStatus = Literal["pending", "running", "done", "failed", "refused", "unknown"]


class InputText(Input, tag_field="type", tag="input_text"):
    """Text that a person wrote."""

    text: Text


class Source(Wire):
    """What a text leans on: a page that its writer names."""

    url: Annotated[str, Meta(max_length=2_000)]
    title: Words = ""


class OutputText(Wire, tag_field="type", tag="output_text"):
    """Text that the assistant wrote, in Markdown (CommonMark, tables, math)."""

    text: str
    sources: Annotated[list[Source], Meta(max_length=SOURCES)] = []


class CommandPart(Wire, tag_field="type", tag="command"):
    """A command that a person invoked, as its title was then. `item_id`: the message it was invoked on."""

    command_id: str
    title: Words
    values: dict[str, Value] = {}
    item_id: Id | None = None


class ActionPart(Wire, tag_field="type", tag="action"):
    """A widget's control that a person used. `label`: what it said."""

    item_id: Id
    action_id: str
    label: Words
    values: dict[str, Value] = {}


class DataPart(Wire, tag_field="type", tag="data"):
    """What a message of a plugin's own type carries."""

    data: Any


class Choice(Wire):
    """One answer to an ask."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9][A-Za-z0-9_.-]{0,63}$(?!\n)")]
    label: Words
    style: Literal["primary", "secondary", "danger"] = "secondary"


class Answer(Wire):
    """How an ask was answered. Without a user it is the default that time brought."""

    choice: str
    at: Timestamp
    values: dict[str, Value] = {}
    user_id: Id | None = None
    user_name: str = ""


class AskPart(Wire, tag_field="type", tag="ask"):
    """A question to people: choose, and fill in the fields unless the choice is `cancel`.

    The first answer counts, from whichever client.
    """

    question: Annotated[str, Meta(max_length=4_000)]
    choices: Choices
    status: AskStatus
    fields: Fields = []
    expires_at: Timestamp | None = None
    answer: Answer | None = None


class Task(Wire):
    """A step of work. `progress`: its share done, 0 to 1."""

    title: Words
    status: TaskStatus = "pending"
    detail: str = ""
    progress: Annotated[float, Meta(ge=0, le=1)] | None = None


class TaskPart(Wire, tag_field="type", tag="task"):
    """One step of work, on its own."""

    task: Task


class WorkflowPart(Wire, tag_field="type", tag="workflow"):
    """Steps of work that belong together; shown as their summary once they are done."""

    tasks: Annotated[list[Task], Meta(max_length=100)]
    summary: Words = ""
    reasoning: bool = False


class ToolCallPart(Wire, tag_field="type", tag="tool_call"):
    """A tool that the assistant uses. `source`: what brought it, such as an MCP server. `output`: what it
    returned, or why it did not. `unknown`: it was stopped meanwhile, and nobody knows whether
    it has been done.
    """

    name: Words
    arguments: dict[str, Any]
    status: ToolStatus
    output: str = ""
    call_id: str = ""
    source: Words = ""
    seconds: float | None = None


class ImagePart(Wire, tag_field="type", tag="image"):
    """A picture: an upload of this server."""

    attachment_id: Id
    alt: Words = ""


class WidgetPart(Wire, tag_field="type", tag="widget"):
    """A widget, in an item of type `widget.card`, `widget.listview` or `widget.basic`, after its root."""

    root: Root


class ErrorPart(Wire, tag_field="type", tag="error"):
    """What went wrong, for people."""

    error: ErrorPayload
    title: Words = ""


Part = (
    InputText
    | OutputText
    | CommandPart
    | ActionPart
    | DataPart
    | AskPart
    | TaskPart
    | WorkflowPart
    | ToolCallPart
    | ImagePart
    | WidgetPart
    | ErrorPart
)


def words_of(part: Part) -> str:
    """The text of a part, as a search or an export has it; empty when it has none."""
    match part:
        case InputText() | OutputText():
            return part.text
        case AskPart():
            return part.question
        case CommandPart():
            return part.title
        case ActionPart():
            return part.label
        case WidgetPart():
            return widget_words(part.root)
        case _:
            return ""
