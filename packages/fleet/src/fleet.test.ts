import { describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import { fleetOf } from './build/fleet-of.ts';
import type { Command } from './commands/command.ts';
import type { Fleet } from './fleet.ts';
import type { Outcome } from './model/outcome.ts';

/** Performs a command as root; `null` while it waits. */
function act(fleet: Fleet, name: string, command: Command): { outcome: Outcome | null } {
  const session = fleet.openSession(id(name), { user: 'root' });
  if ('kind' in session) throw new Error(session.text);
  const answered: { outcome: Outcome | null } = { outcome: null };
  fleet.perform(session, command, (outcome) => {
    answered.outcome = outcome;
  });
  return answered;
}

function write(fleet: Fleet, name: string, times = 1): void {
  for (let count = 0; count < times; count += 1) act(fleet, name, { kind: 'write', write: {} });
}

const run = (fleet: Fleet, ms: number): void => fleet.advance(fleet.nowMs + ms);

for (const family of ['mysql', 'mariadb'] as const) {
  describe(`replication on ${family}`, () => {
    test('what is written on the master is applied on every replica', () => {
      const fleet = fleetOf('m > a > b; m > c', { family });
      write(fleet, 'm', 10);
      run(fleet, 100);
      for (const name of ['a', 'b', 'c']) expect(fleet.transactionsOf(id(name))).toEqual(fleet.transactionsOf(id('m')));
      expect(fleet.observe(id('b')).channels).toMatchObject([
        { receiver: 'running', applier: 'running', lagSeconds: 0, receiverError: null },
      ]);
    });
  });
}

describe('sizes', () => {
  test('a write is as long as on MySQL 9.7', () => {
    const fleet = fleetOf('m > a');
    expect(fleet.observe(id('m')).binlog).toEqual({ file: 'binlog.000001', position: 158 });
    write(fleet, 'm');
    expect(fleet.observe(id('m')).binlog).toEqual({ file: 'binlog.000001', position: 434 });
  });
});
