import { useEffect, useState } from 'react';

/** `value` once it has stayed the same for `wait` milliseconds; undefined until the first has. */
export function useDebounced<T>(value: T, wait: number): T | undefined {
  const [settled, setSettled] = useState<T>();

  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);

  return settled;
}
