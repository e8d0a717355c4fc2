import { useInstar } from '@instar/react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { isSignedOut, messageOf } from '../rest/refusal.ts';
import { signIn } from '../rest/session.ts';
import { Button } from './Button.tsx';
import { Mark } from './Mark.tsx';
import { NEW_THREAD } from './route.ts';

type Step = { name: 'entering' | 'used' } | { name: 'failed'; error: unknown };

/** Signs in with the ticket of a login link, or says how to get one. */
export function Login() {
  const ticket = useTicket();
  return (
    <main className="card-page">
      <div className="card">
        <Mark size={44} />
        {ticket === undefined ? <Ask /> : <Enter key={ticket} ticket={ticket} />}
      </div>
    </main>
  );
}

/** The ticket in the address. A link that is opened in this tab changes only what follows the `#`. */
function useTicket(): string | undefined {
  const [ticket, setTicket] = useState(readTicket);
  useEffect(() => {
    const take = () => {
      const taken = readTicket();
      if (taken === undefined) return;
      setTicket(taken);
      // A ticket works once: neither the history nor a bookmark shall keep it.
      history.replaceState(null, '', '/login');
    };
    take();
    globalThis.addEventListener('hashchange', take);
    return () => globalThis.removeEventListener('hashchange', take);
  }, []);
  return ticket;
}

const readTicket = (): string | undefined =>
  new URLSearchParams(location.hash.slice(1)).get('ticket') ?? undefined;

function Enter({ ticket }: { readonly ticket: string }) {
  const { rest } = useInstar();
  const [step, setStep] = useState<Step>({ name: 'entering' });

  const enter = useCallback(async () => {
    setStep({ name: 'entering' });
    try {
      await signIn(rest, ticket);
      location.replace(NEW_THREAD);
    } catch (error) {
      setStep(isRefused(error) ? { name: 'used' } : { name: 'failed', error });
    }
  }, [rest, ticket]);

  const began = useRef(false);
  useEffect(() => {
    // Once, whatever draws this twice: a second try with the same ticket would be refused.
    if (began.current) return;
    began.current = true;
    void enter();
  }, [enter]);

  return drawStep(step, () => void enter());
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
  }
}

function Ask() {
  return (
    <div>
      <h1>Sign in with a login link</h1>
      <p>Instar has no passwords: a link signs you in once and remembers this browser.</p>
      <HowToGetALink />
    </div>
  );
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
