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
 * The half kilobyte of helpers that all scripts share would be a request of its own, without which the first script cannot
 * begin: that one gets a copy. They keep nothing, so that two of them do no harm.
 */
function helpersInFirstScript(): Plugin {
  const importing = /import\{([^}]*)\}from"\.\/rolldown-runtime[^"]*";/;
  const exporting = /export\{([^}]*)\};?\s*$/;
  const shared = /\s*<script type="module"[^>]*rolldown-runtime[^>]*><\/script>/;
  return {
    name: 'topiary-helpers-in-first-script',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const [first, helpers] = [FIRST_SCRIPT, 'rolldown-runtime'].map((name) =>
        chunks.find((chunk) => chunk.name === name),
      );
      const wanted = importing.exec(first?.code ?? '');
      const offered = exporting.exec(helpers?.code ?? '');
      if (first === undefined || helpers === undefined || wanted === null || offered === null) return;
      const given = (offered[1] ?? '').split(',').map((pair) => pair.split(' as ').toReversed().join(':'));
      const body = helpers.code.replace(exporting, `return{${given.join(',')}}`);
      const taken = (wanted[1] ?? '').replaceAll(' as ', ':');
      first.code = first.code.replace(importing, () => `const{${taken}}=(()=>{${body}})();`);
    },
    transformIndexHtml: { order: 'post', handler: (html) => html.replace(shared, '') },
  };
}

/**
 * The texts of a language that does not come with the page are named in it, so that a browser which wants that language
 * fetches them beside the first script. The server leaves out what the browser does not want.
 */
function textsBesideFirstScript(): Plugin {
  return {
    name: 'topiary-texts-beside-first-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.values(bundle).flatMap((output) => {
          const language = output.type === 'chunk' ? CATALOGUE.exec(output.facadeModuleId ?? '')?.[1] : undefined;
          if (language === undefined) return [];
          const attrs = {
            rel: 'modulepreload',
            crossorigin: true,
            href: `./${output.fileName}`,
            'data-language': language,
          };
          return [{ tag: 'link', attrs, injectTo: 'head' }];
        }),
    },
  };
}

const CATALOGUE = /\/i18n\/([\w-]+)\.json$/;
const FIRST_SCRIPT = 'page';

export default defineConfig({
  // Relative, because the path prefix is known only when the page is served; `<base href>` anchors it.
  base: './',
  html: { cspNonce: '__CSP_NONCE__' },
  plugins: [react(), placeholdersForDevelopment(), helpersInFirstScript(), textsBesideFirstScript()],
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
    // One script for the frame and the page that people see first: on a server that is busy, every further file waits its turn.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: FIRST_SCRIPT, test: /src\/main\.ts$/ }] } } },
  },
  server: { proxy: { '/api': { target: DEV_API, changeOrigin: false } } },
});
