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
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': { target: DEV_API, changeOrigin: false } } },
});
