/** A world for tests: a server's end of the socket, time that the test moves, and what a server says. */
export { answer, down, item, resumed, snapshot, THREAD, thread, welcome } from './messages.ts';
export { FakeWorld, settled } from './world.ts';
