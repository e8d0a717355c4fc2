import { type ItemState, useInstar } from '@instar/react';
import { useThreadActions } from '../conversation/context.ts';
import { Button } from '../page/Button.tsx';
import { Icon } from '../page/Icon.tsx';
import { attempt } from '../page/toasts.ts';

const WORDS: Readonly<Record<string, string>> = {
  cancelled: 'Stopped',
  interrupted: 'Interrupted',
  failed: 'The answer failed',
  unknown: 'Not finished',
};

/** Why an answer is not whole, and how to go on at the end of the conversation. */
export function EndingNote({ state }: { readonly state: ItemState }) {
  const client = useInstar();
  const { threadId, writable } = useThreadActions();
  if (!state.ending) return null;
  const { status } = state.ending;
  const broke = status === 'failed' || status === 'interrupted';

  return (
    <div className={`ending ${broke ? 'ending-failed' : ''}`}>
      <Icon name={broke ? 'warning' : 'stop'} size={16} />
      <span className="ending-word">{WORDS[status] ?? status}</span>
      {state.last && writable && (
        <span className="ending-actions">
          <Button look="quiet" onClick={() => attempt(client.retry(threadId))}>
            Retry
          </Button>
          {state.continuable && (
            <Button look="quiet" onClick={() => attempt(client.continueTurn(threadId))}>
              Continue
            </Button>
          )}
        </span>
      )}
    </div>
  );
}
