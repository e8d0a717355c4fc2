import { type MessageProps, useInstar } from '@instar/react';
import { useThreadActions } from '../conversation/context.ts';
import { Button } from '../page/Button.tsx';
import { Icon } from '../page/Icon.tsx';
import { attempt } from '../page/toasts.ts';
import { partOf } from './parts.ts';

/** What went wrong, by which name, and what a person can do about it. */
export function ErrorItem({ item, state }: MessageProps) {
  const client = useInstar();
  const { threadId, writable } = useThreadActions();
  const { error, title } = partOf(item, 'error');
  const heading = title || 'Something went wrong';
  return (
    <article className="fault" aria-label={heading}>
      <Icon name="warning" />
      <div>
        <h2 dir="auto">{heading}</h2>
        <p dir="auto">{error.message}</p>
        <p className="fault-next">
          {error.retryable ? 'Trying again may help.' : 'Trying again will not help.'}{' '}
          <code>{error.code}</code>
        </p>
        {error.retryable && state.last && writable && (
          <Button onClick={() => attempt(client.retry(threadId))}>Retry</Button>
        )}
      </div>
    </article>
  );
}
