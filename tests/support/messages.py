"""Upward messages, short to write."""

from instar.protocol.fields import Value
from instar.protocol.ids import new_id
from instar.protocol.parts import InputText
from instar.protocol.up import (
    ActionInvoke,
    ActionInvokePayload,
    CommandInvoke,
    CommandInvokePayload,
    Empty,
    PluginMessage,
    Policy,
    TurnCancel,
    TurnCancelPayload,
    TurnContinue,
    TurnInput,
    TurnRetry,
    TurnRetryPayload,
    TurnSubmit,
    TurnSubmitPayload,
)


def submit(
    thread_id: str,
    text: str,
    *,
    id: str | None = None,  # noqa: A002
    policy: Policy = "reject",
    replaces: str | None = None,
    attachments: list[str] | None = None,
) -> TurnSubmit:
    written = TurnInput(content=[InputText(text=text)], attachments=attachments or [])
    payload = TurnSubmitPayload(input=written, policy=policy, replaces=replaces)
    return TurnSubmit(v=1, id=id or new_id("msg"), thread_id=thread_id, payload=payload)


def cancel(thread_id: str, turn_id: str | None = None) -> TurnCancel:
    payload = TurnCancelPayload(turn_id=turn_id)
    return TurnCancel(v=1, id=new_id("msg"), thread_id=thread_id, payload=payload)


def retry(thread_id: str, turn_id: str | None = None) -> TurnRetry:
    payload = TurnRetryPayload(turn_id=turn_id)
    return TurnRetry(v=1, id=new_id("msg"), thread_id=thread_id, payload=payload)


def go_on(thread_id: str) -> TurnContinue:
    return TurnContinue(v=1, id=new_id("msg"), thread_id=thread_id, payload=Empty())


def command(
    thread_id: str, command_id: str, *, item_id: str | None = None, **values: Value
) -> CommandInvoke:
    payload = CommandInvokePayload(command_id=command_id, values=values, item_id=item_id)
    return CommandInvoke(v=1, id=new_id("msg"), thread_id=thread_id, payload=payload)


def act(thread_id: str, item_id: str, action_id: str, **values: Value) -> ActionInvoke:
    payload = ActionInvokePayload(item_id=item_id, action_id=action_id, values=values)
    return ActionInvoke(v=1, id=new_id("msg"), thread_id=thread_id, payload=payload)


def plugin_message(thread_id: str, message_type: str, **payload: object) -> PluginMessage:
    return PluginMessage(
        v=1, id=new_id("msg"), type=message_type, thread_id=thread_id, payload=payload
    )
