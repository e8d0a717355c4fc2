import { useEffect, useRef } from 'react';
import { announce } from '../page/announce.ts';
import type { OnFloor } from './floor.ts';

/** Who takes what is said next, and the way out. Screen readers are told when that changes. */
export function FloorChip({ floor }: { readonly floor: OnFloor | undefined }) {
  const title = floor?.title;
  const told = useRef<string>(undefined);

  useEffect(() => {
    if (told.current === title) return;
    const before = told.current;
    told.current = title;
    if (title !== undefined) announce(`${title} has the floor. Escape ends it.`);
    else announce(`${before} no longer has the floor.`);
  }, [title]);

  if (floor === undefined) return null;
  return (
    <div className="floor-chip" role="note" aria-label="Floor">
      <span className="floor-dot" aria-hidden="true" />
      <span className="floor-words" dir="auto">
        <b>{floor.title}</b> has the floor
      </span>
      {floor.end && (
        <button type="button" className="floor-end" onClick={floor.end}>
          <kbd>Esc</kbd> ends it
        </button>
      )}
    </div>
  );
}
