import { type Ending, useInstar } from '@instar/react';
import { useThreadActions } from '../conversation/context.ts';
import { Button } from '../page/Button.tsx';
import { Icon } from '../page/Icon.tsx';
import { attempt } from '../page/toasts.ts';
import { Failure } from './Failure.tsx';

const WORDS: Readonly<Record<string, string>> = {
  cancelled: 'Stopped',
  interrupted: 'Interrupted',
  failed: 'The answer failed',
  unknown: 'Not finished',
  unanswered: 'No answer',
};

interface Props {
  readonly ending: Ending;
  readonly canContinue: boolean;
  /** Whether this is the end of the conversation, where it can go on. */
  readonly last?: boolean;
}

/** Why an answer is not whole, and how to go on. */
export function EndingNote({ ending, canContinue, last = true }: Props) {
  const client = useInstar();
  const { threadId, writable } = useThreadActions();
  const { status, error, endedAt } = ending;
  const failed = status === 'failed' || status === 'interrupted';

  if (error)
    return <Failure error={error} endedAt={endedAt} canContinue={canContinue} last={last} />;
  return (
    <div className={`ending ${failed ? 'ending-failed' : ''}`}>
      <Icon name={failed ? 'warning' : 'stop'} size={16} />
      <span className="ending-word">{WORDS[status] ?? status}</span>
      {last && writable && (
        <span className="ending-actions">
          <Button look="quiet" onClick={() => attempt(client.retry(threadId))}>
            Retry
          </Button>
          {canContinue && (
            <Button look="quiet" onClick={() => attempt(client.continueTurn(threadId))}>
              Continue
            </Button>
          )}
        </span>
      )}
    </div>
  );
}
