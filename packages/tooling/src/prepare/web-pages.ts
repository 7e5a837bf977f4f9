import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runChild } from '../../bootstrap/child.mjs';
import { withFileLock } from '../../bootstrap/file-lock.mjs';
import { CACHE, ROOT, bin } from '../../bootstrap/paths.mjs';
import { withProgress } from '../../bootstrap/progress.mjs';
import { contentHash } from '../shared/content-hash.ts';
import type { Part } from './part.ts';

const INPUTS = ['apps/web', 'packages/contract/src', 'packages/domain/src', 'pnpm-lock.yaml'] as const;
const PAGES = path.join(ROOT, 'apps/web/dist/index.html');
const RECORD = path.join(CACHE, 'web-pages.hash');
const LOG = path.join(CACHE, 'web-pages.log');
const BUILD_LIMIT_MS = 180_000;

/** Builds the pages that `topiary serve` serves, unless they were built from the very same inputs. */
export async function ensurePages(): Promise<Part> {
  const lock = {
    file: path.join(CACHE, 'web-pages.lock'),
    waitMs: BUILD_LIMIT_MS,
    onWait: (pid: number): void => console.log(`Process ${pid} is building the web pages: waiting for it.`),
  };
  return withFileLock(lock, async (): Promise<Part> => {
    const wanted = contentHash(ROOT, INPUTS);
    if (existsSync(PAGES) && existsSync(RECORD) && readFileSync(RECORD, 'utf8') === wanted) {
      return { kind: 'ready', name: 'pages' };
    }
    rmSync(RECORD, { force: true });
    const problem = await withProgress('Building the web pages', build);
    if (problem !== undefined) {
      return { kind: 'missing', name: 'pages', sentence: problem };
    }
    writeFileSync(RECORD, wanted);
    return { kind: 'ready', name: 'pages' };
  });
}

async function build(): Promise<string | undefined> {
  const output: string[] = [];
  const end = await runChild({
    command: bin('node'),
    args: [path.join(ROOT, 'apps/web/node_modules/vite/bin/vite.js'), 'build'],
    cwd: path.join(ROOT, 'apps/web'),
    stdio: ['ignore', 'pipe', 'pipe'],
    limitMs: BUILD_LIMIT_MS,
    onOutput: (text) => output.push(text),
  });
  if (end.code === 0 && existsSync(PAGES)) {
    return undefined;
  }
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(LOG, output.join(''));
  const how =
    end.why === 'timed-out' ? `not done in ${BUILD_LIMIT_MS / 1000} s` : `code ${end.code ?? end.signal ?? end.why}`;
  return `The web pages could not be built (${how}): read ${path.relative(ROOT, LOG)}, then run \`npm run setup\` again.`;
}
