/** React's side of `@instar/core`: the state as hooks, and the places where a page can be changed. */
export { type DraftMemory, Drafts } from './drafts/drafts.ts';
export { type Draft, useDraft } from './drafts/useDraft.ts';
export { type Host, HostProvider, useHost } from './host.tsx';
export { useInterface } from './interface.ts';
export { InstarProvider, useInstar } from './provider.tsx';
export { type FallbackProps, ItemRenderer } from './renderers/ItemRenderer.tsx';
export { type Renderer, Renderers } from './renderers/renderers.ts';
export { useSelector } from './selector.ts';
export type * from './slots/props.ts';
export { SlotView, useIsFilled } from './slots/SlotView.tsx';
export { type Contribution, type Fault, Slots } from './slots/slots.ts';
export { useThread } from './thread.ts';
