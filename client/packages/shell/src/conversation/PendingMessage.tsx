import type { PendingSubmit } from '@instar/core';
import { useInstar } from '@instar/react';
import { useComposerLock } from '../composer/locks.ts';
import { Attachments } from '../items/Attachments.tsx';
import { Button } from '../page/Button.tsx';

/** A message that the server has not confirmed yet, or has refused. */
export function PendingMessage({ submit }: { readonly submit: PendingSubmit }) {
  const client = useInstar();
  const failed = submit.state === 'failed';
  const lock = useComposerLock(submit.threadId);

  return (
    <article
      className={`message message-user is-own is-${submit.state}`}
      aria-label="You, not sent yet"
    >
      <Attachments attachments={submit.attachments} />
      {submit.text !== '' && (
        <p className="bubble" dir="auto">
          {submit.text}
        </p>
      )}
      <div className={`message-state ${failed ? 'message-failed' : ''}`}>
        {failed ? (
          <>
            <span role="alert">Not sent. {submit.error?.message}</span>
            <Button
              look="quiet"
              disabled={lock !== undefined}
              title={lock}
              onClick={() => client.resubmit(submit.id)}
            >
              Send again
            </Button>
            <Button look="quiet" onClick={() => client.discard(submit.id)}>
              Discard
            </Button>
          </>
        ) : (
          <span>{submit.state === 'sent' ? 'Sending…' : 'Waiting for the connection…'}</span>
        )}
      </div>
    </article>
  );
}
