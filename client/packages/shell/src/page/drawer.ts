import { createStore } from './store.ts';

/** Whether the thread list is drawn over a narrow page. On a wide one it is always there. */
export const drawer = createStore(false);
