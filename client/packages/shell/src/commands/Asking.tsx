import { Suspense } from 'react';
import { lazily } from '../page/lazily.ts';
import { useStore } from '../page/store.ts';
import { asked } from './running.ts';

const CommandDialog = lazily(() =>
  import('./CommandDialog.tsx').then((module) => module.CommandDialog),
);
let count = 0;
const keys = new WeakMap<object, number>();

/** The dialog of the command that waits to be filled in or confirmed, if one does. */
export function Asking() {
  const wanted = useStore(asked);
  if (!wanted) return null;
  const key = keys.get(wanted) ?? ++count;
  keys.set(wanted, key);
  return (
    <Suspense>
      <CommandDialog key={key} wanted={wanted} />
    </Suspense>
  );
}
