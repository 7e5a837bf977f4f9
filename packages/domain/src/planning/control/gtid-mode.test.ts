import { describe, expect, test } from 'vitest';
import { id, planned, refusalOf, topology, withChannels } from '../../testing/index.ts';
import type { Observation } from '../../topology/observation.ts';
import { stepsInOrder } from '../plan.ts';
import type { Intent } from '../plan.ts';
import type { GtidMode } from '../upkeep-steps.ts';

type Change = (found: Observation) => Observation;

const turn = (to: 'ON' | 'OFF'): Intent => ({ kind: 'control', instance: id('m'), act: { kind: 'set-gtid-mode', to } });
const mode =
  (wanted: GtidMode, positioning: 'file' | 'auto-position'): Change =>
  (found) => ({
    ...withChannels({ positioning })(found),
    gtid: { kind: 'mysql', mode: wanted, executed: '', purged: '' },
  });
const all = (change: Change) => ({ servers: { m: { change }, a: { change } } });

describe('gtid_mode of a cluster', () => {
  test('goes up step by step, each on every server before the next, and replicas follow GTIDs at the end', () => {
    const plan = planned(topology('m > a', all(mode('OFF', 'file'))), turn('ON'));
    const said = stepsInOrder(plan).map((step) => [step.kind, 'to' in step ? step.to : null, step.instance.charAt(0)]);
    expect(said).toEqual([
      ['set-gtid-consistency', 'WARN', 'm'],
      ['set-gtid-consistency', 'WARN', 'a'],
      ['set-gtid-consistency', 'ON', 'm'],
      ['set-gtid-consistency', 'ON', 'a'],
      ['set-gtid-mode', 'OFF_PERMISSIVE', 'm'],
      ['set-gtid-mode', 'OFF_PERMISSIVE', 'a'],
      ['set-gtid-mode', 'ON_PERMISSIVE', 'm'],
      ['set-gtid-mode', 'ON_PERMISSIVE', 'a'],
      ['wait-for-transactions', null, 'm'],
      ['wait-for-transactions', null, 'a'],
      ['read-log-position', null, 'm'],
      ['wait-for-log-position', null, 'a'],
      ['set-gtid-mode', 'ON', 'm'],
      ['set-gtid-mode', 'ON', 'a'],
      ['set-positioning', 'auto-position', 'a'],
    ]);
    expect(stepsInOrder(plan).at(11)).toMatchObject({ position: { kind: 'result', step: 's11', instance: id('m') } });
  });

  test('comes down the same way, after nobody follows GTIDs any more', () => {
    const plan = planned(topology('m > a', all(mode('ON', 'auto-position'))), turn('OFF'));
    const modes = stepsInOrder(plan).flatMap((step) => (step.kind === 'set-gtid-mode' ? [step.to] : []));
    expect(stepsInOrder(plan).slice(0, 2)).toMatchObject([
      { kind: 'drain-relay-log', startsApplier: false },
      { kind: 'set-positioning', to: 'file', stays: true, before: { receiver: 'running', applier: 'running' } },
    ]);
    expect(modes).toEqual(['ON_PERMISSIVE', 'ON_PERMISSIVE', 'OFF_PERMISSIVE', 'OFF_PERMISSIVE', 'OFF', 'OFF']);
  });

  test('is left alone where a replica is detached: it would keep the mode that its source has no more', () => {
    const detached: Change = (found) =>
      withChannels({ source: { host: '//m', port: 3306 }, receiver: 'stopped', applier: 'stopped' })(found);
    const on = mode('ON', 'auto-position');
    const servers = {
      m: { change: on },
      a: { change: on },
      b: { change: (found: Observation) => detached(on(found)) },
    };
    expect(refusalOf({ topology: 'm > a, b', options: { servers }, intent: turn('OFF') })).toContain(
      'gtid-mode-detached',
    );
    const alone: Intent = { kind: 'control', instance: id('b'), act: { kind: 'set-gtid-mode', to: 'OFF' } };
    expect(refusalOf({ topology: 'm > a, b', options: { servers }, intent: alone })).toContain('gtid-mode-detached');
  });

  test('is left alone where it is so, where a replica stands, and where a server is no MySQL', () => {
    expect(refusalOf({ topology: 'm > a', options: all(mode('ON', 'auto-position')), intent: turn('ON') })).toEqual([
      'gtid-mode-so-already',
    ]);
    const stands = all((found) => withChannels({ applier: 'stopped' })(mode('OFF', 'file')(found)));
    expect(refusalOf({ topology: 'm > a', options: stands, intent: turn('ON') })).toEqual(['gtid-mode-all-must-run']);
    const mariadb = { family: 'mariadb' as const };
    expect(refusalOf({ topology: 'm > a', options: mariadb, intent: turn('ON') })).toContain('mysql-only');
  });
});
