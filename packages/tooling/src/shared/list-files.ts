import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** What installs, builds and tests leave in the tree; `.gitignore` names the same. */
const MADE_FOLDERS: ReadonlySet<string> = new Set([
  '.git',
  '.cache',
  '.topiary',
  'coverage',
  'dist',
  'node_modules',
  'playwright-report',
  'test-results',
]);
const MADE_SUFFIXES = ['.log', '.tsbuildinfo'] as const;

/**
 * The files that people wrote, relative to `root` and with forward slashes, under one file or folder of it. Git is not
 * asked, so that a tree that was copied instead of cloned gives the same answer.
 */
export function listFiles(root: string, under = '.'): readonly string[] {
  const start = path.posix.normalize(under);
  const stat = lstatSync(path.join(root, start), { throwIfNoEntry: false });
  if (stat === undefined) {
    return [];
  }
  if (!stat.isDirectory()) {
    return stat.isFile() ? [start] : [];
  }
  return readdirSync(path.join(root, start), { withFileTypes: true })
    .filter((entry) => !(entry.isDirectory() ? MADE_FOLDERS.has(entry.name) : isMade(entry.name)))
    .flatMap((entry) => {
      const child = path.posix.join(start, entry.name);
      return entry.isDirectory() ? listFiles(root, child) : entry.isFile() ? [child] : [];
    })
    .toSorted();
}

function isMade(name: string): boolean {
  return MADE_SUFFIXES.some((suffix) => name.endsWith(suffix));
}
