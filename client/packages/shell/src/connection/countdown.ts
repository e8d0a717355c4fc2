import { useEffect, useState } from 'react';

/** Whole seconds until `until` (epoch milliseconds), counted down while it is shown. */
export function useCountdown(until: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());

  useEffect(() => {
    if (until === undefined) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [until]);

  return until === undefined ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}
