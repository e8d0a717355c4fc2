import { useInstar } from '@instar/react';
import { type ReactNode, useEffect, useState } from 'react';
import { isSignedOut, messageOf } from '../rest/refusal.ts';
import { signIn } from '../rest/session.ts';
import { Button } from './Button.tsx';
import { Mark } from './Mark.tsx';
import { NEW_THREAD } from './route.ts';

type Step = { name: 'ask' | 'entering' | 'used' } | { name: 'failed'; error: unknown };

const ticketOf = (hash: string): string | undefined =>
  new URLSearchParams(hash.slice(1)).get('ticket') ?? undefined;

/** Signs in with the ticket of a login link, or says how to get one. */
export function Login() {
  const { rest } = useInstar();
  const [ticket] = useState(() => ticketOf(location.hash));
  const [step, setStep] = useState<Step>({ name: ticket === undefined ? 'ask' : 'entering' });
  const [tries, setTries] = useState(0);

  useEffect(() => {
    if (ticket === undefined) return undefined;
    // A ticket works once: neither the history nor a bookmark shall keep it.
    history.replaceState(null, '', '/login');
    let current = true;
    enter(ticket).catch((error: unknown) => {
      if (current) setStep(isRefused(error) ? { name: 'used' } : { name: 'failed', error });
    });
    return () => {
      current = false;
    };

    async function enter(value: string): Promise<void> {
      await signIn(rest, value);
      location.replace(NEW_THREAD);
    }
  }, [rest, ticket, tries]);

  const again = () => {
    setStep({ name: 'entering' });
    setTries(tries + 1);
  };
  return (
    <main className="card-page">
      <div className="card">
        <Mark size={44} />
        {drawStep(step, again)}
      </div>
    </main>
  );
}

/** The server knows no such ticket: it was used, or its time is over. */
const isRefused = (error: unknown): boolean => isSignedOut(error);

function drawStep(step: Step, again: () => void): ReactNode {
  switch (step.name) {
    case 'entering':
      return (
        <div role="status">
          <h1>Signing you in…</h1>
          <span className="spinner" aria-hidden="true" />
        </div>
      );
    case 'used':
      return (
        <div role="alert">
          <h1>This login link does not work any more</h1>
          <p>A link works once and for a short time. Ask for a new one and open it here.</p>
          <HowToGetALink />
        </div>
      );
    case 'failed':
      return (
        <div role="alert">
          <h1>You could not be signed in</h1>
          <p>{messageOf(step.error)}</p>
          <Button look="primary" onClick={again}>
            Try again
          </Button>
        </div>
      );
    default:
      return (
        <div>
          <h1>Sign in with a login link</h1>
          <p>Instar has no passwords: a link signs you in once and remembers this browser.</p>
          <HowToGetALink />
        </div>
      );
  }
}

function HowToGetALink() {
  return (
    <ul className="steps">
      <li>
        If you run this server, it printed a link when it started;{' '}
        <code>instar user link NAME</code> prints another.
      </li>
      <li>If somebody else does, ask them for a link of your own.</li>
    </ul>
  );
}
