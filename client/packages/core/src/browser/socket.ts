import type { Environment } from '../environment.ts';

export const createSocket: Environment['createSocket'] = (url, protocol, events) => {
  const socket = new WebSocket(url, protocol);
  socket.addEventListener('open', events.opened);
  socket.addEventListener('message', ({ data }) => events.message(data));
  socket.addEventListener('close', ({ code }) => events.closed(code));
  return {
    send: (frame) => socket.send(frame),
    close: (code) => socket.close(code),
  };
};
