import type { Present as User } from '@instar/protocol';
import { Avatar } from '../page/Avatar.tsx';

const SHOWN = 4;

interface Props {
  readonly presence: readonly User[];
  readonly userId: string | undefined;
}

const othersOf = ({ presence, userId }: Props) => presence.filter((each) => each.userId !== userId);

/** Who else has the thread open. */
export function Present(props: Props) {
  const others = othersOf(props);
  if (others.length === 0) return null;
  const names = others.map(({ name }) => name);
  return (
    <div className="present" role="img" aria-label={`Also here: ${names.join(', ')}`}>
      {names.slice(0, SHOWN).map((name) => (
        <Avatar key={name} name={name} size="small" />
      ))}
      {names.length > SHOWN && <span className="present-more">+{names.length - SHOWN}</span>}
    </div>
  );
}

/** Who else is typing. */
export function Typing(props: Props) {
  const names = othersOf(props).flatMap(({ name, typing }) => (typing ? [name] : []));
  return (
    <p className="typing" role="status" aria-label="Typing">
      {typingWords(names)}
    </p>
  );
}

export function typingWords(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return '';
  if (second === undefined) return `${first} is typing…`;
  return names.length === 2 ? `${first} and ${second} are typing…` : 'Several people are typing…';
}
