import { readFileSync } from 'node:fs';
import { PART_NAMES } from './part.ts';
import type { Part, PartName } from './part.ts';

/**
 * Reads what `prepare/main.ts --report` wrote. A part that the report does not speak of counts as missing: the program may
 * have been ended before it came to it.
 */
export function readPreparedParts(file: string, wanted: readonly PartName[]): readonly Part[] {
  const known = parseReport(file);
  return wanted.map(
    (name) =>
      known.find((part) => part.name === name) ?? {
        kind: 'missing',
        name,
        sentence: `The set-up ended before it could see to "${name}": run \`npm run setup\` and read what it says.`,
      },
  );
}

function parseReport(file: string): readonly Part[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value.filter(isPart) : [];
}

function isPart(value: unknown): value is Part {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('kind' in value)) {
    return false;
  }
  const named = PART_NAMES.some((name) => name === value.name);
  return named && (value.kind === 'ready' || (value.kind === 'missing' && 'sentence' in value));
}
