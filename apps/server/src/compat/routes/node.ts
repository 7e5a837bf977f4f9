/** What the old API tells of, and does with, the node itself. */
import { sayError } from '@topiary/contract';
import type { Actor } from '@topiary/domain';
import { holderText } from '@topiary/engine';
import type { EngineStatus, HandOverResult } from '@topiary/engine';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { goDuration } from '../go-duration.ts';
import { bare, done, failed } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { change, read } from './route.ts';
import type { CompatRoute } from './route.ts';

const NO_ELECTION =
  'Topiary holds no elections: the process that holds the lease on the store acts until it ends or hands the lease over, which `reelect` asks it for.';

export function nodeRoutes(services: Services): readonly CompatRoute[] {
  return [
    read('/headers', (request) => bare(headersOf(request, services))),
    change('/grab-election', () => grabElection(services)),
    change('/reelect', (_request, actor) => reelect(services, actor)),
    change('/snapshot-topologies', (_request, actor) => snapshotTopologies(services, actor)),
    change('/reload-cluster-alias', () => failed('This API call has been retired')),
  ];
}

/** Whoever acts already has what is asked for; from another one it is not taken. */
function grabElection({ engine }: Services): CompatAnswer {
  const { acting } = engine.status();
  if (acting.kind === 'self') return done('Node elected as leader');
  if (acting.kind === 'observe-only') return failed(`Unable to grab election: ${acting.reason}`);
  const why = sayError({ code: 'not-the-actor', params: { holder: holderText(acting.holder) } }, 'en');
  return failed(`Unable to grab election: ${why} ${NO_ELECTION}`);
}

/** Answered when another process acts: who asked may look for it at once. */
async function reelect({ engine }: Services, actor: Actor): Promise<CompatAnswer> {
  const result = await engine.handOver(actor);
  if (result.kind !== 'handed-over') return failed(`Unable to re-elect: ${whyNotHandedOver(result)}`);
  return done(`Set re-elections; ${holderText(result.to)} acts now`);
}

async function snapshotTopologies({ engine, clock }: Services, actor: Actor): Promise<CompatAnswer> {
  const beganMs = clock.monotonicMs();
  const result = await engine.pictures.take(actor);
  const took = `Took ${goDuration(clock.monotonicMs() - beganMs)}`;
  switch (result.kind) {
    case 'taken':
      return done('Topology Snapshot completed', took);
    case 'not-the-actor':
      return failed(whyNotActing(engine.status().acting), took);
    case 'store-failing':
      return failed(`Nothing was kept: ${result.detail}`, took);
  }
}

function whyNotHandedOver(result: Exclude<HandOverResult, { readonly kind: 'handed-over' }>): string {
  switch (result.kind) {
    case 'nobody-waits':
      return 'no other Topiary is known to wait on this store, and this one goes on acting. Others wait where they share a database of MySQL or MariaDB with it.';
    case 'taken-back':
      return 'no other Topiary took the lease, and this one goes on acting.';
    case 'plan-runs':
      return `plan ${result.plan} of ${result.by.user} runs, and this Topiary goes on acting. Ask again when it has ended.`;
    case 'recovery-runs':
      return 'a recovery runs, and this Topiary goes on acting. Ask again when it has ended.';
    case 'store-failing':
      return `the store cannot say who waits (${result.detail}), and this Topiary goes on acting.`;
    case 'not-acting':
      return whyNotActing(result.acting);
  }
}

function whyNotActing(acting: EngineStatus['acting']): string {
  if (acting.kind === 'observe-only') return `this Topiary only observes: ${acting.reason}`;
  // One that acts again since it was asked is none of who acts elsewhere.
  const holder = acting.kind === 'other' ? holderText(acting.holder) : '';
  return sayError({ code: 'not-the-actor', params: { holder } }, 'en');
}

const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie']);
const NOT_SHOWN = '(not shown)';

/** By the names that Go gives them, without the values that would let somebody in. */
function headersOf({ headersDistinct }: Request, { settings }: Services): Readonly<Record<string, readonly string[]>> {
  const { authentication } = settings;
  const userHeader = authentication.kind === 'proxy' ? authentication.userHeader.toLowerCase() : null;
  const shown = Object.entries(headersDistinct)
    .filter(([name]) => name !== 'host')
    .map(([name, values = []]) => {
      const isSecret = SECRET_HEADERS.has(name) && name !== userHeader;
      return [canonicalName(name), isSecret ? values.map(() => NOT_SHOWN) : values] as const;
    });
  return Object.fromEntries(shown.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** `user-agent` is `User-Agent`. */
function canonicalName(name: string): string {
  return name.replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}
