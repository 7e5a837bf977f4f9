import { runChild } from '../../bootstrap/child.mjs';
import { ROOT } from '../../bootstrap/paths.mjs';
import { PART_LIMIT_MS } from './parts.ts';
import type { CheckPart } from './parts.ts';

export interface CheckResult {
  readonly part: CheckPart;
  readonly ok: boolean;
  readonly ms: number;
  readonly output: string;
}

/** Runs the parts side by side and calls back as each one ends. */
export async function runChecks(
  parts: readonly CheckPart[],
  onEnd: (result: CheckResult) => void,
): Promise<readonly CheckResult[]> {
  return Promise.all(
    parts.map(async (part) => {
      const result = await runPart(part, part.args);
      onEnd(result);
      return result;
    }),
  );
}

/** Repairs what the tools can repair: the linter first, because its repairs may need formatting. */
export async function runFixes(parts: readonly CheckPart[]): Promise<void> {
  for (const part of parts.toReversed()) {
    if (part.fixArgs !== undefined) {
      await runPart(part, part.fixArgs);
    }
  }
}

/** The longest part has a processor for itself; the others share what is left. */
function givingWay(command: string, args: readonly string[]): { readonly command: string; readonly args: string[] } {
  return { command: 'nice', args: ['-n', '10', command, ...args] };
}

async function runPart(part: CheckPart, args: readonly string[]): Promise<CheckResult> {
  const startedAt = performance.now();
  const output: string[] = [];
  const end = await runChild({
    ...(part.isLongest === true ? { command: part.command, args } : givingWay(part.command, args)),
    cwd: ROOT,
    env: { ...process.env, ...part.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    limitMs: PART_LIMIT_MS,
    onOutput: (text) => output.push(text),
  });
  if (end.code === null) {
    output.push(`\n${part.name} did not end by itself: ${end.why}, ${end.signal ?? 'no signal'}.`);
  }
  return { part, ok: end.code === 0, ms: performance.now() - startedAt, output: output.join('').trim() };
}
