import type { ErrorPayload } from '@instar/protocol';
import { useInstar, useSelector } from '@instar/react';
import { useCountdown } from '../connection/countdown.ts';
import { useThreadActions } from '../conversation/context.ts';
import { Button } from '../page/Button.tsx';
import { Icon } from '../page/Icon.tsx';
import { duration } from '../page/times.ts';
import { attempt } from '../page/toasts.ts';
import { AnswerAgainWith } from './AnswerAgainWith.tsx';
import { failureOf } from './failures.ts';

interface Props {
  readonly error: ErrorPayload;
  /** When it failed, by the server's clock. */
  readonly endedAt: string | undefined;
  readonly canContinue: boolean;
  readonly last: boolean;
}

/** Why an answer failed, and what a person can do about it, now or when the time has come. */
export function Failure({ error, endedAt, canContinue, last }: Props) {
  const { threadId, writable } = useThreadActions();
  const { title, next } = failureOf(error);
  return (
    <article className="fault" aria-label={title}>
      <Icon name="warning" />
      <div>
        <h2>{title}</h2>
        <p dir="auto">{error.message}</p>
        {!error.retryable && <p className="fault-next">{next}</p>}
        {last && writable && (
          <div className="fault-actions">
            {error.retryable && <Again error={error} endedAt={endedAt} canContinue={canContinue} />}
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

/** What waits until the service takes requests again. */
function Again({ error, endedAt, canContinue }: Omit<Props, 'last'>) {
  const client = useInstar();
  const { threadId } = useThreadActions();
  const seconds = useCountdown(useRetryAt(error, endedAt));
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
      {canContinue && (
        <Button look="quiet" {...start((id) => client.continueTurn(id))}>
          Continue
        </Button>
      )}
    </>
  );
}

/** From when on trying again can help, by this page's clock; undefined when that is now. */
function useRetryAt({ retryAfter }: ErrorPayload, endedAt: string | undefined): number | undefined {
  const offset = useSelector((state) => state.clockOffset);
  if (!retryAfter || endedAt === undefined) return undefined;
  return Date.parse(endedAt) + retryAfter * 1000 - offset;
}
