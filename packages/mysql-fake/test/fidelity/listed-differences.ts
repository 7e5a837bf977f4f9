/**
 * Differences that are known and stay: each has its reason on docs/domain/fidelity.md under the same id. A test compares
 * the two lists.
 */
import { LINKS, type Sequence, type Step } from './sequence.ts';

export interface Difference {
  /** `answer`, or `server.fact`. */
  readonly fact: string;
  readonly real: string;
  readonly fleet: string;
}

export interface Met {
  readonly difference: Difference;
  readonly sequence: Sequence;
  /** `null`: before the first. */
  readonly step: Step | null;
}

export interface ListedDifference {
  readonly id: string;
  readonly covers: (met: Met) => boolean;
}

export const LISTED_DIFFERENCES: readonly ListedDifference[] = [
  {
    id: 'binlog-checkpoint',
    covers: ({ difference: { fact, real, fleet }, sequence }) =>
      isMariadb(sequence) &&
      /\.(read|executed)$/.test(fact) &&
      fleet.endsWith(' equal') &&
      real === fleet.replace(/equal$/, 'before'),
  },
  {
    id: 'endless-ring',
    covers: ({ difference: { fact }, sequence, step }) =>
      sequence.ground.mode === 'file' &&
      /\.(read|executed|executed against read)$/.test(fact) &&
      hadRing(sequence, step),
  },
  {
    id: 'reset-by-bytes',
    covers: ({ difference: { fact, real, fleet }, sequence, step }) =>
      isMariadb(sequence) &&
      /\.(read|executed)$/.test(fact) &&
      real.split(' ')[0] === fleet.split(' ')[0] &&
      stepsUpTo(sequence, step).some((done) => done.kind === 'sql' && done.text === 'RESET MASTER'),
  },
  {
    id: 'stopped-in-an-attempt',
    covers: ({ difference: { fact, real, fleet }, sequence, step }) =>
      isMariadb(sequence) &&
      /^\w\.channel\(\)\.receiverError$/.test(fact) &&
      real === 'null' &&
      ATTEMPT_FAILURES.has(fleet) &&
      wasStopped(sequence, step, fact.charAt(0)),
  },
  {
    id: 'stopped-with-another',
    covers: ({ difference: { fact, real, fleet }, sequence }) =>
      !isMariadb(sequence) && fact.endsWith(').applierError') && real === '3030' && /^(1062|1032)$/.test(fleet),
  },
];

/** What attempts to connect end with, as facts tell it. */
const ATTEMPT_FAILURES: ReadonlySet<string> = new Set(['1045', '1597', '2003', '2005']);

/** Whether the last that was done to the server's threads was to stop them. */
function wasStopped(sequence: Sequence, last: Step | null, server: string): boolean {
  const texts = stepsUpTo(sequence, last).flatMap((step) =>
    step.kind === 'sql' && step.server === server && /\b(START|STOP) SLAVE\b/.test(step.text) ? [step.text] : [],
  );
  return /\bSTOP SLAVE\b(?!.*\bSTART SLAVE\b)/.test(texts.at(-1) ?? '');
}

function stepsUpTo({ steps }: Sequence, last: Step | null): readonly Step[] {
  return steps.slice(0, last === null ? 0 : steps.indexOf(last) + 1);
}

/** Whether servers followed each other in a ring at any time, as far as the steps say. */
function hadRing(sequence: Sequence, last: Step | null): boolean {
  const followed = new Map<string, string>(LINKS.map(({ replica, source }) => [replica, source]));
  for (const step of stepsUpTo(sequence, last)) {
    const source = step.kind === 'sql' ? /\bCHANGE .*\{host:(\w)\}/.exec(step.text)?.[1] : undefined;
    if (source === undefined) continue;
    followed.set(step.server, source);
    const seen = new Set<string>();
    for (let at: string | undefined = step.server; at !== undefined && !seen.has(at); at = followed.get(at)) {
      seen.add(at);
      if (followed.get(at) === step.server) return true;
    }
  }
  return false;
}

function isMariadb({ ground }: Sequence): boolean {
  return ground.flavor !== 'mysql';
}

/** The id under which it is listed; `null`: it is a bug of the fleet. */
export function isListed(met: Met): string | null {
  return LISTED_DIFFERENCES.find(({ covers }) => covers(met))?.id ?? null;
}
