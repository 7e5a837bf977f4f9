// `npm run soak`, or `npm run soak -- properties` for some parts. A part that was ended goes on where it was when the source
// is the same; `--again` begins it anew.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runChild } from '../../bootstrap/child.mjs';
import { CACHE, ROOT } from '../../bootstrap/paths.mjs';
import { clock } from '../layers/outcome.ts';
import { readReport, vitestCounts } from '../layers/reports.ts';
import { contentHash } from '../shared/content-hash.ts';
import { misuse, readArguments } from '../shared/arguments.ts';
import { withSoakResult } from './benchmark-page.ts';
import { PART_LIMIT_MS, SOAK_PARTS, pickSoakParts } from './soak-parts.ts';
import type { SoakPart } from './soak-parts.ts';
import { readSoakState, withRepetition, withoutPart, writeSoakState } from './soak-state.ts';
import type { Repetition, SoakState } from './soak-state.ts';

const STATE = path.join(CACHE, 'soak/state.json');
const PAGE = path.join(ROOT, 'docs/benchmarks.md');
const GIT_LIMIT_MS = 10_000;

/** What decides the results of a soak; the page that it writes to does not. */
const SOURCE = ['apps', 'packages', 'e2e', 'package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'] as const;

/** Names the commit for people, with a plus where the source is not what was committed. */
async function commitName(): Promise<string> {
  const commit = await git(['rev-parse', '--short=10', 'HEAD']);
  const changes = await git(['status', '--porcelain', '--', ...SOURCE]);
  return commit === undefined ? 'unknown' : `${commit}${changes === '' ? '' : '+'}`;
}

async function git(args: readonly string[]): Promise<string | undefined> {
  const output: string[] = [];
  const end = await runChild({
    command: 'git',
    args,
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
    limitMs: GIT_LIMIT_MS,
    onOutput: (text) => output.push(text),
  });
  return end.code === 0 ? output.join('').trim() : undefined;
}

/** One repetition; nothing if it was ended before it could report. */
async function repeatOnce(part: SoakPart, number: number, limitMs: number): Promise<Repetition | undefined> {
  const report = path.join(CACHE, `soak/${part.name}.json`);
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const startedAt = performance.now();
  const end = await runChild({
    command: part.command,
    args: [...part.args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    cwd: ROOT,
    // So that what is drawn from a seed differs from one repetition to the next.
    env: { ...process.env, ...part.env, SOAK_REPETITION: String(number) },
    limitMs,
  });
  const counts = end.why === 'ended' ? readReport(report, vitestCounts) : undefined;
  if (counts === undefined) {
    return undefined;
  }
  // A runner that fails without a failed test, or that ran none, has failed once.
  const odd = counts.failed === 0 && (end.code !== 0 || counts.passed === 0) ? 1 : 0;
  return { passed: counts.passed, failed: counts.failed + odd, ms: performance.now() - startedAt };
}

/** Runs what is left of a part, at most for the time that one call may take. */
async function runPart(part: SoakPart, before: SoakState): Promise<SoakState> {
  const endsAt = Date.now() + PART_LIMIT_MS;
  let state = before;
  for (let number = (state.done[part.name] ?? []).length + 1; number <= part.repetitions; number += 1) {
    console.log(`\n=== ${part.name}, ${number} of ${part.repetitions}: ${part.what}`);
    const repetition = await repeatOnce(part, number, endsAt - Date.now());
    if (repetition === undefined) {
      console.log(`${part.name}: ended before it was done; the same command goes on with it.`);
      return state;
    }
    state = withRepetition(state, part.name, repetition);
    writeSoakState(STATE, state);
  }
  return state;
}

async function record(part: SoakPart, state: SoakState): Promise<void> {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  const date = new Date().toISOString().slice(0, 10);
  const repetitions = state.done[part.name] ?? [];
  writeFileSync(PAGE, withSoakResult(page, { date, commit: await commitName(), part: part.name, repetitions }));
}

async function soak(parts: readonly SoakPart[], again: boolean): Promise<boolean> {
  let state = readSoakState(STATE, contentHash(ROOT, SOURCE));
  let allDone = true;
  for (const part of parts) {
    if ((state.done[part.name] ?? []).length >= part.repetitions && !again) {
      console.log(`${part.name}: done for this source already; --again does it anew.`);
      continue;
    }
    state = await runPart(part, again ? withoutPart(state, part.name) : state);
    const done = state.done[part.name] ?? [];
    if (done.length >= part.repetitions) {
      await record(part, state);
      console.log(
        `${part.name}: done in ${clock(done.reduce((total, one) => total + one.ms, 0))}, written to ${path.relative(ROOT, PAGE)}.`,
      );
    }
    allDone &&= done.length >= part.repetitions && done.every((one) => one.failed === 0);
  }
  return allDone;
}

const USAGE = `npm run soak [-- ${SOAK_PARTS.map((part) => part.name).join(' ')}] [--again]`;
const { values, positionals } = readArguments(USAGE, {
  options: { again: { type: 'boolean' } },
  allowPositionals: true,
});
const parts = pickSoakParts(positionals);
const ok = typeof parts === 'string' ? misuse(USAGE, parts) : await soak(parts, values.again === true);
process.exitCode = ok ? 0 : 1;
