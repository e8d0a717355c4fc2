/** A UUIDv7 without dashes. `crypto.randomUUID` is missing where a page is served without TLS. */
export function newId(now: number): string {
  const random = crypto.getRandomValues(new Uint8Array(10));
  const [version = 0, variant = 0] = [random[0], random[2]];
  random[0] = (version & 0x0f) | 0x70;
  random[2] = (variant & 0x3f) | 0x80;
  const time = now.toString(16).padStart(12, '0');
  return time + Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
