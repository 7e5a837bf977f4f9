import type { ImportLineView, ImportView } from '@topiary/contract';
import {
  addressOf,
  clusterOf,
  formatTag,
  identityKeyOf,
  instanceIdOf,
  message,
  sourceAddressOf,
} from '@topiary/domain';
import type { Message, Observation, TopologySnapshot } from '@topiary/domain';
import type { LookResult } from '@topiary/engine';
import type { DeepReadonly } from '../presenters/readonly.ts';
import type { ImportOutcome, LookedAtLine } from './import-service.ts';
import { NO_WISHES } from './parse-list.ts';

type Line = DeepReadonly<ImportLineView>;

export function presentImport(
  { list, lines }: Extract<ImportOutcome, { kind: 'read' }>,
  snapshot: TopologySnapshot,
): DeepReadonly<ImportView> {
  const firstOf = firstLineOfIdentity(lines);
  return {
    format: list.format,
    ignoredColumns: list.ignoredColumns,
    lines: lines.map((looked) => presentLine(looked, snapshot, firstOf)),
  };
}

function presentLine(looked: LookedAtLine, snapshot: TopologySnapshot, firstOf: ReadonlyMap<string, number>): Line {
  const { line, look } = looked;
  const { tags, pools, promotionRule } = line.kind === 'server' ? line.wishes : NO_WISHES;
  const observation = look?.answer.kind === 'observed' ? look.answer.observation : null;
  return {
    line: line.line,
    text: line.text,
    verdict: verdictOf(looked),
    instance: line.kind === 'wrong' ? null : line.kind === 'twice' ? line.id : (look?.id ?? instanceIdOf(line.address)),
    notes: notesOf(looked, firstOf),
    failure: failureOf(look),
    server: observation === null || look === null ? null : serverOf(observation, look),
    cluster: look === null ? null : whereItHangs(look, snapshot),
    grants: observation?.unreadable.map(({ fact, grant }) => ({ fact, grant })) ?? [],
    registers: { tags: tags.map(formatTag), pools, promotionRule },
  };
}

function verdictOf({ line, look, isAdded }: LookedAtLine): Line['verdict'] {
  if (line.kind !== 'server') return line.kind;
  if (isAdded) return 'added';
  if (look === null) return 'not-looked-at';
  if (look.standing !== 'new') return look.standing;
  if (look.answer.kind === 'not-asked') return 'not-looked-at';
  return look.answer.kind === 'failed' ? 'unreachable' : 'new';
}

function notesOf(looked: LookedAtLine, firstOf: ReadonlyMap<string, number>): readonly Message[] {
  const { line, look, notRegistered } = looked;
  if (line.kind !== 'server') return [line.problem];
  if (verdictOf(looked) === 'not-looked-at' || look === null) return [message('import-not-looked-at')];
  const notes: Message[] = [];
  if (look.standing === 'ignored') notes.push(message('import-ignored'));
  if (look.standing === 'forgotten') notes.push(message('import-forgotten'));
  if (look.standing === 'known' && look.id !== look.asked)
    notes.push(message('import-known-as', { instance: look.id }));
  const first = firstOf.get(identityIn(look) ?? '') ?? line.line;
  if (look.standing === 'new' && first < line.line) notes.push(message('import-shares-identity', { line: first }));
  return notRegistered === null ? notes : [...notes, message('import-not-registered'), notRegistered];
}

function failureOf(look: LookResult | null): Line['failure'] {
  if (look?.answer.kind !== 'failed') return null;
  const { kind, code, detail, grant } = look.answer.failure;
  return { kind, code, detail, grant };
}

function serverOf(observation: Observation, { asked }: LookResult): NonNullable<Line['server']> {
  const { product, identity, connectedReplicas } = observation;
  return {
    flavor: product.flavor,
    version: product.version.text,
    ownName: `${identity.hostname}:${identity.port}`,
    replicatesFrom: sourcesOf(observation, asked),
    replicas: connectedReplicas?.length ?? null,
  };
}

function sourcesOf({ channels }: Observation, asked: LookResult['asked']) {
  const own = addressOf(asked);
  return channels.flatMap(({ source }) => {
    const address = sourceAddressOf(own, source);
    return address === null ? [] : [instanceIdOf(address)];
  });
}

/** Its own, or that of the server above it: there it will hang. */
function whereItHangs(look: LookResult, snapshot: TopologySnapshot): Line['cluster'] {
  const above = look.answer.kind === 'observed' ? sourcesOf(look.answer.observation, look.asked) : [];
  for (const id of [look.id, ...above]) {
    const cluster = clusterOf(snapshot, id);
    if (cluster !== null) return { id: cluster.id, name: cluster.name };
  }
  return null;
}

function firstLineOfIdentity(lines: readonly LookedAtLine[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { line, look } of lines) {
    const key = look === null ? null : identityIn(look);
    if (key !== null && !first.has(key)) first.set(key, line.line);
  }
  return first;
}

function identityIn({ answer }: LookResult): string | null {
  return answer.kind === 'observed' ? identityKeyOf(answer.observation) : null;
}
