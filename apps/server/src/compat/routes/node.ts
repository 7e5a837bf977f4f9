/** What the old API tells of, and does with, the node itself. */
import { sayError } from '@topiary/contract';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { bare, done, failed } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { change, read } from './route.ts';
import type { CompatRoute } from './route.ts';

const NO_ELECTION =
  'Topiary holds no elections: the process that holds the lease on the store acts until it ends, and another one on the same store then takes its place by itself. To move the lead, stop the process that acts.';

const NO_SNAPSHOTS =
  'Topiary takes no pictures of topologies: the history of a cluster tells what moved when and by whom, and brings it back to how it stood.';

export function nodeRoutes(services: Services): readonly CompatRoute[] {
  return [
    read('/headers', (request) => bare(headersOf(request, services))),
    change('/grab-election', () => grabElection(services)),
    change('/reelect', () => failed(`Unable to re-elect: ${NO_ELECTION}`)),
    change('/snapshot-topologies', () => failed(NO_SNAPSHOTS)),
    change('/reload-cluster-alias', () => failed('This API call has been retired')),
  ];
}

/** Whoever acts already has what is asked for; from another one it is not taken. */
function grabElection({ engine }: Services): CompatAnswer {
  const { acting } = engine.status();
  if (acting.kind === 'self') return done('Node elected as leader');
  if (acting.kind === 'observe-only') return failed(`Unable to grab election: ${acting.reason}`);
  const why = sayError({ code: 'not-the-actor', params: { holder: acting.holder.hostname } }, 'en');
  return failed(`Unable to grab election: ${why} ${NO_ELECTION}`);
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
