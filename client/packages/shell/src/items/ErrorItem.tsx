import type { ErrorPayload, Item } from '@instar/protocol';
import { type MessageProps, useInstar, useSelector } from '@instar/react';
import { useCountdown } from '../connection/countdown.ts';
import { useThreadActions } from '../conversation/context.ts';
import { Button } from '../page/Button.tsx';
import { Icon } from '../page/Icon.tsx';
import { duration } from '../page/times.ts';
import { attempt } from '../page/toasts.ts';
import { AnswerAgainWith } from './AnswerAgainWith.tsx';
import { failureOf } from './failures.ts';
import { partOf } from './parts.ts';

/** What went wrong, by which name, and what a person can do about it, now or when the time has come. */
export function ErrorItem({ item, state }: MessageProps) {
  const { threadId, writable } = useThreadActions();
  const { error, title } = partOf(item, 'error');
  const failure = failureOf(error);
  const heading = title || failure.title;
  return (
    <article className="fault" aria-label={heading}>
      <Icon name="warning" />
      <div>
        <h2 dir="auto">{heading}</h2>
        <p dir="auto">
          {error.message} <code>{error.code}</code>
        </p>
        {!error.retryable && <p className="fault-next">{failure.next}</p>}
        {state.last && writable && (
          <div className="fault-actions">
            {error.retryable && <Again item={item} error={error} state={state} />}
            {error.code.startsWith('model.') && (
              <AnswerAgainWith
                threadId={threadId}
                label="Another model"
                className="button button-quiet"
              >
                Another model
                <Icon name="chevron" size={14} />
              </AnswerAgainWith>
            )}
          </div>
        )}
      </div>
    </article>
  );
}

interface AgainProps extends MessageProps {
  readonly error: ErrorPayload;
}

/** What waits until the service takes requests again. */
function Again({ item, error, state }: AgainProps) {
  const client = useInstar();
  const { threadId } = useThreadActions();
  const seconds = useCountdown(useRetryAt(item, error));
  const waiting = seconds > 0;
  const start = (run: (threadId: string) => Promise<void>) => ({
    'aria-disabled': waiting,
    onClick: () => {
      if (!waiting) attempt(run(threadId));
    },
  });
  return (
    <>
      <Button className="tabular" {...start((id) => client.retry(id))}>
        {waiting ? `Retry in ${duration(seconds)}` : 'Retry'}
      </Button>
      {state.continuable && (
        <Button look="quiet" {...start((id) => client.continueTurn(id))}>
          Continue
        </Button>
      )}
    </>
  );
}

/** From when on trying again can help, by this page's clock; undefined when that is now. */
function useRetryAt({ createdAt }: Item, { retryAfter }: ErrorPayload): number | undefined {
  const offset = useSelector((state) => state.clockOffset);
  return retryAfter ? Date.parse(createdAt) + retryAfter * 1000 - offset : undefined;
}
