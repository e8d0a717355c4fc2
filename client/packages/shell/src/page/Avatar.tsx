const HUES = 6;

/** A person as initials in a colour of their own. The name stands beside it or in its title. */
interface Props {
  readonly name: string;
  readonly size?: 'normal' | 'small';
}

export function Avatar({ name, size = 'normal' }: Props) {
  return (
    <span className={`avatar avatar-${size} hue-${hueOf(name)}`} title={name} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : ''];
  return (firstChar(first) + firstChar(last)).toLocaleUpperCase();
}

const firstChar = (word: string): string => [...word][0] ?? '';

function hueOf(name: string): number {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return sum % HUES;
}
