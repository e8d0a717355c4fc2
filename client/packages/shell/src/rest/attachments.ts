import type { Rest } from '@instar/core';

const address = (rest: Rest, id: string, what: string): string =>
  rest.url(`/attachments/${encodeURIComponent(id)}/${what}`);

export const contentAddress = (rest: Rest, id: string): string => address(rest, id, 'content');
export const previewAddress = (rest: Rest, id: string): string => address(rest, id, 'preview');
