import { UpMessage } from '@instar/protocol';
import type { Socket, SocketEvents } from '../environment.ts';

/** The server's end of a socket: what was sent, and what the test says. */
export class FakeSocket implements Socket {
  readonly sent: UpMessage[] = [];
  /** The code with which the client closed. */
  closedWith: number | undefined;
  readonly #events: SocketEvents;

  constructor(events: SocketEvents) {
    this.#events = events;
  }

  send(frame: string): void {
    this.sent.push(UpMessage.parse(JSON.parse(frame)));
  }

  close(code: number): void {
    this.closedWith = code;
  }

  open(): void {
    this.#events.opened();
  }

  says(...messages: object[]): void {
    for (const message of messages) this.saysRaw(JSON.stringify(message));
  }

  saysRaw(data: unknown): void {
    this.#events.message(data);
  }

  closes(code: number): void {
    this.#events.closed(code);
  }

  /** The messages of a type that the client sent, oldest first. */
  sentOf<Type extends UpMessage['type']>(type: Type): Extract<UpMessage, { type: Type }>[] {
    return this.sent.filter(
      (message): message is Extract<UpMessage, { type: Type }> => message.type === type,
    );
  }

  /** The last message of a type. Throws when there is none. */
  lastOf<Type extends UpMessage['type']>(type: Type): Extract<UpMessage, { type: Type }> {
    const last = this.sentOf(type).at(-1);
    if (!last) throw new Error(`The client sent no ${type}.`);
    return last;
  }
}
