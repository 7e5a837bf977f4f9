/** What the old API tells of, and does with, the node itself. */
import { sayError } from '@topiary/contract';
import type { Actor } from '@topiary/domain';
import type { HandOverResult, LeaseHolder } from '@topiary/engine';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { bare, done, failed } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { change, read } from './route.ts';
import type { CompatRoute } from './route.ts';

const NO_ELECTION =
  'Topiary holds no elections: the process that holds the lease on the store acts until it ends or hands the lease over, which `reelect` asks it for.';

const NO_SNAPSHOTS =
  'Topiary takes no pictures of topologies: the history of a cluster tells what moved when and by whom, and brings it back to how it stood.';

export function nodeRoutes(services: Services): readonly CompatRoute[] {
  return [
    read('/headers', (request) => bare(headersOf(request, services))),
    change('/grab-election', () => grabElection(services)),
    change('/reelect', (_request, actor) => reelect(services, actor)),
    change('/snapshot-topologies', () => failed(NO_SNAPSHOTS)),
    change('/reload-cluster-alias', () => failed('This API call has been retired')),
  ];
}

/** Whoever acts already has what is asked for; from another one it is not taken. */
function grabElection({ engine }: Services): CompatAnswer {
  const { acting } = engine.status();
  if (acting.kind === 'self') return done('Node elected as leader');
  if (acting.kind === 'observe-only') return failed(`Unable to grab election: ${acting.reason}`);
  const why = sayError({ code: 'not-the-actor', params: { holder: addressOfHolder(acting.holder) } }, 'en');
  return failed(`Unable to grab election: ${why} ${NO_ELECTION}`);
}

/** Answered when another process acts: who asked may look for it at once. */
async function reelect({ engine }: Services, actor: Actor): Promise<CompatAnswer> {
  const result = await engine.handOver(actor);
  if (result.kind !== 'handed-over') return failed(`Unable to re-elect: ${whyNotHandedOver(result)}`);
  const { hostname, processId, url } = result.to;
  return done(`Set re-elections; process ${processId} on ${hostname}${url === '' ? '' : ` (${url})`} acts now`);
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
      return result.acting.kind === 'other'
        ? sayError({ code: 'not-the-actor', params: { holder: addressOfHolder(result.acting.holder) } }, 'en')
        : `this Topiary only observes: ${result.acting.reason}`;
  }
}

function addressOfHolder({ hostname, url }: LeaseHolder): string {
  return url === '' ? hostname : `${hostname} (${url})`;
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
