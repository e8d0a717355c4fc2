const ALLOWED = new Set(['http:', 'https:', 'mailto:']);

/** The address as a browser reads it, when it is absolute and of a kind that can do no harm. */
export function safeHref(href: string): string | undefined {
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  return ALLOWED.has(url.protocol) ? url.href : undefined;
}
