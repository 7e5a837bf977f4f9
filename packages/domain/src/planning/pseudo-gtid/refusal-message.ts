/** A refusal as a sentence. */
import { formatCoordinates } from '../../replication/binlog-coordinates.ts';
import { quotedEntry } from '../../replication/log-events/log-group.ts';
import type { GroupProblem } from '../../replication/log-events/group-reader.ts';
import { unreachable } from '../../shared/assert.ts';
import { message, type Message } from '../message.ts';
import type { MatchSide } from './log-request.ts';
import type { MatchRefusal } from './refusal.ts';

/** The names of the two servers. */
export type MatchNames = Readonly<Record<MatchSide, string>>;

type Of<Kind extends MatchRefusal['kind']> = Extract<MatchRefusal, { readonly kind: Kind }>;

const MS_PER_SECOND = 1_000;

export function refusalMessage(refusal: MatchRefusal, names: MatchNames): Message {
  switch (refusal.kind) {
    case 'no-pattern':
      return message('match-no-pattern');
    case 'bad-pattern':
      return message('match-bad-pattern', { detail: refusal.detail });
    case 'no-log':
      return message('match-no-log', { server: names[refusal.side] });
    case 'no-marker':
      return message('match-no-marker', { server: names[refusal.side], log: refusal.log, files: refusal.files });
    case 'marker-not-in-target':
      return message(NOT_THERE[refusal.why], { ...names, marker: refusal.marker });
    case 'marker-twice':
      return message('match-marker-twice', {
        server: names[refusal.side],
        at: formatCoordinates(refusal.at),
        marker: refusal.marker,
      });
    case 'replica-ahead':
      return ahead(refusal, names);
    case 'mismatch':
      return mismatch(refusal, names);
    case 'group-problem':
      return groupProblem(refusal, names);
    case 'inside-transaction':
      return message('match-inside-transaction', { replica: names.replica, at: formatCoordinates(refusal.at) });
    case 'log-missing':
      return message('match-log-missing', { server: names[refusal.side], file: refusal.file });
    case 'replica-moved':
      return moved(refusal, names);
    case 'too-long':
      return message('match-too-long', { server: names[refusal.side], events: refusal.events });
    case 'unreadable':
      return unreadable(refusal, names);
    case 'out-of-time':
      return message('match-out-of-time', { seconds: Math.round(refusal.waitedMs / MS_PER_SECOND) });
    case 'several-sources':
      return message('match-several-sources', { server: names[refusal.side] });
    case 'commit-order':
      return message('match-commit-order', { server: names[refusal.side] });
    case 'applier-runs':
      return message('match-applier-runs', { replica: names.replica });
    case 'applier-failed':
      return message('match-applier-failed', { replica: names.replica, number: refusal.errorNumber });
    default:
      return unreachable(refusal);
  }
}

const NOT_THERE = {
  'not-yet': 'match-marker-not-yet',
  purged: 'match-marker-purged',
  unknown: 'match-marker-not-there',
} as const;

const PROBLEMS = {
  'unknown-event': 'match-unknown-event',
  'broken-group': 'match-broken-group',
  incident: 'match-incident',
  'sealed-payload': 'match-sealed-payload',
  'too-large': 'match-too-large',
} as const satisfies Record<GroupProblem['kind'], Message['code']>;

function groupProblem({ side, problem }: Of<'group-problem'>, names: MatchNames): Message {
  const { kind, at, text } = problem;
  return message(PROBLEMS[kind], { server: names[side], at: formatCoordinates(at), text: quotedEntry(text) });
}

function ahead({ first, targetEnd }: Of<'replica-ahead'>, names: MatchNames): Message {
  return message('match-replica-ahead', {
    ...names,
    at: formatCoordinates(first.at),
    text: first.text,
    targetEnd: formatCoordinates(targetEnd),
  });
}

function mismatch({ difference, replica, target, compared }: Of<'mismatch'>, names: MatchNames): Message {
  return message(`match-mismatch-${difference}`, {
    ...names,
    compared,
    replicaAt: formatCoordinates(replica.at),
    replicaText: replica.text,
    targetAt: formatCoordinates(target.at),
    targetText: target.text,
  });
}

function moved({ expected, found }: Of<'replica-moved'>, names: MatchNames): Message {
  return message('match-replica-moved', {
    replica: names.replica,
    expected: formatCoordinates(expected),
    found: found === null ? '-' : formatCoordinates(found),
  });
}

function unreadable({ side, what, failure }: Of<'unreadable'>, names: MatchNames): Message {
  const told = { server: names[side], what };
  return failure.grant === null
    ? message('match-unreadable', { ...told, detail: failure.detail })
    : message('match-grant', { ...told, grant: failure.grant });
}
