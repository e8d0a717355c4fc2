// A chat server as one writes it by hand: http + ws, no storage. `node node.mjs PORT`.
// With DATABASE, one of Instar's, it also serves the newest items of a thread and searches them.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';

const { WebSocketServer } = createRequire(`${process.cwd()}/`)('ws');
const PAGE = '<!doctype html><title>Chat</title><textarea></textarea>';
const threads = new Map();
const history = process.env.DATABASE ? await openHistory(process.env.DATABASE) : undefined;

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === '/') return answer(response, 'text/html', PAGE);
  const asked = Object.fromEntries(searchParams);
  if (pathname === '/items') return answer(response, 'application/json', history.newest(asked));
  if (pathname === '/search') return answer(response, 'application/json', history.find(asked));
  response.writeHead(404).end();
});

new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  let joined;
  socket.on('message', (data) => {
    const message = JSON.parse(data);
    if (message.type === 'thread.subscribe') {
      joined = join(message.thread, socket);
      const page = history?.newest({ thread: message.thread });
      if (page) socket.send(`{"type":"thread.snapshot","payload":${page}}`);
      socket.send('{"type":"session.resumed"}');
    } else if (message.type === 'turn.submit') void answerTurn(message);
    else if (message.type === 'thread.read') socket.send(`{"type":"ack","ref":"${message.id}"}`);
  });
  socket.on('close', () => joined?.delete(socket));
});

server.listen(Number(process.argv[2]), '127.0.0.1');

function join(thread, socket) {
  if (!threads.has(thread)) threads.set(thread, new Set());
  return threads.get(thread).add(socket);
}

/** As Instar's handlers: `/stream N`, `/stamped SECONDS PAUSE_MS BYTES`; one message a delta. */
async function answerTurn({ thread, text, id }) {
  const [command, amount, pause = 0, size = 0] = text.split(' ');
  const itemId = randomUUID();
  const turnId = randomUUID();
  const until = performance.now() + amount * 1000;
  const goesOn = (number) => (command === '/stamped' ? performance.now() < until : number < amount);
  let pos = 0;
  for (let number = 0; goesOn(number); number++) {
    const stamp = command === '/stamped' ? `@${process.hrtime.bigint()} ` : '';
    const delta = `token${number} ${stamp}`.padEnd(size);
    const payload = { itemId, attempt: 1, pos, delta };
    tell(thread, { type: 'turn.delta', threadId: thread, turnId, payload });
    pos += delta.length;
    await (Number(pause) ? setTimeout(Number(pause)) : new Promise(setImmediate));
  }
  tell(thread, { type: 'turn.end', ref: id, threadId: thread, turnId });
}

function tell(thread, message) {
  const envelope = { v: 1, id: randomUUID(), ts: new Date().toISOString(), ...message };
  const text = JSON.stringify(envelope);
  for (const socket of threads.get(thread)) socket.send(text);
}

function answer(response, type, body) {
  const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
  response.writeHead(200, headers).end(body);
}

async function openHistory(path) {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(path, { readOnly: true });
  const newest = database.prepare(
    'SELECT * FROM items WHERE thread_id = ? ORDER BY position DESC LIMIT ?',
  );
  const found = database.prepare(
    `SELECT i.*, snippet(item_words, 0, '', '', '…', 24) AS excerpt
     FROM item_words w JOIN searchable s ON s.id = w.rowid JOIN items i ON i.id = s.item_id
     WHERE item_words MATCH ? ORDER BY w.rowid DESC LIMIT ?`,
  );
  const page = (rows) => JSON.stringify({ data: rows.map(itemOf) });
  return {
    newest: ({ thread, limit = 50 }) => page(newest.all(thread, Number(limit))),
    find: ({ q, limit = 20 }) => page(found.all(q, Number(limit))),
  };
}

function itemOf({ author, content, attachments, ...item }) {
  const [by, said, files] = [author, content, attachments].map((text) => JSON.parse(text));
  return { ...item, author: by, content: said, attachments: files };
}
