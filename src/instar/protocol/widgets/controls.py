"""Nodes that people use: buttons, and fields that do something when they change."""

from instar.protocol import fields
from instar.protocol.fields import Input, Textarea, Words
from instar.protocol.widgets.tokens import ActionId, IconName, NodeBase, Size, Tone, Variant


class Button(NodeBase, tag="Button", kw_only=True):
    """Does `on_click_action`, with the values of the form that it stands in, or submits that form (`submit`).

    `uniform`: only its icon is drawn; the label is its name.
    """

    label: Words
    on_click_action: ActionId | None = None
    submit: bool = False
    icon_start: IconName | None = None
    icon_end: IconName | None = None
    color: Tone = "secondary"
    variant: Variant = "solid"
    size: Size = "md"
    pill: bool = False
    uniform: bool = False
    block: bool = False
    disabled: bool = False


class SelectNode(fields.Select, tag="Select", kw_only=True):
    """`Select` in a widget. `on_change_action` brings its own value alone."""

    on_change_action: ActionId | None = None


class RadioGroupNode(fields.RadioGroup, tag="RadioGroup", kw_only=True):
    """`RadioGroup` in a widget. `on_change_action` brings its own value alone."""

    on_change_action: ActionId | None = None


class CheckboxNode(fields.Checkbox, tag="Checkbox", kw_only=True):
    """`Checkbox` in a widget. `on_change_action` brings its own value alone."""

    on_change_action: ActionId | None = None


class DatePickerNode(fields.DatePicker, tag="DatePicker", kw_only=True):
    """`DatePicker` in a widget. `on_change_action` brings its own value alone."""

    on_change_action: ActionId | None = None


ChangingField = SelectNode | RadioGroupNode | CheckboxNode | DatePickerNode
FieldNode = Input | Textarea | SelectNode | RadioGroupNode | CheckboxNode | DatePickerNode
