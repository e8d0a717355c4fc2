const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const shortDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const longDate = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

const DAY_MS = 86_400_000;

/** The day by the calendar of this place, as a time that differs by whole days from others. */
const dayOf = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());

/** Days from the day of `time` to the day of `now`. */
function daysAgo(time: Date, now: Date): number {
  return Math.round((dayOf(now) - dayOf(time)) / DAY_MS);
}

export const clockTime = (stamp: string): string => clock.format(new Date(stamp));

export const wholeTime = (stamp: string): string => whole.format(new Date(stamp));

/** As short as a list needs it: the hour today, the weekday this week, else the date. */
export function shortTime(stamp: string, now = new Date()): string {
  const time = new Date(stamp);
  const days = daysAgo(time, now);
  if (days <= 0) return clock.format(time);
  return (days < 7 ? weekday : shortDate).format(time);
}

/** The day in words: today, yesterday, else the date. */
export function dayName(stamp: string, now = new Date()): string {
  const time = new Date(stamp);
  const days = daysAgo(time, now);
  if (days > 1 || days < 0) return longDate.format(time);
  const word = relative.format(-days, 'day');
  return word.charAt(0).toLocaleUpperCase() + word.slice(1);
}

/** Which day it is in this place; equal for two times of the same day. */
export const dayKey = (stamp: string): string => new Date(stamp).toDateString();

/** How long something takes, as exact as it is short: `0.8 s`, `12 s`, `3 min 20 s`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${tenths.format(Math.max(0.1, seconds))} s`;
  const all = Math.round(seconds);
  if (all < 60) return `${all} s`;
  const [minutes, rest] = [Math.floor(all / 60), all % 60];
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}
