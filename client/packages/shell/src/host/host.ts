import { Drafts, type Fault, type Host, Renderers, Slots } from '@instar/react';
import { recall, remember } from '../page/memory.ts';
import { toast } from '../page/toasts.ts';
import { contributions } from './contributions.ts';
import { renderers } from './renderers.ts';

/** A page with its own parts in it. They come in by the door that is open to everybody. */
export function createHost(): Host {
  const host = {
    slots: new Slots(tellOfFault),
    renderers: new Renderers(),
    drafts: new Drafts({
      load: (key) => recall(`draft.${key}`),
      save: (key, text) => remember(`draft.${key}`, text),
    }),
  };
  for (const contribution of contributions) host.slots.register(contribution);
  for (const renderer of renderers) host.renderers.register(renderer);
  return host;
}

/** React has written the error to the console already. */
function tellOfFault({ slot, contributionId }: Fault): void {
  toast({
    text: `“${contributionId}” broke and was taken out of ${slot}.`,
    tone: 'danger',
    action: { label: 'Load again', run: () => location.reload() },
  });
}
