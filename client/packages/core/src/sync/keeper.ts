/** Keeps the outbox in the browser's storage: what is saved follows from the state. */
import type { ClientState, PendingSubmit } from '../api.ts';
import type { Environment, OutboxStorage, Timer } from '../environment.ts';
import { localError } from '../errors.ts';

/** A blocked storage must not hold messages back. */
const LOAD_MS = 2_000;
/** The server knows a message id for 24 h [E4]; older ones could be said twice. */
const SAFE_MS = 23 * 3_600_000;

export class Keeper {
  readonly #env: Environment;
  #userId: string | undefined;
  #storage: OutboxStorage | undefined;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** Takes the user's outbox and answers with what earlier pages left in it. */
  async open(userId: string, state: ClientState): Promise<readonly PendingSubmit[]> {
    if (userId !== this.#userId) this.#storage = this.#env.openOutbox(userId);
    this.#userId = userId;
    // What was submitted before the user was known.
    for (const submit of pendingOf(state).values()) this.#save(submit);
    const left = await this.#load();
    return left.map((submit) => this.#restored(submit));
  }

  /** Saves what is new, removes what the log has. */
  keep(state: ClientState, before: ClientState): void {
    // A change of user clears the state, not what the other one had not sent.
    if (!this.#storage || state.user?.id !== this.#userId) return;
    const now = pendingOf(state);
    const old = pendingOf(before);
    for (const [id, submit] of now) if (isNews(submit, old.get(id))) this.#save(submit);
    for (const id of old.keys()) if (!now.has(id)) this.#remove(id);
  }

  async clear(): Promise<void> {
    await this.#storage?.clear().catch(unsaved);
    this.#storage = undefined;
    this.#userId = undefined;
  }

  async #load(): Promise<readonly PendingSubmit[]> {
    let timer: Timer | undefined;
    const tooLong = new Promise<[]>((resolve) => {
      timer = this.#env.clock.after(LOAD_MS, () => resolve([]));
    });
    try {
      return await Promise.race([this.#storage?.load() ?? [], tooLong]);
    } catch {
      return [];
    } finally {
      timer?.cancel();
    }
  }

  #save(submit: PendingSubmit): void {
    void this.#storage?.save(submit).catch(unsaved);
  }

  #remove(id: string): void {
    void this.#storage?.remove(id).catch(unsaved);
  }

  /** What was sent may not have arrived; what is too old is left to the person. */
  #restored(submit: PendingSubmit): PendingSubmit {
    if (submit.state === 'failed') return submit;
    const age = this.#env.clock.now() - Date.parse(submit.createdAt);
    return age < SAFE_MS
      ? { ...submit, state: 'waiting' }
      : { ...submit, state: 'failed', error: OLD };
  }
}

const OLD = localError(
  'conflict.too_old',
  'This message waited for a day. Send it if it still matters.',
);

/** A browser that cannot save (private mode, full disk) still sends while the page lives. */
function unsaved(): void {}

function pendingOf({ threads }: ClientState): Map<string, PendingSubmit> {
  const all = Object.values(threads).flatMap(({ pending }) => pending);
  return new Map(all.map((submit) => [submit.id, submit]));
}

/** Whether a submit is in the storage as it should come back: `sent` comes back as `waiting`. */
function isNews(submit: PendingSubmit, saved: PendingSubmit | undefined): boolean {
  return saved === undefined || (saved.state === 'failed') !== (submit.state === 'failed');
}
