import type { SqlStep } from '@topiary/domain';
import type { RenderContext } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { dialectFor } from '../../../test/support/dialects.ts';
import { PLAIN_SETTINGS, pointStep, startStep, stopStep, waitStep } from '../../../test/support/steps.ts';
import type { StepConclusion } from '../dialect.ts';
import { productOf } from '../product.ts';
import type { ResultSet } from '../result-set.ts';

const dialect = dialectFor('9.7.4');
const render = (step: SqlStep, given: RenderContext): readonly string[] => dialect.render(step, given);
const conclude = (step: SqlStep, results: readonly ResultSet[]): StepConclusion => dialect.conclude(step, results);
const context = { product: productOf('9.7.4', ''), results: {} };

describe('pointing a replica at a source', () => {
  test('stops the receiver only, changes the source and starts the receiver, leaving the applier alone', () => {
    expect(render(pointStep(), context)).toEqual([
      "STOP REPLICA IO_THREAD FOR CHANNEL ''",
      "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'new', SOURCE_PORT = 3307, SOURCE_HEARTBEAT_PERIOD = 1.5, " +
        'SOURCE_CONNECT_RETRY = 60, SOURCE_RETRY_COUNT = 10, SOURCE_SSL = 0, SOURCE_SSL_VERIFY_SERVER_CERT = 0, ' +
        "GET_SOURCE_PUBLIC_KEY = 1 FOR CHANNEL ''",
      "START REPLICA IO_THREAD FOR CHANNEL ''",
    ]);
  });

  test('names the channel, so that the others go on', () => {
    const statements = render(pointStep({ channel: "o'ne" }), context);
    expect(statements.every((statement) => statement.endsWith("FOR CHANNEL 'o''ne'"))).toBe(true);
  });

  test.each([
    ['a receiver that was stopped stays stopped', 'receiver', { receiver: 'stopped', applier: 'running' }, []],
    [
      'a receiver that was connecting goes on trying',
      'receiver',
      { receiver: 'connecting', applier: 'running' },
      ['START REPLICA IO_THREAD'],
    ],
    ['both that ran are started', 'both', { receiver: 'running', applier: 'running' }, ['START REPLICA']],
    [
      'an applier that alone ran is started alone',
      'both',
      { receiver: 'stopped', applier: 'running' },
      ['START REPLICA SQL_THREAD'],
    ],
    ['nothing is started where nothing ran', 'both', { receiver: 'stopped', applier: 'stopped' }, []],
    [
      'threads that an earlier step stopped are started',
      'none',
      { receiver: 'running', applier: 'running' },
      ['START REPLICA'],
    ],
  ] as const)('%s', (_sentence, stops, before, starts) => {
    const started = render(pointStep({ stops, before }), context).filter((statement) => statement.startsWith('START'));
    expect(started).toEqual(starts.map((start) => `${start} FOR CHANNEL ''`));
  });

  test('stops nothing where an earlier step did', () => {
    expect(render(pointStep({ stops: 'none' }), context)[0]).toMatch(/^CHANGE/);
  });

  test('restates TLS, keys and compression where they are set', () => {
    const settings = {
      ...PLAIN_SETTINGS,
      publicKeyPath: '/etc/mysql/source.pem',
      compression: 'zstd,uncompressed',
      tls: {
        ...PLAIN_SETTINGS.tls,
        enabled: true,
        ca: '/etc/ca.pem',
        crlPath: '/etc/crl',
        version: 'TLSv1.3',
        verifyServerCert: true,
      },
    };
    const change = render(pointStep({ settings }), context)[1];
    for (const option of [
      'SOURCE_SSL = 1',
      "SOURCE_SSL_CA = '/etc/ca.pem'",
      "SOURCE_SSL_CRLPATH = '/etc/crl'",
      "SOURCE_TLS_VERSION = 'TLSv1.3'",
      'SOURCE_SSL_VERIFY_SERVER_CERT = 1',
      "SOURCE_PUBLIC_KEY_PATH = '/etc/mysql/source.pem'",
      "SOURCE_COMPRESSION_ALGORITHMS = 'zstd,uncompressed'",
    ]) {
      expect(change).toContain(option);
    }
    expect(change).not.toContain('SOURCE_SSL_CERT =');
  });

  test('leaves out what could not be read and what needs the applier stopped', () => {
    const change = render(
      pointStep({ settings: { ...PLAIN_SETTINGS, heartbeatPeriodSeconds: null, getPublicKey: null } }),
      context,
    )[1];
    expect(change).not.toMatch(/HEARTBEAT|PUBLIC_KEY|DELAY|AUTO_POSITION|USER|PASSWORD/);
  });

  test('is refused for a channel without GTIDs, whose position at the new source nobody knows', () => {
    expect(() => render(pointStep({ positioning: 'file' }), context)).toThrow(/without GTIDs/);
  });
});

describe('stopping and starting', () => {
  test('stops both threads of the channel, then reads what was applied', () => {
    expect(render(stopStep({ channel: 'c1' }), context)).toEqual([
      "STOP REPLICA FOR CHANNEL 'c1'",
      'SELECT @@global.gtid_executed',
    ]);
  });

  test('yields the position without the newlines that the server puts in', () => {
    const results = [
      { names: [], rows: [] },
      { names: ['g'], rows: [['a:1-5,\nb:1-7']] },
    ];
    expect(conclude(stopStep(), results)).toEqual({ kind: 'done', results: { position: 'a:1-5,b:1-7' } });
  });

  test('starts what ran', () => {
    expect(render(startStep({ before: { receiver: 'stopped', applier: 'running' } }), context)).toEqual([
      "START REPLICA SQL_THREAD FOR CHANNEL ''",
    ]);
  });
});

describe('waiting for a position', () => {
  test('uses the result of the step before', () => {
    expect(render(waitStep(), { ...context, results: { s1: { position: 'a:1-5' } } })).toEqual([
      "SELECT WAIT_FOR_EXECUTED_GTID_SET('a:1-5', 30)",
    ]);
  });

  test('shows in a preview what will stand there', () => {
    expect(render(waitStep(), context)).toEqual([
      "SELECT WAIT_FOR_EXECUTED_GTID_SET('<position of r:3306 after step s1>', 30)",
    ]);
  });

  test.each([
    [0, 'done'],
    [1, 'timed-out'],
    [null, 'timed-out'],
  ])('that answers %s is %s', (value, kind) => {
    expect(conclude(waitStep(), [{ names: ['w'], rows: [[value]] }]).kind).toBe(kind);
  });
});
