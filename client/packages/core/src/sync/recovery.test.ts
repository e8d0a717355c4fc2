// @vitest-environment node
import type { DownMessage, UpMessage } from '@instar/protocol';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ThreadView } from '../api.ts';
import { createClient } from '../client.ts';
import { down, THREAD, welcome } from '../testing/messages.ts';
import { FakeThread, type Happening } from '../testing/server.ts';
import { told, viewOf } from '../testing/view.ts';
import { FakeWorld, settled } from '../testing/world.ts';

type Trouble =
  | { readonly trouble: 'lose' | 'repeat' } // the last frame is lost, or comes twice
  | { readonly trouble: 'cut'; readonly forgot: boolean } // `forgot`: the server answers by a snapshot
  | { readonly trouble: 'garble' } // the last frame cannot be read
  | { readonly trouble: 'ping' | 'draw' };

type Step = Happening | Trouble;

/** Texts whose code points have one and two UTF-16 units, and some of several code points. */
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('ask' as const) }) },
  { weight: 8, arbitrary: fc.record({ what: fc.constant('say' as const), text }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('rename' as const), text }) },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constantFrom(
        'done' as const,
        'fail' as const,
        'continue' as const,
        'rate' as const,
        'edit' as const,
      ),
    }),
  },
);

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({
    trouble: fc.constantFrom(
      'lose' as const,
      'repeat' as const,
      'garble' as const,
      'ping' as const,
      'draw' as const,
    ),
  }),
  fc.record({ trouble: fc.constant('cut' as const), forgot: fc.boolean() }),
);

/** A client, and a server that answers whatever it asks; between them an unreliable line. */
class Line {
  readonly world = new FakeWorld();
  readonly client = createClient(this.world.environment);
  readonly thread = new FakeThread();
  /** Everything that happened, as a client that never missed a frame was told. */
  readonly whole: DownMessage[] = [this.thread.snapshot()];
  #heard = 0;
  #frames = 0;
  #down = false;
  #forgot = false;

  async start(): Promise<void> {
    this.client.connect();
    this.client.openThread(THREAD);
    await this.#greet();
  }

  async step(step: Step, next: Trouble | undefined): Promise<void> {
    if ('what' in step) this.#tell(this.thread.happen(step), next);
    else if (step.trouble === 'ping') this.#ping();
    else if (step.trouble === 'draw') this.world.drawFrame();
    else if (step.trouble === 'cut') await this.#cut(step.forgot);
    this.#serve();
  }

  /** Lets everything come to rest: the line is whole, and time enough passes. */
  async finish(): Promise<void> {
    if (this.#down) await this.#comeBack();
    for (let turns = 0; turns < 12; turns++) {
      this.#ping();
      this.#serve();
      this.world.clock.advance(10_000);
      this.#serve();
    }
    this.world.drawFrame();
  }

  get view(): ThreadView {
    return viewOf(this.client.getState());
  }

  close(): void {
    this.client.close();
  }

  #tell(frames: DownMessage[], next: Trouble | undefined): void {
    this.whole.push(...frames);
    const last = frames.at(-1);
    for (const frame of frames) {
      const how = frame === last ? next?.trouble : undefined;
      if (how === 'garble') this.#say({ ...frame, payload: null });
      else if (how === 'lose') this.#frames += 1;
      else this.#say(frame);
      if (how === 'repeat') this.#say(frame);
    }
  }

  #say(frame: object): void {
    if (this.#down) return;
    this.#frames += 1;
    this.world.socket.says(frame);
  }

  #ping(): void {
    this.#say(down('session.ping', { payload: { seq: this.#frames + 1 } }));
  }

  /** The connection goes, and comes back at the next cut: what happens meanwhile is missed. */
  async #cut(forgot: boolean): Promise<void> {
    this.#forgot = forgot;
    if (this.#down) return this.#comeBack();
    this.world.socket.closes(1006);
    this.#down = true;
  }

  async #comeBack(): Promise<void> {
    this.world.clock.advance(30_000);
    this.#down = false;
    await this.#greet();
  }

  async #greet(): Promise<void> {
    [this.#heard, this.#frames] = [0, 1];
    await this.world.greet(welcome());
    this.#serve();
  }

  /** Answers what the client has asked since. */
  #serve(): void {
    if (this.#down) return;
    const { sent } = this.world.socket;
    for (; this.#heard < sent.length; this.#heard++) {
      const asked = sent[this.#heard];
      if (asked) for (const frame of this.#answer(asked)) this.#say(frame);
    }
  }

  #answer(asked: UpMessage): DownMessage[] {
    if (asked.type === 'thread.subscribe')
      return this.thread.resume(asked.payload.cursor ?? undefined, false);
    if (asked.type !== 'session.hello') return [];
    const cursor = asked.payload.cursors?.[THREAD];
    return cursor ? this.thread.resume(cursor, this.#forgot) : [];
  }
}

test('[R2] [R3] [D1] a view that was cut, repeated and garbled equals one that was not', {
  timeout: 60_000,
}, async () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 3, arbitrary: happening },
    { weight: 1, arbitrary: trouble },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const line = new Line();
      await line.start();
      for (const [at, current] of steps.entries()) {
        const next = steps[at + 1];
        await line.step(current, next && 'trouble' in next ? next : undefined);
        // At any time a view is a prefix: it never shows what did not happen.
        expect(line.view.offset).toBeLessThanOrEqual(
          viewOf(told(...line.whole.filter(isState))).offset,
        );
      }
      await line.finish();
      await settled();
      expect(shown(line.view)).toEqual(shown(viewOf(told(...line.whole.filter(isState)))));
      expect(line.view).toMatchObject({ sync: 'live', resync: false });
      line.close();
      expect(line.world.clock.waiting).toBe(0);
    }),
    { numRuns: 300 },
  );
});

/** What has to be equal; how a turn ended is lost with a snapshot. */
function shown({ thread, epoch, offset, items, open, turns }: ThreadView) {
  return { thread, epoch, offset, items, open, turns };
}

function isState(message: DownMessage): message is Parameters<typeof told>[number] {
  return message.type !== 'session.resumed';
}
