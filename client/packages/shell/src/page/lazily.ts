import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

const PAUSES_MS = [500, 1000, 2000, 4000, 8000, 16_000];

/**
 * A part of the page that is read when it is first drawn. A server that starts again at that moment, or a
 * network that is away, is asked again: React would keep the failure for as long as the page lives.
 */
export function lazily<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => ({ default: await persistently(load) }));
}

/** What `load` brings, tried again for half a minute. */
export async function persistently<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  for (const pause of PAUSES_MS) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => {
        setTimeout(resolve, pause);
      });
    }
  }
  return load();
}
