import type { ErrorPayload } from '@instar/protocol';

interface Failure {
  readonly title: string;
  /** What helps where trying again does not. */
  readonly next: string;
}

const ASK_ADMIN = 'Ask an admin to look at the settings of the model service.';
const SAY_ELSE = 'Say it in other words, or pick another model.';

const FAILURES: Readonly<Record<string, Failure>> = {
  'model.cut': { title: 'The answer broke off', next: SAY_ELSE },
  'model.empty': { title: 'There is no answer', next: SAY_ELSE },
  'model.failed': { title: 'The model service failed', next: SAY_ELSE },
  'model.filtered': { title: 'The answer was withheld', next: SAY_ELSE },
  'model.invalid': { title: 'The answer could not be read', next: ASK_ADMIN },
  'model.length': { title: 'The answer was cut', next: SAY_ELSE },
  'model.none': { title: 'There is no model', next: ASK_ADMIN },
  'model.not_found': { title: 'The model is not there', next: 'Pick another model.' },
  'model.overloaded': { title: 'The model service is busy', next: 'Pick another model.' },
  'model.rate_limited': { title: 'The model service is busy', next: 'Pick another model.' },
  'model.rejected': { title: 'The model service did not take the request', next: SAY_ELSE },
  'model.steps': { title: 'The answer was stopped', next: SAY_ELSE },
  'model.timeout': { title: 'The model service took too long', next: 'Pick another model.' },
  'model.unauthenticated': { title: 'The key was refused', next: ASK_ADMIN },
  'model.unavailable': { title: 'The model service is out of reach', next: ASK_ADMIN },
};

const ANY: Failure = { title: 'The answer failed', next: 'Trying again will not help.' };

/** What a failure is called, and what a person can do about it. */
export function failureOf({ code }: ErrorPayload): Failure {
  return (Object.hasOwn(FAILURES, code) ? FAILURES[code] : undefined) ?? ANY;
}
