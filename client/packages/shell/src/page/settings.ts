import { createStore } from './store.ts';

/** Whether the settings are shown. */
export const settingsShown = createStore(false);
