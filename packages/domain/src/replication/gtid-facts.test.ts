import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channel, observation, uuidOf } from '../testing/observations.ts';
import type { GtidState, Observation, ReplicationChannel } from '../topology/observation.ts';
import { aheadOf, errantAgainst, formatGtidDifference, isNoDifference, purgedOnTarget } from './gtid-facts.ts';
import type { AheadFact, ErrantFact, ErrantQuestion, PurgedFact, PurgedQuestion, Upstream } from './gtid-questions.ts';
import { MysqlGtidSet } from './mysql-gtid-set.ts';

const [A, B, C, D] = [uuidOf(1), uuidOf(2), uuidOf(3), uuidOf(4)];
const SOMEWHERE = { host: 'db', port: 3306 };

function mysql(
  number: number,
  executed: string,
  more: { readonly purged?: string; readonly below?: number; readonly retrieved?: string } = {},
): Observation {
  const gtid: GtidState = { kind: 'mysql', mode: 'ON', executed, purged: more.purged ?? '' };
  return observation({ address: SOMEWHERE, number, gtid, channels: below(more.below, more.retrieved) });
}

function mariadb(
  number: number,
  texts: { readonly state?: string; readonly applied?: string },
  more: { readonly below?: number; readonly retrieved?: string } = {},
): Observation {
  const { state = '', applied = '' } = texts;
  const gtid: GtidState = {
    kind: 'mariadb',
    strict: false,
    domainId: 0,
    binlogPosition: '',
    slavePosition: applied,
    currentPosition: applied,
    binlogState: state,
  };
  return observation({
    address: SOMEWHERE,
    number,
    family: 'mariadb',
    gtid,
    channels: below(more.below, more.retrieved, 'mariadb'),
  });
}

function below(
  source: number | undefined,
  retrieved = '',
  family: 'mysql' | 'mariadb' = 'mysql',
): readonly ReplicationChannel[] {
  return source === undefined ? [] : [channel({ source: SOMEWHERE, sourceNumber: source, retrieved, family })];
}

function withSemiSync(source: Observation): Observation {
  return { ...source, semiSync: { ...source.semiSync, sourceEnabled: true, sourceActive: true } };
}

function upstream(servers: readonly Observation[], more: Partial<Upstream> = {}): Upstream {
  return { servers, uuids: [], complete: true, ...more };
}

/** `purged: <difference>`, `ahead: …`, or the kind alone. */
function shown(fact: PurgedFact | AheadFact): string {
  if (fact.kind === 'purged') return `purged: ${formatGtidDifference(fact.missing)}`;
  if (fact.kind === 'ahead') return `ahead${fact.refusedByTarget ? ', refused' : ''}: ${formatGtidDifference(fact.by)}`;
  if (fact.kind === 'not-known') return `not known: ${fact.domains.join(' ')}`;
  return fact.kind === 'not-comparable' ? fact.why : fact.kind;
}

function errant(replica: Observation, question: Omit<ErrantQuestion, 'replica'>): string {
  return shownErrant(errantAgainst({ replica, ...question }));
}

function shownErrant(fact: ErrantFact): string {
  if (fact.kind === 'not-comparable') return fact.why;
  const parts = { errant: fact.errant, undecided: fact.undecided };
  const told = Object.entries(parts).filter(([, difference]) => !isNoDifference(difference));
  return told.map(([name, difference]) => `${name} ${formatGtidDifference(difference)}`).join('; ') || 'nothing';
}

describe('what is purged on a MySQL target', () => {
  const ask = (replica: Observation, target: Observation, more: Partial<PurgedQuestion> = {}): string =>
    shown(purgedOnTarget({ replica, target, channel: '', keepsRelayLog: true, targetPurgedState: null, ...more }));

  test('is nothing when the replica has it all', () => {
    expect(ask(mysql(2, `${A}:1-90`), mysql(1, `${A}:1-100`, { purged: `${A}:1-90` }))).toBe('nothing-purged');
  });

  test('names exactly the transactions that the replica lacks, tags included', () => {
    const target = mysql(1, `${A}:1-100:nightly:1-9`, { purged: `${A}:1-90:nightly:1-9` });
    expect(ask(mysql(2, `${A}:1-85:nightly:1-4`), target)).toBe(`purged: ${A}:86-90:nightly:5-9`);
  });

  test('counts what the relay log holds only if the relay log stays, and only of the channel that moves', () => {
    const replica = mysql(2, `${A}:1-85`, { below: 3, retrieved: `${A}:80-95` });
    const target = mysql(1, `${A}:1-100`, { purged: `${A}:1-90` });
    expect(ask(replica, target)).toBe('nothing-purged');
    expect(ask(replica, target, { keepsRelayLog: false })).toBe(`purged: ${A}:86-90`);
    expect(ask(replica, target, { channel: 'other' })).toBe(`purged: ${A}:86-90`);
  });

  test('cannot be told for servers of two families, without GTID, or from a text that is none', () => {
    const none = observation({ address: SOMEWHERE, number: 5, gtid: { kind: 'none' } });
    expect(ask(mysql(2, ''), mariadb(1, { state: '0-1-5' }))).toBe('different-families');
    expect(ask(mysql(2, ''), none)).toBe('no-gtid');
    expect(ask(mysql(2, 'gibberish'), mysql(1, ''))).toBe('unreadable-gtid');
  });
});

describe('what is purged on a MariaDB target', () => {
  const ask = (replica: Observation, state: string, targetPurgedState: string | null, keepsRelayLog = false): string =>
    shown(purgedOnTarget({ replica, target: mariadb(1, { state }), channel: '', keepsRelayLog, targetPurgedState }));

  test('is told from the oldest log, and is not known without it', () => {
    const replica = mariadb(2, { applied: '0-1-4' });
    expect(ask(replica, '0-1-10', '0-1-6')).toBe('purged: (0-1-4, 0-1-6]');
    expect(ask(replica, '0-1-10', '0-1-4')).toBe('nothing-purged');
    expect(ask(replica, '0-1-10', '')).toBe('nothing-purged');
    expect(ask(replica, '0-1-10', null)).toBe('not known: 0');
    expect(ask(mariadb(2, { applied: '0-1-10' }), '0-1-10', null)).toBe('nothing-purged');
  });

  test('includes the beginning of a domain that the replica lacks', () => {
    expect(ask(mariadb(2, { applied: '0-1-10' }), '0-1-10,3-1-8', '3-1-2')).toBe('purged: (start of domain 3, 3-1-2]');
  });

  test('takes what was received into account only if it is kept', () => {
    const replica = mariadb(2, { applied: '0-1-4' }, { below: 1, retrieved: '0-1-7' });
    expect(ask(replica, '0-1-10', '0-1-6', true)).toBe('nothing-purged');
    expect(ask(replica, '0-1-10', '0-1-6', false)).toBe('purged: (0-1-4, 0-1-6]');
  });
});

describe('a replica is ahead of a target', () => {
  const ask = (replica: Observation, target: Observation): string => shown(aheadOf({ replica, target }));

  test('by what the target has neither applied nor received', () => {
    const replica = mysql(2, `${A}:1-100,${B}:1-2`);
    expect(ask(replica, mysql(3, `${A}:1-90,${B}:1-2`, { below: 1, retrieved: `${A}:91-95` }))).toBe(
      `ahead: ${A}:96-100`,
    );
    expect(ask(replica, mysql(3, `${A}:1-90,${B}:1-2`, { below: 1, retrieved: `${A}:91-100` }))).toBe('not-ahead');
  });

  test('and is refused by it when it is the target that wrote what it lacks', () => {
    expect(ask(mysql(2, `${A}:1-100`), mysql(1, `${A}:1-98`))).toBe(`ahead, refused: ${A}:99-100`);
    expect(ask(mysql(2, `${A}:1-100:tag:1`), mysql(1, `${A}:1-100`))).toBe(`ahead, refused: ${A}:tag:1`);
    expect(ask(mysql(2, `${A}:1-100`), mysql(3, `${A}:1-98`))).toBe(`ahead: ${A}:99-100`);
  });

  test('on MariaDB by later transactions, by ones that the target passed by, and by its own writes', () => {
    expect(
      ask(mariadb(2, { state: '0-1-12', applied: '0-1-12' }), mariadb(3, { state: '0-1-10', applied: '0-1-10' })),
    ).toBe('ahead, refused: (0-1-10, 0-1-12]');
    expect(ask(mariadb(2, { state: '0-3-9,0-1-12', applied: '0-1-12' }), mariadb(1, { state: '0-3-7,0-1-12' }))).toBe(
      'ahead: (0-3-7, 0-3-9]',
    );
    expect(ask(mariadb(2, { state: '0-2-5,0-1-12', applied: '0-1-12' }), mariadb(1, { state: '0-1-12' }))).toBe(
      'ahead: (start of domain 0, 0-2-5]',
    );
    expect(
      ask(
        mariadb(2, { state: '0-1-12', applied: '0-1-12' }),
        mariadb(3, { applied: '0-1-10' }, { below: 1, retrieved: '0-1-13' }),
      ),
    ).toBe('not-ahead');
  });

  test('on MariaDB not by old transactions of which a rebuilt target has no trace', () => {
    expect(
      ask(mariadb(2, { state: '0-9-5,0-1-12', applied: '0-1-12' }), mariadb(3, { state: '0-1-12', applied: '0-1-12' })),
    ).toBe('not-ahead');
  });
});

describe('errant transactions on MySQL', () => {
  const first = { sampled: 'replica-first' } as const;
  const last = { sampled: 'upstream-first' } as const;

  test('are none on a replica that follows', () => {
    const source = mysql(1, `${A}:1-100`);
    expect(errant(mysql(2, `${A}:1-90`), { upstream: upstream([source]), ...first })).toBe('nothing');
  });

  test('are the replica’s own writes, whichever was sampled first, with their tags', () => {
    const replica = mysql(2, `${A}:1-90,${B}:1-3:cron:4`);
    for (const order of [first, last]) {
      expect(errant(replica, { upstream: upstream([mysql(1, `${A}:1-100`)]), ...order })).toBe(
        `errant ${B}:1-3:cron:4`,
      );
    }
  });

  test('are not the replica’s own writes from its time as master, which all others have', () => {
    const replica = mysql(1, `${A}:1-100,${B}:1-4`);
    expect(errant(replica, { upstream: upstream([mysql(2, `${A}:1-100,${B}:1-9`)]), ...last })).toBe('nothing');
  });

  test('are not told from newer ones while the source’s sample is the older one', () => {
    const replica = mysql(2, `${A}:1-104`);
    const source = upstream([mysql(1, `${A}:1-100`)]);
    expect(errant(replica, { upstream: source, ...last })).toBe(`undecided ${A}:101-104`);
    expect(errant(replica, { upstream: source, ...first })).toBe(`errant ${A}:101-104`);
  });

  test('are looked for below an intermediate against every server above, with what each has received', () => {
    const root = mysql(1, `${A}:1-100`);
    const middle = mysql(2, `${A}:1-80`, { below: 1, retrieved: `${A}:70-90` });
    const replica = mysql(3, `${A}:1-95,${D}:1`, { below: 2 });
    expect(errant(replica, { upstream: upstream([middle, root]), ...last })).toBe(`errant ${D}:1`);
    expect(errant(replica, { upstream: upstream([middle]), ...last })).toBe(`errant ${D}:1; undecided ${A}:91-95`);
    expect(errant(replica, { upstream: upstream([middle], { complete: false }), ...last })).toBe(
      `undecided ${A}:91-95,${D}:1`,
    );
  });

  test('are found even under an ancestor’s UUID, once the replica was sampled first', () => {
    const replica = mysql(2, `${A}:1-90:500`, { below: 1 });
    expect(errant(replica, { upstream: upstream([mysql(1, `${A}:1-100`)]), ...first })).toBe(`errant ${A}:500`);
  });

  test('are not what a semi-sync source has yet to commit, but still what lies below', () => {
    const replica = mysql(2, `${A}:1-102,${C}:7`);
    const source = withSemiSync(mysql(1, `${A}:1-40:42-100`));
    expect(errant(replica, { upstream: upstream([source]), ...first })).toBe(
      `errant ${A}:41,${C}:7; undecided ${A}:101-102`,
    );
  });

  test('are not the replica’s own writes in a ring, where they flow up as well', () => {
    const replica = mysql(2, `${A}:1-100,${B}:1-7`, { below: 1 });
    const partner = mysql(1, `${A}:1-100,${B}:1-5`, { below: 2 });
    expect(errant(replica, { upstream: upstream([partner]), ...first })).toBe(`undecided ${B}:6-7`);
  });

  test('are not those of a second source, nor those of a group that is known by name only', () => {
    const replica = mysql(3, `${A}:1-10,${B}:1-10,${D}:1-10`);
    const sources = upstream([mysql(1, `${A}:1-10`), mysql(2, `${B}:1-10`)], { uuids: [D.toUpperCase()] });
    expect(errant(replica, { upstream: sources, ...last })).toBe(`undecided ${D}:1-10`);
  });

  test('cannot be told from a source of another family or from a text that is none', () => {
    expect(errant(mysql(2, ''), { upstream: upstream([mariadb(1, {})]), ...first })).toBe('different-families');
    expect(errant(mysql(2, ''), { upstream: upstream([mysql(1, '?')]), ...first })).toBe('unreadable-gtid');
  });

  test('and undecided ones together are always exactly what upstream lacks', () => {
    const text = fc
      .array(fc.tuple(fc.constantFrom(A, B, C, `${A}:t`), fc.integer({ min: 1, max: 9 })), { maxLength: 12 })
      .map((gtids) => gtids.map(([tsid, gno]) => `${tsid}:${gno}`).join(','));
    const question = fc.record({
      own: text,
      above: text,
      received: text,
      order: fc.constantFrom(first, last),
      complete: fc.boolean(),
      semi: fc.boolean(),
    });
    fc.assert(
      fc.property(question, ({ own, above, received, order, complete, semi }) => {
        const source = mysql(1, above, { below: 3, retrieved: received });
        const fact = errantAgainst({
          replica: mysql(2, own),
          upstream: upstream([semi ? withSemiSync(source) : source], { complete }),
          ...order,
        });
        const [found, undecided] = fact.kind === 'compared' ? [setOf(fact.errant), setOf(fact.undecided)] : [];
        const lacking = MysqlGtidSet.of(own).subtract(MysqlGtidSet.of(above).union(MysqlGtidSet.of(received)));
        expect(found?.union(undecided ?? found).toText()).toBe(lacking.toText());
        expect(found?.intersection(undecided ?? found).isEmpty()).toBe(true);
        expect(found?.restrictTo([B]).equals(lacking.restrictTo([B]))).toBe(true);
      }),
    );
  });

  function setOf(difference: Parameters<typeof formatGtidDifference>[0]): MysqlGtidSet {
    return MysqlGtidSet.of(formatGtidDifference(difference));
  }
});

describe('errant transactions on MariaDB', () => {
  const first = { sampled: 'replica-first' } as const;
  const last = { sampled: 'upstream-first' } as const;
  const source = mariadb(1, { state: '0-1-100' });

  test('are none on a replica that follows, with or without a log of its own', () => {
    expect(errant(mariadb(2, { state: '0-1-90', applied: '0-1-90' }), { upstream: upstream([source]), ...first })).toBe(
      'nothing',
    );
    expect(errant(mariadb(2, { applied: '0-1-90' }), { upstream: upstream([source]), ...last })).toBe('nothing');
  });

  test('are the replica’s own writes, at any number and in any domain', () => {
    const replica = mariadb(2, { state: '0-2-91,0-1-90,4-2-1', applied: '0-1-90' });
    expect(errant(replica, { upstream: upstream([source]), ...last })).toBe(
      'errant (start of domain 0, 0-2-91], (start of domain 4, 4-2-1]',
    );
  });

  test('are not the writes of its time as master, which the others have', () => {
    const replica = mariadb(2, { state: '0-2-60,0-1-100', applied: '0-1-100' });
    expect(errant(replica, { upstream: upstream([mariadb(1, { state: '0-2-60,0-1-120' })]), ...first })).toBe(
      'nothing',
    );
    expect(errant(replica, { upstream: upstream([mariadb(1, { state: '0-2-58,0-1-120' })]), ...first })).toBe(
      'errant (0-2-58, 0-2-60]',
    );
  });

  test('are not told from newer ones while the source’s sample is the older one, or while it waits for acknowledgement', () => {
    const replica = mariadb(2, { state: '0-1-104', applied: '0-1-104' });
    expect(errant(replica, { upstream: upstream([source]), ...last })).toBe('undecided (0-1-100, 0-1-104]');
    expect(errant(replica, { upstream: upstream([source]), ...first })).toBe('errant (0-1-100, 0-1-104]');
    expect(errant(replica, { upstream: upstream([withSemiSync(source)]), ...first })).toBe(
      'undecided (0-1-100, 0-1-104]',
    );
  });

  test('are undecided when a rebuilt source has no trace of an old server, or a server above was not seen', () => {
    const replica = mariadb(2, { state: '0-9-40,0-1-90', applied: '0-1-90' });
    expect(errant(replica, { upstream: upstream([source]), ...first })).toBe('undecided (start of domain 0, 0-9-40]');
    const newer = mariadb(2, { state: '0-9-140', applied: '0-9-140' });
    expect(errant(newer, { upstream: upstream([source], { complete: false }), ...first })).toBe(
      'undecided (start of domain 0, 0-9-140]',
    );
  });

  test('are not the replica’s own writes in a ring', () => {
    const partner = mariadb(1, { state: '0-1-100,1-2-5' }, { below: 2 });
    const replica = mariadb(2, { state: '0-1-100,1-2-7', applied: '0-1-100' }, { below: 1 });
    expect(errant(replica, { upstream: upstream([partner]), ...first })).toBe('undecided (1-2-5, 1-2-7]');
  });
});
