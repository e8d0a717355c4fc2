import { type ComposerProps, SlotView, useDraft } from '@instar/react';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useRef,
} from 'react';
import { CommandList } from '../commands/CommandList.tsx';
import { useSlash } from '../commands/useSlash.ts';
import { AutoGrow } from '../page/AutoGrow.tsx';
import { IconButton } from '../page/Button.tsx';
import { useMe } from '../page/me.ts';
import { HAS_KEYBOARD } from '../page/narrow.ts';
import { toast } from '../page/toasts.ts';
import { Files } from './Files.tsx';
import { useFileDrop } from './fileDrop.ts';
import { LOCK_NOTE } from './LockNote.tsx';
import { textFault } from './limits.ts';
import { useComposerLock, useWhyNoFiles } from './locks.ts';
import { useUploads } from './uploads.ts';

/** Where a message is written. */
export function Composer(props: ComposerProps) {
  const { threadId, answering = false, onSend, onStop, onTyping, onEditLast } = props;
  const { text, setText, field } = useDraft(threadId);
  const { uploads, add, remove, clear } = useUploads();
  const { data: me } = useMe();
  const lock = useComposerLock(threadId);
  const noFiles = useWhyNoFiles(threadId);
  const addFiles = noFiles === undefined ? add : () => toast({ text: noFiles });
  const dropping = useFileDrop(addFiles);
  const picker = useRef<HTMLInputElement>(null);
  const sending = useRef(false);

  const attachments = uploads.flatMap(({ attachment }) => attachment ?? []);
  const uploading = uploads.some((each) => !each.attachment && each.error === undefined);
  const empty = text.trim() === '' && attachments.length === 0;
  const filesFault = lock === undefined && attachments.length > 0 ? noFiles : undefined;
  const fault = filesFault ?? textFault(text);
  const ready = !empty && !uploading && fault === undefined && lock === undefined;

  const slash = useSlash(text, () => setText(''));

  const send = async () => {
    if (!ready || sending.current) return;
    sending.current = true;
    onTyping?.(false);
    try {
      if (!(await onSend({ text: text.trim(), attachments }))) return;
      setText('');
      clear();
    } finally {
      sending.current = false;
    }
  };
  // The button goes with the answer; the focus goes where the next message is written.
  const stop = (event: MouseEvent<HTMLButtonElement>) => {
    onStop?.();
    if (HAS_KEYBOARD) event.currentTarget.form?.querySelector('textarea')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter that ends the choice of a word in an input method is none of ours.
    if (event.nativeEvent.isComposing || event.keyCode === 229 || slash.onKeyDown(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void send();
    } else if (event.key === 'ArrowUp' && text === '' && onEditLast && lock === undefined) {
      event.preventDefault();
      onEditLast();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    addFiles(files);
  };

  return (
    <form
      className={`composer ${dropping ? 'is-dropping' : ''} ${lock === undefined ? '' : 'is-locked'}`}
      aria-label="New message"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Files uploads={uploads} onRemove={remove} />
      {slash.list && (
        <div className="slash">
          <CommandList {...slash.list} />
        </div>
      )}
      <AutoGrow
        ref={field}
        {...slash.field}
        className="composer-text"
        aria-label="Message"
        aria-invalid={fault !== undefined}
        // A disabled field would lose the focus to nothing, and Escape with it.
        readOnly={lock !== undefined}
        aria-disabled={lock !== undefined}
        aria-describedby={lock === undefined ? undefined : LOCK_NOTE}
        placeholder={placeholder(lock !== undefined, answering)}
        value={text}
        autoFocus={HAS_KEYBOARD}
        onChange={(event) => {
          setText(event.target.value);
          onTyping?.(event.target.value !== '');
        }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => onTyping?.(false)}
      />
      <div className="composer-foot">
        <SlotView
          name="composerBar"
          props={{ threadId, onAttach: () => picker.current?.click() }}
          frame={Bar}
        />
        <p className="composer-hint" role={fault === undefined ? undefined : 'alert'}>
          {hint(fault, uploading, answering && !empty)}
        </p>
        {answering && <IconButton icon="stop" label="Stop" className="stop" onClick={stop} />}
        {(!answering || !empty) && (
          <IconButton icon="send" label="Send" type="submit" className="send" disabled={!ready} />
        )}
      </div>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        accept={me?.uploadTypes.join(',')}
        onChange={(event) => {
          addFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {dropping && <div className="drop-note">{noFiles ?? 'Drop the files to attach them'}</div>}
    </form>
  );
}

function Bar({ children }: { readonly children: ReactNode }) {
  return <div className="composer-bar">{children}</div>;
}

function placeholder(locked: boolean, answering: boolean): string {
  if (locked) return 'Locked for now';
  return answering ? 'Write the next message' : 'Write a message';
}

function hint(fault: string | undefined, uploading: boolean, queues: boolean): string {
  if (fault !== undefined) return fault;
  if (uploading) return 'Sending files…';
  return queues ? 'Waits for the end of this answer' : '';
}
