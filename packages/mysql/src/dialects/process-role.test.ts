import { expect, test } from 'vitest';
import { roleOfProcess } from './process-role.ts';

test.each([
  ['app', 'Query', 'client'],
  ['repl', 'Binlog Dump GTID', 'replication'],
  ['repl', 'Binlog Dump', 'replication'],
  ['system user', 'Connect', 'replication'],
  ['system user', 'Query', 'replication'],
  ['system user', 'Slave_worker', 'replication'],
  ['system user', 'Daemon', 'server'],
  ['event_scheduler', 'Daemon', 'server'],
] as const)('%s with %s is of the kind %s', (user, command, role) => {
  expect(roleOfProcess({ user, command }, false)).toBe(role);
  expect(roleOfProcess({ user, command }, true)).toBe('topiary');
});
