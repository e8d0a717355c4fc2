import { createStore } from './store.ts';

/** Whether the list of keys is shown. */
export const helpShown = createStore(false);
