/** What the driver's dialects make of the answers is what the fleet says of itself: two ways to one observation. */
import type { InstanceId } from '@topiary/domain';
import { describe, expect, test } from 'vitest';
import { chooseDialect } from '../src/dialects/choose.ts';
import type { Answers, Dialect } from '../src/dialects/dialect.ts';
import { ColumnCache, type ResultSet } from '../src/dialects/result-set.ts';
import type { Fleet } from '@topiary/fleet';
import { makeFleet, type TestFleet } from '@topiary/fleet/testing';

interface Asked<Role extends string> {
  readonly role: Role;
  readonly sql: string;
}

/** One packet, as the driver sends it. */
function ask<Role extends string>(fleet: TestFleet, id: InstanceId, statements: readonly Asked<Role>[]): Answers<Role> {
  const results = fleet.run(id, statements.map(({ sql }) => sql).join('; '));
  const answers = new Map<Role, ResultSet>();
  for (const [index, { role, sql }] of statements.entries()) {
    const result = results[index];
    if (result?.kind !== 'rows') throw new Error(`${sql}: ${JSON.stringify(result)}`);
    answers.set(role, { names: result.columns.map(({ name }) => name), rows: result.rows });
  }
  return answers;
}

function dialectFor(fleet: Fleet, id: InstanceId): Dialect {
  const choice = chooseDialect(fleet.server(id).product);
  if (choice.kind === 'unsupported') throw new Error(choice.detail);
  return choice.dialect;
}

function observed(test: TestFleet, id: InstanceId): unknown {
  const dialect = dialectFor(test.fleet, id);
  const learned = dialect.learn(ask(test, id, dialect.learning));
  const answers = ask(test, id, dialect.probe(learned, new Set()));
  return dialect.observe(answers, { learned, refused: new Map(), waitingFor: null, columns: new ColumnCache() });
}

const VERSIONS = [
  '5.7.44-log',
  '8.0.21',
  '8.0.22',
  '8.0.25',
  '8.0.36',
  '8.4.3',
  '9.7.4',
  '26.7.0',
  '10.3.39-MariaDB-log',
  '10.6.18-MariaDB-log',
  '10.11.18-MariaDB-log',
  '11.8.6-MariaDB-log',
] as const;

describe.each(VERSIONS)('a probe of %s', (version) => {
  test('finds what the fleet observes, on every server of a tree that replicates', () => {
    const made = makeFleet(version);
    made.replicate('a', 'm');
    made.replicate('b', 'm');
    made.replicate('c', 'a');
    made.run(made.id('m'), 'CREATE DATABASE shop; INSERT INTO shop.t VALUES (1, 1), (2, 2)');
    made.settle(5_000);
    for (const name of ['m', 'a', 'b', 'c'])
      expect({ name, seen: observed(made, made.id(name)) }).toEqual({ name, seen: made.fleet.observe(made.id(name)) });
    expect(made.fleet.observe(made.id('c')).channels).toMatchObject([{ receiver: 'running', applier: 'running' }]);
  });

  test('finds what the fleet observes while threads stand, sources are gone and settings differ', () => {
    const made = makeFleet(version);
    made.replicate('a', 'm');
    made.replicate('b', 'm');
    const slave = made.newWords ? 'REPLICA' : 'SLAVE';
    made.run(made.id('b'), `STOP ${slave} SQL_THREAD`);
    made.run(made.id('a'), 'SET GLOBAL read_only = 1');
    made.run(made.id('m'), 'INSERT INTO shop.t VALUES (1, 1)');
    made.settle(5_000);
    made.run(made.id('a'), `STOP ${slave}`);
    made.fleet.crash(made.id('m'), { losesUnsynced: false });
    made.settle(5_000);
    for (const name of ['a', 'b'])
      expect({ name, seen: observed(made, made.id(name)) }).toEqual({ name, seen: made.fleet.observe(made.id(name)) });
    expect(made.fleet.observe(made.id('b')).channels[0]?.receiver).not.toBe('running');
  });
});
