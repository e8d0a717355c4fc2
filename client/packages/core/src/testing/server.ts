/** A small server of one thread: its log, its open answer, and the answers to cursors [R1]–[R3]. */
import type { Cursor, DownMessage, Item, ThreadSnapshot } from '@instar/protocol';
import type { LogEvent } from '../state/actions.ts';
import { answer, delta, event, item, resumed, snapshot, thread, turn } from './messages.ts';

type Logged = Exclude<LogEvent, ThreadSnapshot>;

/** What may happen in a thread. `text` is what an answer says, or a title. */
export type Happening =
  | { readonly what: 'ask' | 'done' | 'fail' | 'continue' | 'rate' | 'edit' }
  | { readonly what: 'say' | 'rename'; readonly text: string };

export class FakeThread {
  readonly #log: Logged[] = [];
  #items: Item[] = [];
  #thread = thread();
  #turns = 0;
  #said = '';

  /** Lets something happen, if it can now, and answers with the frames that tell it. */
  happen(happening: Happening): DownMessage[] {
    switch (happening.what) {
      case 'ask':
        return this.#open ? [] : this.#ask();
      case 'say':
        return this.#say(happening.text);
      case 'done':
      case 'fail':
        return this.#end(happening.what);
      case 'continue':
        return this.#continue();
      case 'rate':
        return this.#rate();
      case 'edit':
        return this.#edit();
      case 'rename':
        this.#thread = { ...this.#thread, title: happening.text };
        return [this.#append('thread.updated', { thread: this.#thread })];
    }
  }

  /** The replay after a cursor, or a snapshot when there is none or the server `forgot`. */
  resume(cursor: Cursor | undefined, forgot: boolean): DownMessage[] {
    const head = this.#log.length;
    if (cursor && !forgot)
      return [...this.#log.slice(cursor.offset), ...this.#rest(cursor), resumed(head)];
    return [this.snapshot(), ...this.#rest(undefined), resumed(head, false)];
  }

  /** As of the last checkpoint: an open answer may have said more. */
  snapshot(): ThreadSnapshot {
    const turns = this.#open ? [turn(this.#turnId)] : [];
    return snapshot(this.#log.length, { thread: this.#thread, items: this.#items, turns });
  }

  get #turnId(): string {
    return `trn_${this.#turns}`;
  }

  /** The answer that grows, with its text at the last event. */
  get #open(): Item | undefined {
    const last = this.#items.at(-1);
    return last?.status === 'in_progress' ? last : undefined;
  }

  get #whole(): Item | undefined {
    const open = this.#open;
    return open && { ...open, content: [{ type: 'output_text', text: this.#said }] };
  }

  #append<Type extends Logged['type']>(
    type: Type,
    payload: Extract<Logged, { type: Type }>['payload'],
  ) {
    const logged = event(type, this.#log.length + 1, payload as never, { turnId: this.#turnId });
    this.#log.push(logged as Logged);
    return logged;
  }

  #put(type: 'item.added' | 'item.updated' | 'item.done', changed: Item) {
    const others = this.#items.filter(({ id }) => id !== changed.id);
    this.#items = [...others, changed].toSorted((one, other) => one.position - other.position);
    return this.#append(type, { item: changed });
  }

  #ask(): DownMessage[] {
    this.#turns += 1;
    this.#said = '';
    const place = this.#log.length + 1;
    return [
      this.#put('item.added', item(`itm_${place}`, place, { turnId: this.#turnId })),
      this.#append('turn.accepted', { turn: turn(this.#turnId) }),
      this.#append('turn.start', { handler: 'core.chat' }),
      this.#put('item.added', answer(`itm_${place + 3}`, place + 3, '', { turnId: this.#turnId })),
    ];
  }

  #say(text: string): DownMessage[] {
    const open = this.#open;
    if (!open) return [];
    const pos = [...this.#said].length;
    this.#said += text;
    return [delta(open.id, pos, text, open.attempt)];
  }

  #end(how: 'done' | 'fail'): DownMessage[] {
    const whole = this.#whole;
    if (!whole) return [];
    const [status, end] =
      how === 'done' ? (['done', 'completed'] as const) : (['incomplete', 'failed'] as const);
    return [
      this.#put('item.done', { ...whole, status }),
      this.#append('turn.end', { status: end, retryable: how === 'fail' }),
    ];
  }

  #continue(): DownMessage[] {
    const last = this.#items.at(-1);
    if (last?.status !== 'incomplete') return [];
    const again: Item = { ...last, status: 'in_progress', attempt: (last.attempt ?? 1) + 1 };
    return [
      this.#append('turn.accepted', { turn: turn(this.#turnId) }),
      this.#append('turn.start', { handler: 'core.chat' }),
      this.#put('item.updated', again),
    ];
  }

  #rate(): DownMessage[] {
    const rated = this.#whole ?? this.#items.at(-1);
    return rated ? [this.#put('item.updated', { ...rated, rating: 'up' })] : [];
  }

  /** The last question, and all after it, is said anew. */
  #edit(): DownMessage[] {
    const from = this.#items.findLastIndex(({ type }) => type === 'user_message');
    if (this.#open || from < 0) return [];
    const itemIds = this.#items.slice(from).map(({ id }) => id);
    this.#items = this.#items.slice(0, from);
    return [this.#append('item.removed', { itemIds }), ...this.#ask()];
  }

  #rest(cursor: Cursor | undefined): DownMessage[] {
    const open = this.#open;
    if (!open) return [];
    const held = cursor?.open?.[open.id];
    const pos = held && held.attempt === open.attempt ? held.pos : 0;
    return [delta(open.id, pos, [...this.#said].slice(pos).join(''), open.attempt)];
  }
}
