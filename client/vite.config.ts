import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** The server that `make dev` starts beside the page. */
const server = process.env['INSTAR_DEV_SERVER'] ?? 'http://127.0.0.1:8765';

/** The server accepts its own origin only, so a request through the proxy says that it is same-site. */
const toServer = { target: server, changeOrigin: true, headers: { origin: server } };

export default defineConfig({
  root: 'packages/shell',
  base: '/',
  cacheDir: '../../node_modules/.vite',
  plugins: [react()],
  build: {
    outDir: '../../../src/instar/static',
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    proxy: { '/api': toServer, '/ws': { ...toServer, ws: true } },
  },
  test: {
    root: import.meta.dirname,
    environment: 'happy-dom',
    setupFiles: ['vitest.setup.ts'],
    include: ['packages/*/{src,tests}/**/*.test.{ts,tsx}'],
    passWithNoTests: true,
    sequence: { shuffle: true },
    unstubGlobals: true,
  },
});
