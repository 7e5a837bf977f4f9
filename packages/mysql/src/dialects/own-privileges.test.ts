import { expect, test } from 'vitest';
import { lacksAll, privilegesIn } from './own-privileges.ts';

const printed = (...lines: readonly string[]) => ({ names: ['Grants'], rows: lines.map((line) => [line]) });

test.each([
  [['GRANT PROCESS, SUPER ON *.* TO `t`@`%`', 'GRANT SELECT ON `meta`.* TO `t`@`%`'], false],
  [
    [
      'GRANT PROCESS ON *.* TO `t`@`%`',
      'GRANT BINLOG_ADMIN,REPLICATION_SLAVE_ADMIN,XA_RECOVER_ADMIN ON *.* TO `t`@`%`',
    ],
    false,
  ],
  [['GRANT ALL PRIVILEGES ON *.* TO `t`@`%` WITH GRANT OPTION'], false],
  [["GRANT USAGE ON *.* TO `t`@`%` IDENTIFIED BY PASSWORD '*AA'"], true],
  [['GRANT SUPER ON `mysql`.* TO `t`@`%`', 'GRANT PROCESS ON *.* TO `t`@`%`'], true],
  // What a role gives is not to be seen here.
  [['GRANT USAGE ON *.* TO `t`@`%`', 'GRANT `dba`@`%` TO `t`@`%`'], false],
  [[], false],
])('of an account with %j it is known that it lacks what is needed: %s', (lines, isLacking) => {
  expect(lacksAll(privilegesIn(printed(...lines)), ['SUPER', 'REPLICATION_SLAVE_ADMIN'])).toBe(isLacking);
});

test('a privilege is found however its words are joined', () => {
  const held = privilegesIn(printed('GRANT PROCESS, READ_ONLY ADMIN ON *.* TO `t`@`%`'));
  expect(lacksAll(held, ['READ ONLY ADMIN'])).toBe(false);
  expect(lacksAll(held, ['REPLICATION SLAVE ADMIN'])).toBe(true);
});

test('an answer that did not come says nothing', () => {
  expect(lacksAll(privilegesIn(undefined), ['SUPER'])).toBe(false);
});
