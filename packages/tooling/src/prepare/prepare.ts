import { ensureChromium, ensureServers } from '@topiary/sandbox';
import { withProgress } from '../../bootstrap/progress.mjs';
import type { SayDetail } from '../../bootstrap/progress.mjs';
import { PART_LABELS } from './part.ts';
import type { Part, PartName } from './part.ts';
import { ensurePages } from './web-pages.ts';

/** Sees to the named parts side by side and reports on each; one that cannot be had does not keep the others from it. */
export async function prepare(names: readonly PartName[]): Promise<readonly Part[]> {
  return Promise.all(names.map((name) => (name === 'pages' ? ensurePages() : ensureFetched(name))));
}

async function ensureFetched(name: Exclude<PartName, 'pages'>): Promise<Part> {
  try {
    await withProgress(`Getting ${PART_LABELS[name]}`, (say) => fetchPart(name, say));
    return { kind: 'ready', name };
  } catch (error) {
    return { kind: 'missing', name, sentence: error instanceof Error ? error.message : String(error) };
  }
}

async function fetchPart(name: Exclude<PartName, 'pages'>, onProgress: SayDetail): Promise<void> {
  if (name === 'chromium') {
    await ensureChromium({ onProgress });
  } else {
    await ensureServers({ wishes: [{ family: name }], onProgress });
  }
}
