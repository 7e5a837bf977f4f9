import { expect, test } from 'vitest';
import { gtidDifferences } from './gtid-differences.ts';

const A = '00000000-0000-0000-0000-00000000000a';
type Sampled = Parameters<typeof gtidDifferences>[0];

/** What the comparison reads of a server: no channel, so that nothing but what was executed counts. */
function server(executed: string, observedAt: number, errant = ''): Sampled {
  const gtid = { kind: 'mysql', mode: 'ON', executed, purged: '' };
  return {
    observation: { gtid, channels: [], identity: { serverUuid: null } },
    observedAt,
    gtidFacts: { errant: { transactions: errant } },
  } as unknown as Sampled;
}

test.each([
  ['came after the source was read', server(`${A}:1-12`, 1_265), server(`${A}:1-10`, 1_000), true],
  ['was there before the source was read', server(`${A}:1-12`, 1_000), server(`${A}:1-10`, 1_265), false],
  ['is known to be errant', server(`${A}:1-12`, 1_265, `${A}:11`), server(`${A}:1-10`, 1_000), false],
  ['is nothing', server(`${A}:1-10`, 1_265), server(`${A}:1-10`, 1_000), false],
])(
  'what only the replica has, and %s: may be newer is said of it accordingly',
  (_what, replica, source, mayBeNewer) => {
    expect(gtidDifferences(replica, source)).toMatchObject({ kind: 'compared', mayBeNewer });
  },
);
