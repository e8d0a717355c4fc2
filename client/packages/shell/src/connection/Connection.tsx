import { useSelector } from '@instar/react';
import { PHASES } from './words.ts';

/** The connection in a word, always in sight. The banner says more when something is wrong. */
export function Connection() {
  const phase = useSelector((state) => state.connection.phase);
  return (
    <div className={`connection connection-${phase}`} role="status" aria-label="Connection">
      <span className="connection-dot" aria-hidden="true" />
      <span className="connection-word">{PHASES[phase]}</span>
    </div>
  );
}
