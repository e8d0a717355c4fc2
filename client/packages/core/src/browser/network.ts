import type { Network } from '../environment.ts';

export function network(page: Window): Network {
  const { navigator, document } = page;
  return {
    online: () => navigator.onLine,
    onWake(listener) {
      const seen = () => document.visibilityState === 'visible' && listener();
      page.addEventListener('online', listener);
      document.addEventListener('visibilitychange', seen);
      return () => {
        page.removeEventListener('online', listener);
        document.removeEventListener('visibilitychange', seen);
      };
    },
    onOffline(listener) {
      page.addEventListener('offline', listener);
      return () => page.removeEventListener('offline', listener);
    },
  };
}
