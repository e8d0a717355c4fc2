/** The client's world in a page. */
import type { Environment } from '../environment.ts';
import { clock, requestFrame } from './clock.ts';
import { newId } from './id.ts';
import { network } from './network.ts';
import { openOutbox } from './outbox.ts';
import { createSocket } from './socket.ts';
import { tokens } from './tokens.ts';

export function browserEnvironment(): Environment {
  return {
    url: socketUrl(window.location),
    client: 'instar-web',
    clock,
    network: network(window),
    tokens: tokens(window),
    fetch: (input, init) => window.fetch(input, init),
    random: Math.random,
    newId: () => newId(clock.now()),
    createSocket,
    requestFrame,
    createRequest: () => new XMLHttpRequest(),
    openOutbox,
  };
}

function socketUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`;
}
