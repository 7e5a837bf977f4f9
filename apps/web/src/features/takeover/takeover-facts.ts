/** What the dialog begins with, and what it asks for. */
import { actCurl, commandAt, planCurl, replaceMasterCommand, takeoverAtCommand } from '@topiary/contract';
import type { CallInput, ClusterView, CommandTarget, InstanceId, IntentInput, SuccessorsView } from '@topiary/contract';
import type { ReplaceWish } from '../../shared/moves/replace-wish.ts';

export type ReplaceRequest = Extract<IntentInput, { kind: 'replace-master' }>;
type ScheduleRequest = CallInput<'scheduleTakeover'>['body'];
export type Because = ReplaceRequest['because'];
export type Candidate = SuccessorsView['ranked'][number];

export const REASONS: readonly Because[] = ['takeover', 'dead', 'forced', 'given-up'];

/** A master that answers is taken over from; of one that does not, nobody can end the writes in order. */
export function isAnswering(cluster: Pick<ClusterView, 'nodes'>, master: InstanceId): boolean {
  return cluster.nodes.find(({ id }) => id === master)?.health === 'ok';
}

/** Why a way is not open now; `null`: it is. */
export function refusalOf(because: Because, answers: boolean): 'takeover.notTakeover' | 'takeover.notDead' | null {
  if (because === 'takeover' && !answers) return 'takeover.notTakeover';
  return because === 'dead' && answers ? 'takeover.notDead' : null;
}

/** Whoever was named, where that one can; else the best; `null`: a person has to look. */
export function firstChoice(
  { successor }: Pick<ReplaceWish, 'successor'>,
  ranked: readonly Candidate[],
): InstanceId | null {
  const named = ranked.find(({ instance, choice }) => instance === successor && choice !== 'no');
  return (named ?? ranked.find(({ choice }) => choice === 'best'))?.instance ?? null;
}

export const BLOCKERS = ['refuse', 'wait', 'kill'] as const;
export type Blockers = (typeof BLOCKERS)[number];

/** Its writes are ended in order, should it answer. */
export function endsInOrder(because: Because): boolean {
  return because === 'takeover' || because === 'forced';
}

export interface Chosen {
  readonly because: Because;
  readonly successor: InstanceId;
  /** Of a takeover: the old master replicates at once. */
  readonly rejoins: boolean;
  /** What becomes of sessions that are in the way of closing it. */
  readonly blockers: Blockers;
}

export function requestOf(master: InstanceId, { because, successor, rejoins, blockers }: Chosen): ReplaceRequest {
  const asked = { kind: 'replace-master', master, successor, because } as const;
  if (!endsInOrder(because)) return asked;
  return { ...asked, ...(rejoins ? { rejoins } : {}), ...(blockers === 'refuse' ? {} : { blockers }) };
}

export interface Commands {
  readonly cli: string;
  readonly curl: string;
}

/** The takeover as it is chosen now, as commands. */
export function commandsOf(request: ReplaceRequest, target: CommandTarget): Commands {
  const cli = replaceMasterCommand({ ...request, successor: request.successor ?? null });
  return { cli: commandAt(cli, target), curl: planCurl({ path: '/plans', body: request }, target) };
}

/** The same key for the same takeover in the same window: pasted twice it is scheduled once. */
export function scheduleCommands(request: ScheduleRequest, target: CommandTarget): Commands {
  const key = `takeover ${request.master} ${request.from} ${request.until}`;
  return {
    cli: commandAt(takeoverAtCommand({ ...request, successor: request.successor ?? null }), target),
    curl: actCurl({ path: '/takeovers', body: request, key }, target),
  };
}
