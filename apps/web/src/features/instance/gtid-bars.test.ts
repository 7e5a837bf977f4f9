import { aheadOf } from '@topiary/contract';
import { expect, test } from 'vitest';
import { gtidBars, MAX_SEGMENTS } from './gtid-bars.ts';
import type { BarsInput } from './gtid-bars.ts';

type Gtid = BarsInput['here'];
type Observed = Parameters<typeof aheadOf>[0]['replica'];

const mysql = (executed: string): Gtid => ({ kind: 'mysql', mode: 'ON', executed, purged: '' });
const mariadb = (position: string): Gtid => ({
  kind: 'mariadb',
  strict: true,
  domainId: 0,
  currentPosition: position,
  binlogPosition: position,
  slavePosition: '',
  binlogState: position,
});

/** As the page compares them: by the algebra that plans are decided with. */
function bars(here: Gtid, there: Gtid) {
  const identity = { serverUuid: null, serverId: 1 };
  const seen = (gtid: Gtid) => ({ gtid, identity, semiSync: {}, channels: [] }) as unknown as Observed;
  const ahead = (one: Gtid, other: Gtid) => {
    const fact = aheadOf({ replica: seen(one), target: seen(other) });
    return fact.kind === 'ahead' ? fact.by : null;
  };
  return gtidBars({ here, there, onlyHere: ahead(here, there), onlyThere: ahead(there, here) });
}

const [A, B] = ['aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb'];

test('each origin is a bar of what both have and what one has, and those that differ come first', () => {
  expect(bars(mysql(`${A}:1-100,${B}:1-10:20`), mysql(`${A}:1-100,${B}:1-12`))).toEqual([
    {
      origin: B,
      last: 20,
      segments: [
        { share: 'both', from: 1, to: 10 },
        { share: 'there', from: 11, to: 12 },
        { share: 'here', from: 20, to: 20 },
      ],
      counts: { both: 10, here: 1, there: 2 },
    },
    { origin: A, last: 100, segments: [{ share: 'both', from: 1, to: 100 }], counts: { both: 100, here: 0, there: 0 } },
  ]);
});

test('a tag is an origin of its own, and a server without transactions has none', () => {
  expect(bars(mysql(`${A}:1-3:tag:1-2`), mysql(`${A}:1-3`)).map(({ origin, counts }) => [origin, counts.here])).toEqual(
    [
      [`${A}:tag`, 2],
      [A, 0],
    ],
  );
  expect(bars(mysql(''), mysql(''))).toEqual([]);
});

test('positions of MariaDB are bars by domain', () => {
  expect(bars(mariadb('0-1-100,1-1-5'), mariadb('0-1-90'))).toEqual([
    {
      origin: '0',
      last: 100,
      segments: [
        { share: 'both', from: 1, to: 90 },
        { share: 'here', from: 91, to: 100 },
      ],
      counts: { both: 90, here: 10, there: 0 },
    },
    { origin: '1', last: 5, segments: [{ share: 'here', from: 1, to: 5 }], counts: { both: 0, here: 5, there: 0 } },
  ]);
});

test('a set in thousands of pieces is drawn in few, and what differs is among them', () => {
  const pieces = Array.from({ length: 2_000 }, (_, index) => index * 3 + 1).join(':');
  const [bar] = bars(mysql(`${A}:${pieces}:9000`), mysql(`${A}:${pieces}`));
  expect(bar?.segments).toHaveLength(MAX_SEGMENTS);
  expect(bar?.segments.at(-1)).toEqual({ share: 'here', from: 9_000, to: 9_000 });
  expect(bar?.counts).toEqual({ both: 2_000, here: 1, there: 0 });
});
