import { useEffect, useState } from 'react';

/** Whole seconds until `until` (epoch milliseconds), counted down while it is shown. */
export function useCountdown(until: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());

  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);

  return until === undefined ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}
