import type { SqlStep } from '@topiary/domain';
import type { RenderContext } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { dialectFor } from '../../../test/support/dialects.ts';
import { PLAIN_SETTINGS, pointStep, startStep, stopStep, waitStep } from '../../../test/support/steps.ts';
import type { StepConclusion } from '../dialect.ts';
import { productOf } from '../product.ts';
import type { ResultSet } from '../result-set.ts';

const dialect = dialectFor('10.11.18-MariaDB');
const render = (step: SqlStep, given: RenderContext): readonly string[] => dialect.render(step, given);
const conclude = (step: SqlStep, results: readonly ResultSet[]): StepConclusion => dialect.conclude(step, results);
const context = { product: productOf('10.11.18-MariaDB', ''), results: {} };
const mariadbSettings = { ...PLAIN_SETTINGS, retryCount: null, publicKeyPath: null, getPublicKey: null };
const move = { stops: 'both', positioning: 'slave-pos', settings: mariadbSettings } as const;

describe('pointing a replica at a source', () => {
  test('stops both threads, changes the source with its heartbeat and TLS, and starts them', () => {
    expect(render(pointStep(move), context)).toEqual([
      'STOP SLAVE',
      "CHANGE MASTER TO MASTER_HOST = 'new', MASTER_PORT = 3307, MASTER_HEARTBEAT_PERIOD = 1.5, MASTER_CONNECT_RETRY = 60, " +
        'MASTER_SSL = 0, MASTER_SSL_VERIFY_SERVER_CERT = 0, MASTER_USE_GTID = slave_pos',
      'START SLAVE',
    ]);
  });

  test('names the connection before the threads', () => {
    const statements = render(
      pointStep({ ...move, channel: 'c1', before: { receiver: 'running', applier: 'stopped' } }),
      context,
    );
    expect(statements[0]).toBe("STOP SLAVE 'c1'");
    expect(statements[1]).toMatch(/^CHANGE MASTER 'c1' TO /);
    expect(statements[2]).toBe("START SLAVE 'c1' IO_THREAD");
  });

  test('keeps the way in which the channel follows GTIDs', () => {
    expect(render(pointStep({ ...move, positioning: 'current-pos' }), context)[1]).toContain(
      'MASTER_USE_GTID = current_pos',
    );
  });

  test('leaves threads stopped that were stopped', () => {
    expect(render(pointStep({ ...move, before: { receiver: 'stopped', applier: 'stopped' } }), context)).toHaveLength(
      2,
    );
  });

  test('states only what this family knows', () => {
    const change = render(pointStep({ ...move, settings: PLAIN_SETTINGS }), context)[1];
    expect(change).not.toMatch(/RETRY_COUNT|PUBLIC_KEY|TLS_VERSION|COMPRESSION|USER|PASSWORD/);
  });

  test('is refused with the receiver alone stopped, and for a channel without GTIDs', () => {
    expect(() => render(pointStep({ ...move, stops: 'receiver' }), context)).toThrow(/both threads stopped/);
    expect(() => render(pointStep({ ...move, positioning: 'file' }), context)).toThrow(/follows GTIDs/);
  });
});

describe('stopping and starting', () => {
  test('stops both threads, then reads where the applier stands', () => {
    expect(render(stopStep(), context)).toEqual(['STOP SLAVE', 'SELECT @@global.gtid_slave_pos']);
  });

  test('starts what ran', () => {
    expect(render(startStep({ channel: 'c1', before: { receiver: 'running', applier: 'stopped' } }), context)).toEqual([
      "START SLAVE 'c1' IO_THREAD",
    ]);
  });
});

describe('waiting for a position', () => {
  test('looks at the own binary log first, domain by domain', () => {
    const [statement = ''] = render(waitStep(), { ...context, results: { s1: { position: '0-1-7,3-2-9' } } });
    expect(statement).toMatch(
      /^SELECT \(.*gtid_binlog_pos.*',0-.* >= 7 OR MASTER_GTID_WAIT\('0-1-7', 30\) = 0\) AND \(.*',3-.* >= 9 OR MASTER_GTID_WAIT\('3-2-9', 30\) = 0\)$/,
    );
  });

  test('is for the domains that come to the target, where a replica has several masters', () => {
    const results = { s1: { position: '0-1-7,5-2-9' } };
    expect(render(waitStep({ domains: [5] }), { ...context, results })).toEqual(
      render(waitStep(), { ...context, results: { s1: { position: '5-2-9' } } }),
    );
  });

  test('for nothing is over at once', () => {
    expect(render(waitStep({ position: { kind: 'known', position: '' } }), context)).toEqual(['SELECT 1']);
  });

  test('shows in a preview the statement that will be sent, with what is not known yet in angle brackets', () => {
    expect(render(waitStep(), context)).toEqual([
      "SELECT (SUBSTRING_INDEX(REGEXP_SUBSTR(CONCAT(',', @@global.gtid_binlog_pos), ',<domain>-[0-9]+-[0-9]+'), '-', -1) >= <sequence> OR MASTER_GTID_WAIT('<position of r:3306 after step s1>', 30) = 0)",
    ]);
  });

  test('refuses a position that is none', () => {
    expect(() => render(waitStep({ position: { kind: 'known', position: "0-1-7') OR 1 --" } }), context)).toThrow(
      /domain-server-sequence/,
    );
  });

  test.each([
    [1, 'done'],
    [0, 'timed-out'],
    [null, 'timed-out'],
  ])('that answers %s is %s', (value, kind) => {
    expect(conclude(waitStep(), [{ names: ['w'], rows: [[value]] }]).kind).toBe(kind);
  });
});
