// `npm run setup`: what can be had is had; what cannot is named, and does not fail the set-up. With `--parts=a,b` only those
// are seen to, and nothing is said when all are there; with `--report=FILE` the outcome is also written for a program to read.

import { writeFileSync } from 'node:fs';
import { PART_NAMES } from './part.ts';
import { prepare } from './prepare.ts';
import { misuse, readArguments } from '../shared/arguments.ts';

const USAGE = `npm run setup [-- --parts=${PART_NAMES.join(',')}]`;
const { values } = readArguments(USAGE, { options: { parts: { type: 'string' }, report: { type: 'string' } } });
const wanted = values.parts?.split(',');
const stranger = wanted?.find((name) => !PART_NAMES.some((known) => known === name));
if (stranger !== undefined) {
  misuse(USAGE, `There is no part "${stranger}".`);
}
const parts = await prepare(PART_NAMES.filter((name) => wanted === undefined || wanted.includes(name)));
for (const part of parts) {
  if (part.kind === 'missing') {
    console.error(part.sentence);
  }
}
if (values.report !== undefined) {
  writeFileSync(values.report, JSON.stringify(parts));
}
if (wanted === undefined) {
  const missing = parts.filter((part) => part.kind === 'missing').length;
  console.log(missing === 0 ? 'Topiary is set up.' : `Topiary is set up, but for ${missing} of ${parts.length} parts.`);
}
