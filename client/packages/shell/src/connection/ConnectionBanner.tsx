import type { ConnectionState } from '@instar/core';
import { useInstar, useSelector } from '@instar/react';
import { Button } from '../page/Button.tsx';
import { Icon } from '../page/Icon.tsx';
import { Link } from '../page/Link.tsx';
import { useCountdown } from './countdown.ts';
import { STOPPED } from './words.ts';

/** What is wrong with the connection and what a person can do. Nothing while all is well. */
export function ConnectionBanner() {
  const connection = useSelector((state) => state.connection);
  if (connection.phase === 'reconnecting') return <Reconnecting retryAt={connection.retryAt} />;
  if (connection.phase === 'offline') {
    return (
      <div className="banner">
        <Icon name="warning" />
        <p>You are offline. What you write is kept and sent when the network is back.</p>
      </div>
    );
  }
  if (connection.phase === 'stopped') return <Stopped reason={connection.reason} />;
  return null;
}

function Reconnecting({ retryAt }: { readonly retryAt: number | undefined }) {
  const client = useInstar();
  const seconds = useCountdown(retryAt);
  return (
    <div className="banner">
      <span className="spinner" aria-hidden="true" />
      <p>
        The connection was lost.{' '}
        <span className="tabular">
          {seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again…'}
        </span>
      </p>
      <Button look="quiet" onClick={() => client.reconnect()}>
        Try now
      </Button>
    </div>
  );
}

function Stopped({
  reason = 'protocol',
}: {
  readonly reason: ConnectionState['reason'] | undefined;
}) {
  const client = useInstar();
  const { why, next, retry } = STOPPED[reason];
  return (
    <div className="banner banner-stopped" role="alert">
      <Icon name="warning" />
      <p>
        <strong>{why}</strong> {next}
      </p>
      {retry && (
        <Button look="quiet" onClick={() => client.reconnect()}>
          {reason === 'superseded' ? 'Use here' : 'Try now'}
        </Button>
      )}
      {(reason === 'version' || reason === 'protocol') && (
        <Button look="quiet" onClick={() => location.reload()}>
          Load again
        </Button>
      )}
      {(reason === 'unauthenticated' || reason === 'revoked') && (
        <Link className="button button-quiet" href="/login">
          Sign in
        </Link>
      )}
    </div>
  );
}
