"""The interface as a document: what the server says of locks, areas, switches, pickers, commands, looks and rules.

It lies in layers, `global` < `role` < `user` < `thread` < `connection`: of one key the later layer counts.
"""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from instar.protocol.base import Input, Timestamp, Wire
from instar.protocol.fields import Fields, Options, Words
from instar.protocol.threads import Role

LAYER_ENTRIES = 256
PATCH_OPERATIONS = 64
VALUE_BYTES = 16_384

LayerName = Literal["global", "role", "user", "thread", "connection"]
LAYERS: tuple[LayerName, ...] = ("global", "role", "user", "thread", "connection")

Key = Annotated[str, Meta(pattern=r"^[a-z][A-Za-z0-9_.-]{0,63}$(?!\n)")]
"""Names a command, rule, switch, renderer or contribution; plugins begin theirs with their own id."""

LockName = Literal["composer", "threads", "uploads"]
Slot = Literal[
    "threadList",
    "threadHeader",
    "chatHistory",
    "message",
    "messageActions",
    "composer",
    "composerBar",
    "rightPanel",
    "statusBar",
    "banner",
    "settings",
]
Area = Slot | Literal["uploads", "modelPicker", "usage"]
Picked = Annotated[str, Meta(max_length=200)]
Place = Literal["composer", "header", "message", "slash", "palette"]


class Lock(Wire):
    """Something that nobody may use. `reason` is shown to people and said in `error.locked`."""

    reason: Words


class Toggle(Wire):
    """A switch. With `settable` people may move it (`core.toggle`), for themselves."""

    on: bool
    label: Words = ""
    help: Words = ""
    settable: bool = False


class Picker(Wire):
    """One of several, such as the model that answers: `value`, unless people may pick (`settable`,
    `core.pick`) and `picked` has one of the options for it."""

    value: Picked
    options: Options
    label: Words = ""
    help: Words = ""
    settable: bool = False


class Condition(Wire):
    """When a command is there: all that is said must hold. `toggle` names a switch that is on."""

    roles: list[Role] = []
    item_types: list[str] = []
    toggle: Key | None = None
    turn: Literal["open", "idle"] | None = None


class Command(Wire, kw_only=True):
    """Something a person can have done. What it does, the server knows: a handler takes `command.invoke`.

    `shortcut`: as in `Mod+Shift+D`. `confirm`: a question that the person says yes to first.
    """

    title: Words
    description: Words = ""
    icon: Key | None = None
    places: list[Place]
    fields: Fields = []
    confirm: Words = ""
    shortcut: Annotated[str, Meta(max_length=40)] | None = None
    when: Condition = Condition()


class Match(Wire):
    """Which items a rule is for: all that is said must hold; of a list one is enough."""

    types: list[str] = []
    authors: list[Literal["user", "assistant", "system"]] = []
    metadata: dict[str, str | float | bool] = {}


class Rule(Wire, kw_only=True):
    """What becomes of items: `hide`, `condense` to a line, or `group` those that follow each other.

    `after`: seconds from the item's `createdAt` until the rule is for it.
    """

    match: Match = Match()
    effect: Literal["hide", "condense", "group"]
    after: Annotated[float, Meta(ge=0, le=31_536_000)] = 0
    label: Words = ""


class Floor(Wire):
    """The handler that takes what is said next, and how people call it. `/cancel` ends its turn to speak."""

    handler: str
    title: Words
    since: Timestamp
    depth: int


class Interface(Wire):
    """One layer, or what all layers come to. `renderers`: by item type; `slots`: which contribution is shown."""

    locks: dict[LockName, Lock] = {}
    visibility: dict[Area, bool] = {}
    toggles: dict[Key, Toggle] = {}
    pickers: dict[Key, Picker] = {}
    picked: dict[Key, Picked] = {}
    commands: dict[Key, Command] = {}
    renderers: dict[Key, Key] = {}
    rules: dict[Key, Rule] = {}
    slots: dict[Slot, Key] = {}
    floor: dict[Literal["thread", "connection"], Floor] = {}


class Operation(Input):
    """One step of a patch (RFC 6902, `add`, `replace` and `remove`), of a whole key such as `/locks/composer`."""

    op: Literal["add", "replace", "remove"]
    path: Annotated[str, Meta(max_length=140)]
    value: Any | UnsetType = UNSET


Patch = Annotated[list[Operation], Meta(min_length=1, max_length=PATCH_OPERATIONS)]
