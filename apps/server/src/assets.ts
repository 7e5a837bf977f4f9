/**
 * The one place that knows where the built page and other threads' sources lie. The page is read again when its file changes, so that a rebuild
 * needs no restart, and gets the nonce of its request and the path prefix. What it consists of is kept in memory once it
 * was asked for: reading and compressing take many turns of an event loop, and on a server that watches thousands of
 * servers each of them waits for hundreds of answers.
 */
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** The thread of a rehearsal. */
export const REHEARSAL_WORKER_FILE = new URL('./rehearsal/rehearsal-worker.ts', import.meta.url);

/** What the browsable page of the API is made of, by the name it is asked for. */
export const API_DOCS_FILES: Readonly<Record<string, string>> = Object.fromEntries(
  ['swagger-ui.css', 'swagger-ui-bundle.js'].map((name) => [
    name,
    createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`),
  ]),
);

/** The build makes some sixty, of 2 MB; a rebuild without a restart adds its own. */
export const MAX_KEPT_ASSETS = 500;

export interface WebApp {
  /** Files beside the page, served as they are. */
  readonly directory: string;
  /** `null`: the page is not built. */
  page(values: PageValues): Promise<string | null>;
  /** A file of the build whose name holds a hash of its content; `null`: there is none of that name. */
  asset(name: string): Promise<WebAsset | null>;
}

export interface WebAsset {
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
}

export interface PageValues {
  readonly nonce: string;
  /** '' or `/prefix`. */
  readonly base: string;
  /** Two letters; texts of other languages that the page names are left out of it. */
  readonly language: string;
  /** Values as JSON, by the id of the element that holds them; whatever characters they hold, they end no element. */
  readonly data: Readonly<Record<string, unknown>>;
}

export const BUILT_WEB_APP = fileURLToPath(new URL('../../web/dist/', import.meta.url));

export function openWebApp(directory: string): WebApp {
  const template = keepTemplate(directory);
  return {
    directory,
    asset: keepAssets(`${directory}/assets`),
    page: async ({ nonce, base, language, data }) =>
      (await template())
        ?.replaceAll(TEXTS_OF_LANGUAGE, (link, of: string) => (of.startsWith(language) ? link : ''))
        .replaceAll('__CSP_NONCE__', nonce)
        .replaceAll('__BASE__', escapeAttribute(base))
        // A function, as a text would have its dollar signs read.
        .replace('</head>', () => `${Object.entries(data).map(dataElement).join('')}</head>`) ?? null,
  };
}

/** How the build names the texts of a language that does not come with the page. */
const TEXTS_OF_LANGUAGE = /\s*<link\b[^>]*\bdata-language="([^"]*)"[^>]*>/g;

/** Kept until something in the directory changes; where that cannot be watched, read each time. */
function keepTemplate(directory: string): () => Promise<string | null> {
  let kept: Promise<string | null> | null = null;
  function read(): Promise<string | null> {
    return readFile(`${directory}/index.html`, 'utf8').catch(() => null);
  }
  function isWatched(): boolean {
    try {
      const watcher = watch(directory, { persistent: false });
      const forget = (): void => {
        kept = null;
        // The directory itself may have been replaced: the next reading watches afresh.
        watcher.close();
      };
      watcher.on('change', forget).on('error', forget);
      return true;
    } catch {
      return false;
    }
  }
  return () => {
    if (kept !== null) return kept;
    // Watched before it is read, so that no change is missed between.
    if (!isWatched()) return read();
    kept = read();
    return kept;
  };
}

/** Of a type that browsers do not run: the policy against scripts in the page does not concern it. */
function dataElement([id, value]: readonly [string, unknown]): string {
  const json = JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
  return `<script type="application/json" id="${escapeAttribute(id)}">${json}</script>`;
}

function keepAssets(directory: string): WebApp['asset'] {
  const kept = new Map<string, Promise<WebAsset | null>>();
  return async (name) => {
    if (!ASSET_NAME.test(name)) return null;
    const known = kept.get(name);
    if (known !== undefined) return known;
    const reading = readAsset(`${directory}/${name}`);
    if (kept.size < MAX_KEPT_ASSETS) kept.set(name, reading);
    const asset = await reading;
    // It may be built later.
    if (asset === null) kept.delete(name);
    return asset;
  };
}

/** In this directory, and not hidden. */
const ASSET_NAME = /^[\w-][\w.-]*$/;

async function readAsset(path: string): Promise<WebAsset | null> {
  try {
    const bytes = await readFile(path);
    return { bytes, gzipped: await promisify(gzip)(bytes) };
  } catch {
    return null;
  }
}

/** Said instead of the page when that is not built. */
export function notBuiltPage(): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Topiary</title></head><body>',
    '<h1>The web page of Topiary is not built yet</h1>',
    '<p>Run <code>npm run setup</code> in the folder of Topiary, then reload this page. The API works meanwhile.</p>',
    '<p lang="zh-CN">Topiary 的网页尚未构建。请在 Topiary 目录中运行 <code>npm run setup</code>，然后刷新此页面。API 仍可使用。</p>',
    '</body></html>',
  ].join('\n');
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
