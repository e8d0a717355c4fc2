import type { widgets } from '@instar/protocol';
import type { CSSProperties } from 'react';

type Boxed = {
  readonly [Name in keyof Omit<widgets.Box, 'type' | 'children' | 'key'>]?:
    | widgets.Box[Name]
    | undefined;
};

/** Steps of 4 px, as a length that grows with the text. */
const steps = (count: number | undefined): string | undefined =>
  typeof count === 'number' ? `${count / 4}rem` : undefined;

const pixels = (count: number | null | undefined): string | undefined =>
  typeof count === 'number' ? `${count / 16}rem` : undefined;

export function paddingOf(padding: number | widgets.Edges | undefined): CSSProperties {
  if (typeof padding !== 'object') return { padding: steps(padding) };
  const { x, y, top, right, bottom, left } = padding;
  const of = (side: number | null | undefined, axis: number | null | undefined) =>
    steps(side ?? axis ?? 0);
  return {
    padding: [of(top, y), of(right, x), of(bottom, y), of(left, x)].join(' '),
  };
}

/** The numbers of a box. Nothing but numbers becomes style; names become classes. */
export function sizesOf(node: Boxed): CSSProperties {
  return {
    ...paddingOf(node.padding),
    gap: steps(node.gap),
    flex: typeof node.flex === 'number' ? `${node.flex} 1 0` : undefined,
    width: pixels(node.width),
    height: pixels(node.height),
    minWidth: pixels(node.minWidth),
    maxWidth: node.maxWidth ? `min(100%, ${pixels(node.maxWidth)})` : undefined,
    minHeight: pixels(node.minHeight),
    maxHeight: pixels(node.maxHeight),
    aspectRatio: node.aspectRatio ?? undefined,
    borderWidth: node.border ? `${node.border}px` : undefined,
  };
}

/** Class names of the tokens that are there: `w-color-danger`. */
export const classes = (base: string, tokens: Readonly<Record<string, unknown>>): string =>
  Object.entries(tokens).reduce(
    (names, [name, value]) =>
      value === undefined || value === null || value === false
        ? names
        : `${names} w-${name}${value === true ? '' : `-${value}`}`,
    base,
  );

/** The class names of a box. */
export const boxClasses = (base: string, node: Boxed): string =>
  classes(base, {
    align: node.align,
    justify: node.justify,
    wrap: node.wrap === 'wrap',
    bg: node.background,
    radius: node.radius,
    border: Boolean(node.border),
  });
