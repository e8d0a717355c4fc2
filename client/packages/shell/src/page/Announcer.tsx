import { announcement } from './announce.ts';
import { useStore } from './store.ts';

export function Announcer() {
  const { text, count } = useStore(announcement);
  return (
    <div className="visually-hidden" role="status" aria-label="Announcements" aria-live="polite">
      <span key={count}>{text}</span>
    </div>
  );
}
