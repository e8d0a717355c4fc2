/** React's side of `@instar/core`. */
export { InstarProvider, useInstar } from './provider.tsx';
export { useSelector } from './selector.ts';
export { useThread } from './thread.ts';
