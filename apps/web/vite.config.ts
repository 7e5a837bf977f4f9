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

/**
 * The connection that brought the page takes what the page names first, at once; the others have to be made. That should be
 * the script itself, not the half kilobyte that all scripts share.
 */
function longScriptFirst(): Plugin {
  const shared = /\s*<script type="module" crossorigin src="([^"]*rolldown-runtime[^"]*)"([^>]*)><\/script>/;
  return {
    name: 'topiary-long-script-first',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const [whole = '', href = '', rest = ''] = shared.exec(html) ?? [];
        if (whole === '') return html;
        const link = `  <link rel="modulepreload" crossorigin href="${href}"${rest}>\n  </head>`;
        return html.replace(whole, '').replace('</head>', link);
      },
    },
  };
}

export default defineConfig({
  // Relative, because the path prefix is known only when the page is served; `<base href>` anchors it.
  base: './',
  html: { cspNonce: '__CSP_NONCE__' },
  plugins: [react(), placeholdersForDevelopment(), longScriptFirst()],
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
