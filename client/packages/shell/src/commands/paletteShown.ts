import { createStore } from '../page/store.ts';

/** Whether the list of all commands is shown. */
export const paletteShown = createStore(false);
