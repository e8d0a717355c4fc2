import { textOf } from '@instar/core';
import type { Item } from '@instar/protocol';
import { useInstar } from '@instar/react';
import { type KeyboardEvent, useState } from 'react';
import { useThreadActions } from '../conversation/context.ts';
import { AutoGrow } from '../page/AutoGrow.tsx';
import { Button } from '../page/Button.tsx';

/** A message to be written again. Sending it takes back what followed. */
export function MessageEditor({ item }: { readonly item: Item }) {
  const client = useInstar();
  const { threadId, openTurn, writable, edit } = useThreadActions();
  const [text, setText] = useState(textOf(item));
  const attachments = item.attachments ?? [];
  const empty = text.trim() === '' && attachments.length === 0;

  const send = () => {
    if (empty || !writable) return;
    const policy = openTurn === undefined ? 'reject' : 'interrupt';
    client.submit(threadId, { text: text.trim(), attachments, policy, replaces: item.id });
    edit(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      edit(undefined);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };
  return (
    <div className="message-editor">
      <AutoGrow
        ref={caretToEnd}
        aria-label="Edit message"
        value={text}
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="message-editor-foot">
        <span>What follows this message is replaced.</span>
        <Button look="quiet" onClick={() => edit(undefined)}>
          Cancel
        </Button>
        <Button look="primary" disabled={empty || !writable} onClick={send}>
          Send edited
        </Button>
      </div>
    </div>
  );
}

function caretToEnd(field: HTMLTextAreaElement | null): void {
  field?.setSelectionRange(field.value.length, field.value.length);
}
