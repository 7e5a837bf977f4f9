import { describe, expect, test } from 'vitest';
import { MariadbBinlogState } from './mariadb-binlog-state.ts';
import { wouldAccept } from './mariadb-connect.ts';
import type { MariadbConnectVerdict } from './mariadb-connect.ts';
import { MariadbGtidPosition } from './mariadb-gtid-position.ts';

interface Case {
  readonly at: string;
  readonly state: string;
  readonly applied?: string;
  readonly purged?: string | null;
  readonly strict?: boolean;
  readonly ignoresDuplicates?: boolean;
  readonly own?: string;
}

/** The server has id 1. */
function ask({
  at,
  state,
  applied = '',
  purged = '',
  strict = false,
  ignoresDuplicates = false,
  own,
}: Case): MariadbConnectVerdict {
  return wouldAccept(
    {
      position: MariadbGtidPosition.of(at),
      strict,
      ignoresDuplicates,
      binlogState: own === undefined ? null : MariadbBinlogState.of(own),
    },
    {
      serverId: 1,
      binlogState: MariadbBinlogState.of(state),
      slavePosition: MariadbGtidPosition.of(applied),
      purgedState: purged === null ? null : MariadbBinlogState.of(purged),
    },
  );
}

function codes(verdict: MariadbConnectVerdict): readonly string[] {
  const found = verdict.kind === 'refused' ? verdict.refusals : verdict.doubts;
  return found.map(({ code, domain }) => `${code} ${domain}`);
}

describe('a MariaDB server accepts a replica', () => {
  test.each<[string, Case]>([
    ['that stands at its end', { at: '0-1-10', state: '0-1-10' }],
    ['that stands behind, with all logs there', { at: '0-1-4', state: '0-1-10' }],
    ['that stopped at another server of the domain', { at: '0-2-4', state: '0-2-6,0-1-10' }],
    ['that knows nothing, with all logs there', { at: '', state: '0-1-10' }],
    ['that is at its end, although older logs are gone', { at: '0-1-10', state: '0-1-10', purged: '0-1-10' }],
    ['that is at its end, although what is gone is not known', { at: '0-1-10', state: '0-1-10', purged: null }],
    ['that asks for what follows the last purged transaction', { at: '0-1-5', state: '0-1-10', purged: '0-1-5' }],
    ['that stands where it stands itself, without logging updates', { at: '0-2-10', state: '', applied: '0-2-10' }],
    [
      'that stands where it stood before it wrote itself',
      { at: '0-2-10', state: '0-1-12', applied: '0-2-10', strict: true },
    ],
    ['that is ahead and ignores duplicates', { at: '0-2-12', state: '0-1-10', ignoresDuplicates: true }],
  ])('%s', (_name, question) => {
    expect(ask(question)).toEqual({ kind: 'accepted', doubts: [] });
  });

  test.each<[string, Case, string]>([
    ['with a domain it does not serve', { at: '0-1-10,5-9-1', state: '0-1-10' }, 'domain-not-on-server 5'],
    [
      'of which it is not known whether the logs reach back',
      { at: '0-1-4', state: '0-1-10', purged: null },
      'log-may-be-purged 0',
    ],
    [
      'at the purged edge of a domain of several servers',
      { at: '0-2-5', state: '0-1-4,0-2-9', purged: '0-1-4,0-2-5' },
      'log-may-be-purged 0',
    ],
    [
      'in strict mode, unless its position is a hole',
      { at: '0-1-4', state: '0-1-10', strict: true },
      'position-may-be-a-hole 0',
    ],
    [
      'in strict mode that has written itself',
      { at: '0-2-9', state: '0-2-9,0-1-11', strict: true, own: '0-3-10' },
      'applier-may-be-out-of-order 0',
    ],
  ])('%s, with a doubt', (_name, question, doubt) => {
    const verdict = ask(question);
    expect([verdict.kind, codes(verdict)]).toEqual(['accepted', [doubt]]);
  });
});

describe('a MariaDB server refuses a replica', () => {
  test.each<[string, Case, string]>([
    ['that is ahead', { at: '0-2-12', state: '0-1-10' }, 'ahead-of-server 0'],
    ['that has a transaction which it passed by', { at: '0-2-9', state: '0-2-8,0-1-12' }, 'diverged 0'],
    [
      'that diverged, even if it ignores duplicates',
      { at: '0-2-9', state: '0-1-12', ignoresDuplicates: true },
      'diverged 0',
    ],
    ['whose next transactions are purged', { at: '0-1-4', state: '0-1-10', purged: '0-1-6' }, 'log-purged 0'],
    [
      'whose server was followed by another before the oldest log',
      { at: '0-1-100', state: '0-1-100,0-2-700', purged: '0-1-100,0-2-500' },
      'log-purged 0',
    ],
    [
      'that lacks a domain whose beginning is purged',
      { at: '0-1-10', state: '0-1-10,1-1-3', purged: '1-1-2' },
      'log-purged 1',
    ],
  ])('%s', (_name, question, refusal) => {
    const verdict = ask(question);
    expect([verdict.kind, codes(verdict)]).toEqual(['refused', [refusal]]);
  });

  test('in every domain that stands against it', () => {
    expect(ask({ at: '0-2-12,1-2-1', state: '0-1-10,1-1-5' })).toEqual({
      kind: 'refused',
      refusals: [
        { code: 'ahead-of-server', serverError: 1945, domain: 0, requested: { domain: 0, server: 2, sequence: 12n } },
        { code: 'diverged', serverError: 1955, domain: 1, requested: { domain: 1, server: 2, sequence: 1n } },
      ],
    });
  });
});

describe('a binlog state', () => {
  test('keeps the servers of a domain, the last logged one last', () => {
    const state = MariadbBinlogState.of('0-7-2,0-1-3,1-1-1,3-1-1');
    expect(state.toText()).toBe('0-7-2,0-1-3,1-1-1,3-1-1');
    expect(state.position().toText()).toBe('0-1-3,1-1-1,3-1-1');
    expect(state.withLogged({ domain: 0, server: 7, sequence: 4n }).position().toText()).toBe('0-7-4,1-1-1,3-1-1');
    expect(state.covers({ domain: 0, server: 7, sequence: 2n })).toBe(true);
    expect(state.covers({ domain: 0, server: 7, sequence: 3n })).toBe(false);
  });

  test('names a domain and server once', () => {
    const parsed = MariadbBinlogState.parse('0-1-3,0-7-2,0-1-4');
    expect(parsed).toEqual({ ok: false, error: { problem: 'duplicate-domain-and-server', offset: 12, part: '0-1-4' } });
  });
});
