import type { Tokens } from '../environment.ts';

const KEY = 'instar.resume';

type Page = EventTarget & { readonly sessionStorage: Storage };

export function tokens(page: Page): Tokens {
  let held: string | undefined;
  page.addEventListener('pagehide', () => {
    if (held !== undefined) storage(page)?.setItem(KEY, held);
  });
  // A page that comes back from the browser's cache lives again.
  page.addEventListener('pageshow', () => storage(page)?.removeItem(KEY));
  return {
    take() {
      held = storage(page)?.getItem(KEY) ?? undefined;
      storage(page)?.removeItem(KEY);
      return held;
    },
    hold(token) {
      held = token;
    },
  };
}

/** The tab's storage, unless the person has forbidden it. */
function storage(page: Page): Storage | undefined {
  try {
    return page.sessionStorage;
  } catch {
    return undefined;
  }
}
