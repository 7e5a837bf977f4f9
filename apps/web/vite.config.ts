import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const DEV_API = process.env['TOPIARY_DEV_API'] ?? 'http://127.0.0.1:3000';

/** The server fills these in when it serves the page; under `vite dev` nobody does, so they stand for "no prefix". */
function placeholdersForDevelopment(): Plugin {
  return {
    name: 'topiary-placeholders',
    apply: 'serve',
    transformIndexHtml: (html) => html.replaceAll('__BASE__', '').replaceAll('__CSP_NONCE__', ''),
  };
}

export default defineConfig({
  // Relative, because the path prefix is known only when the page is served; `<base href>` anchors it.
  base: './',
  html: { cspNonce: '__CSP_NONCE__' },
  plugins: [react(), placeholdersForDevelopment()],
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
    // One script for the frame and the page that people see first: on a server that is busy, every further file waits its turn.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'page', test: /src\/main\.ts$/ }] } } },
  },
  server: { proxy: { '/api': { target: DEV_API, changeOrigin: false } } },
});
