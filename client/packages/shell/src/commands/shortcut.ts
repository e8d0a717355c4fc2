/** Keys for commands, as in `Mod+Shift+D`. `Mod` is the Command key on a Mac, else Control. */
export const isMac = /Mac|iP(?:hone|ad)/.test(navigator.userAgent);

/** What stands on the key. */
export const MOD = isMac ? '⌘' : 'Ctrl';

interface Shortcut {
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly key: string;
}

/** Whose loss would hurt: of the browser, of text fields, of the system, and the page's own. */
const ESSENTIAL: ReadonlySet<string> = new Set([
  ...[...'acdfghjlmnopqrstvwxyz0123456789.,;'].map((key) => `Mod+${key}`),
  ...[...'bcijnprtwz'].map((key) => `Mod+Shift+${key}`),
  ...['k', '/', 'Shift+o', 'Shift+f'].map((key) => `Mod+${key}`),
]);

/** The keys of a shortcut as a person reads them; none when the page does not take it. */
export function keysOf(shortcut: string | null | undefined): readonly string[] {
  const read = readShortcut(shortcut);
  if (!read) return [];
  const { mod, shift, alt, key } = read;
  return [
    ...(mod ? [MOD] : []),
    ...(alt ? ['Alt'] : []),
    ...(shift ? ['Shift'] : []),
    key.toUpperCase(),
  ];
}

/** Whether a shortcut was pressed. Without `Mod` none is while a person writes. */
export function isPressed(shortcut: string | null | undefined, event: KeyboardEvent): boolean {
  const read = readShortcut(shortcut);
  if (!read || event.isComposing || (!read.mod && isWriting(event.target))) return false;
  const [mod, other] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return (
    mod === read.mod &&
    !other &&
    event.shiftKey === read.shift &&
    event.altKey === read.alt &&
    (event.key.toLowerCase() === read.key || event.code === codeOf(read.key))
  );
}

function readShortcut(shortcut: string | null | undefined): Shortcut | undefined {
  const parts = (shortcut ?? '').split('+');
  const key = parts.pop()?.toLowerCase() ?? '';
  const has = (name: string) => parts.includes(name);
  const known = parts.every((part) => ['Mod', 'Shift', 'Alt'].includes(part));
  const [mod, shift, alt] = [has('Mod'), has('Shift'), has('Alt')];
  const name = [...(mod ? ['Mod'] : []), ...(alt ? ['Alt'] : []), ...(shift ? ['Shift'] : []), key];
  const taken = !known || !/^[a-z0-9./,;]$/.test(key) || ESSENTIAL.has(name.join('+'));
  return taken ? undefined : { mod, shift, alt, key };
}

/** With Alt or Shift a key may write something else than what stands on it. */
function codeOf(key: string): string {
  return /\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`;
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
