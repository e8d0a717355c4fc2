import { useSelector } from '@instar/react';
import { useCountdown } from '../connection/countdown.ts';

/** How long a question waits for an answer, by the server's clock. */
export function TimeLeft({ until }: { readonly until: string }) {
  const offset = useSelector((state) => state.clockOffset);
  const seconds = useCountdown(Date.parse(until) - offset);
  return (
    <p className="ask-time" role="timer">
      Waits {inWords(seconds)} for an answer
    </p>
  );
}

/** As exact as a person needs it: seconds only near the end. */
function inWords(seconds: number): string {
  if (seconds >= 7200) return `${Math.round(seconds / 3600)} hours`;
  if (seconds >= 120) return `${Math.round(seconds / 60)} minutes`;
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
}
