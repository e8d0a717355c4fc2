/** React's side of `@instar/core`. */
export { useInterface } from './interface.ts';
export { InstarProvider, useInstar } from './provider.tsx';
export { useSelector } from './selector.ts';
export { useThread } from './thread.ts';
