import type { Thread } from '@instar/protocol';
import { useInstar } from '@instar/react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { toast } from '../page/toasts.ts';
import { messageOf } from '../rest/refusal.ts';
import { renameThread } from '../rest/threads.ts';
import { usePutThread } from './threads.ts';

const TITLE_CHARS = 200;

interface Props {
  readonly thread: Thread;
  onDone(): void;
}

/** The title of a thread, to be written over. Enter and leaving save, Escape does not. */
export function RenameField({ thread, onDone }: Props) {
  const { rest } = useInstar();
  const [title, setTitle] = useState(thread.title);
  const put = usePutThread();
  const left = useRef(false);

  const finish = async (keep: boolean) => {
    if (left.current) return;
    left.current = true;
    onDone();
    const wanted = title.trim();
    if (!keep || wanted === thread.title) return;
    try {
      put(await renameThread(rest, thread.id, wanted));
    } catch (error) {
      toast({ text: messageOf(error), tone: 'danger' });
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' || event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      void finish(event.key === 'Enter');
    }
  };
  return (
    <input
      className="field rename-field"
      aria-label="Thread title"
      dir="auto"
      maxLength={TITLE_CHARS}
      value={title}
      // The person asked for this field: typing goes on in it.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setTitle(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => void finish(true)}
    />
  );
}
