import { describe, expect, test } from 'vitest';
import { id, move, planned, refusalOf, topology, warningsOf, withChannels } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import type { GtidState, Observation } from '../topology/observation.ts';
import { methodChoices } from './method-choices.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { asPlanId, stepsInOrder } from './plan.ts';
import type { AskedIntent, Plan } from './plan.ts';
import { stepKinds } from './step-kinds.ts';

const UUID = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const TREE = 'm > a, b';
const switched: AskedIntent = { ...move('a', 'b'), method: 'switch-to-gtid' };

type Change = (found: Observation) => Observation;
const mysql = (executed: string, more: Partial<Extract<GtidState, { kind: 'mysql' }>> = {}): Change => {
  return (found) => ({ ...found, gtid: { kind: 'mysql', mode: 'ON', executed, purged: '', ...more } });
};
const byFile = withChannels({ positioning: 'file' });

interface Parts {
  readonly m?: Change;
  readonly a?: Change;
  readonly b?: Change;
  readonly silent?: true;
}

function servers({ m = mysql(`${UUID}:1-9`), a = mysql(`${UUID}:1-5`), b = mysql(`${UUID}:1-9`), silent }: Parts) {
  const options: TopologyOptions = {
    servers: {
      m: silent === undefined ? { change: m } : { change: m, health: 'unreachable' },
      a: { change: (found) => byFile(a(found)) },
      b: { change: b },
    },
  };
  return options;
}

const asked = (parts: Parts = {}) => ({ topology: TREE, options: servers(parts), intent: switched });
const kinds = (plan: Plan): readonly string[] => stepsInOrder(plan).map(({ kind }) => kind);

describe('a move that switches a channel to GTIDs', () => {
  test('stops it, lets it follow GTIDs, and points it as any other that does; it says that GTIDs stay', () => {
    const plan = planned(topology(TREE, servers({})), switched);
    expect(kinds(plan)).toEqual(['stop-replication', 'set-positioning', 'point-replica-at']);
    const [stop, positioning, point] = stepsInOrder(plan);
    expect(stop).toMatchObject({ before: { receiver: 'running', applier: 'running' } });
    expect(positioning).toMatchObject({ was: 'file', to: 'auto-position', stays: true });
    expect(point).toMatchObject({ positioning: 'auto-position', stops: 'both', before: { applier: 'running' } });
    expect(warningsOf(asked())).toContain('switch-stays');
    expect(plan.notes.map(({ code }) => code)).toContain('moved-by-switch-to-gtid');
  });

  test('goes back by GTID where it fails, and what stopped its threads starts them', () => {
    const [stop, positioning, point] = stepsInOrder(planned(topology(TREE, servers({})), switched));
    expect(point?.kind === 'point-replica-at' ? stepKinds['point-replica-at'].opposite(point) : null).toMatchObject({
      to: { host: 'm' },
      positioning: 'auto-position',
      before: { receiver: 'running', applier: 'running' },
    });
    expect(positioning?.kind === 'set-positioning' ? stepKinds['set-positioning'].opposite(positioning) : 0).toBeNull();
    expect(stop?.kind === 'stop-replication' ? stepKinds['stop-replication'].opposite(stop) : null).toMatchObject({
      kind: 'start-replication',
      before: { receiver: 'running', applier: 'running' },
    });
  });

  test('is done where its master does not answer, of whom nothing is needed', () => {
    expect(refusalOf(asked({ silent: true }))).toEqual([]);
  });

  test.each<readonly [string, Parts, string]>([
    ['below a target without GTIDs', { b: mysql('', { mode: 'OFF' }) }, 'target-gtid-off'],
    ['below one that does not log them of all', { b: mysql('', { mode: 'ON_PERMISSIVE' }) }, 'gtid-mode-too-low'],
    ['of a replica without them', { a: mysql('', { mode: 'OFF' }) }, 'gtid-mode-off'],
    [
      'where the target has purged what it lacks',
      { b: mysql(`${UUID}:1-9`, { purged: `${UUID}:1-7` }) },
      'purged-on-target',
    ],
    ['where it lacks what lies before', { a: mysql(`${UUID}:1-3:5`) }, 'gtids-have-gaps'],
    ['where it could not go back to its master', { m: mysql('', { mode: 'ON_PERMISSIVE' }) }, 'gtid-mode-too-low'],
  ])('is refused %s', (_, parts, code) => {
    expect(refusalOf(asked(parts))).toContain(code);
  });

  test('is refused of one that follows GTIDs, which needs no switch', () => {
    expect(refusalOf({ topology: TREE, intent: switched })).toEqual(['gtid-on-already']);
  });

  test('on MariaDB waits for a target that is no ancestor, from the place that it had before', () => {
    const gtid = {
      kind: 'mariadb',
      strict: true,
      domainId: 0,
      binlogPosition: '0-1-9',
      slavePosition: '0-1-9',
    } as const;
    const mariadb: Change = (found) => ({
      ...found,
      product: { ...found.product, flavor: 'mariadb', version: { ...found.product.version, text: '10.11.6' } },
      gtid: { ...gtid, currentPosition: '0-1-9', binlogState: '0-1-9' },
    });
    const plan = planned(topology(TREE, servers({ m: mariadb, a: mariadb, b: mariadb })), switched);
    expect(kinds(plan)).toEqual([
      'stop-replication',
      'set-positioning',
      'stop-replication',
      'wait-for-position',
      'point-replica-at',
    ]);
    expect(stepsInOrder(plan)[3]).toMatchObject({ position: { kind: 'result', step: 's3' } });
    expect(stepsInOrder(plan).at(-1)).toMatchObject({ positioning: 'slave-pos' });
  });
});

describe('that a channel could be switched', () => {
  const notes = (plan: Plan): readonly string[] => plan.notes.map(({ code }) => code);

  test('is said of a move by file, and not of one by GTID', () => {
    const again: AskedIntent = {
      kind: 'reshape',
      shape: { kind: 'repoint', replica: id('a'), channel: null, target: null },
    };
    expect(notes(planned(topology(TREE, servers({})), again))).toContain('switch-possible');
    const unfit = servers({ m: mysql(`${UUID}:1-9`, { mode: 'ON_PERMISSIVE' }) });
    expect(notes(planned(topology(TREE, unfit), again))).not.toContain('switch-possible');
    expect(notes(planned(topology(TREE), move('a', 'b')))).not.toContain('switch-possible');
  });

  test('is said of a move that is refused without it', () => {
    const refused = { ...asked(), intent: move('a', 'b') };
    expect(refusalOf(refused)).toEqual(['anchor-follows-gtids', 'switch-would-do']);
    expect(refusalOf({ ...refused, options: servers({ a: mysql('', { mode: 'OFF' }) }) })).toEqual([
      'anchor-follows-gtids',
    ]);
  });

  test('is offered among the methods, which a person has to choose', () => {
    const choices = methodChoices({
      snapshot: topology(TREE, servers({})),
      policy: DEFAULT_POLICY,
      id: asPlanId('p'),
      intent: move('a', 'b'),
    });
    expect(choices.find(({ method }) => method === 'switch-to-gtid')).toMatchObject({
      isAutomatic: false,
      allowed: true,
    });
  });
});
