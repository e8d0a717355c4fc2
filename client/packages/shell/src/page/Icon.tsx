/** Strokes on a grid of 20. */
const PATHS = {
  attach:
    'M14.5 9.2l-5 5a3.2 3.2 0 01-4.5-4.6l5.8-5.7a2.1 2.1 0 013 3L8 12.6a1 1 0 01-1.5-1.4l4.9-4.8',
  command: 'M5 6l4 4-4 4m6 0h4.5',
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  chevron: 'M6 8l4 4 4-4',
  close: 'M5.5 5.5l9 9m0-9l-9 9',
  copy: 'M7.5 7.5v-3h8v8h-3m-8-5h8v8h-8z',
  down: 'M10 4.5v11m-4.5-4.5L10 15.5 14.5 11',
  edit: 'M4.5 15.5l.8-3.3 7.9-7.9 2.5 2.5-7.9 7.9zM11.5 6l2.5 2.5',
  file: 'M6 3.5h5l3.5 3.5v9.5H6zM11 3.5V7h3.5',
  lock: 'M5.5 9.5h9v7h-9zM7.5 9.5V7a2.5 2.5 0 015 0v2.5',
  menu: 'M3.5 6h13m-13 4h13m-13 4h13',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  options:
    'M3.5 6.5h7m4 0h2m-13 7h2m4 0h7M12.5 4.5a2 2 0 100 4 2 2 0 000-4zM7.5 11.5a2 2 0 100 4 2 2 0 000-4z',
  panel: 'M3.5 4.5h13v11h-13zM12.5 4.5v11',
  pointer: 'M6 3.8l8.6 6.6-4 .7 2.3 4.3-1.9 1-2.2-4.4L6 15z',
  plus: 'M10 4.5v11M4.5 10h11',
  question: 'M7.3 7.6a2.7 2.7 0 113.9 2.4c-.8.4-1.2.9-1.2 1.9m0 2.9h.01',
  retry: 'M15.5 9.5a5.6 5.6 0 10-1.4 4.2m1.6-8.2v4h-4',
  search: 'M9 4.2a4.8 4.8 0 100 9.6 4.8 4.8 0 000-9.6zm3.6 8.4l3.4 3.4',
  send: 'M10 15.5v-11M5.5 9L10 4.5 14.5 9',
  stop: 'M6.5 6.5h7v7h-7z',
  thumbDown:
    'M6.5 4.5v7l3.3 5c1.4 0 2-1 1.6-2.5L10.8 12h4.2a1.3 1.3 0 001.3-1.6l-1.1-4.8a1.5 1.5 0 00-1.5-1.1zm0 0h-3v7h3',
  thumbUp:
    'M6.5 15.5v-7l3.3-5c1.4 0 2 1 1.6 2.5L10.8 8h4.2a1.3 1.3 0 011.3 1.6l-1.1 4.8a1.5 1.5 0 01-1.5 1.1zm0 0h-3v-7h3',
  tool: 'M12.9 4.1a3.6 3.6 0 00-4.4 4.6L4 13.2 6.8 16l4.5-4.5a3.6 3.6 0 004.6-4.4l-2.3 2.3-2.3-.7-.7-2.3z',
  trash: 'M4 6h12M8 6V4h4v2m-6.5 0l.7 10h7.6l.7-10M8.5 9v4.5m3-4.5v4.5',
  warning: 'M10 3.8l7 12.4H3zM10 8.5v3.5m0 2.2h.01',
} as const;

export type IconName = keyof typeof PATHS;

export function isIcon(name: string): name is IconName {
  return Object.hasOwn(PATHS, name);
}

/** A drawing beside words or inside a button that has a name; hidden from screen readers. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
