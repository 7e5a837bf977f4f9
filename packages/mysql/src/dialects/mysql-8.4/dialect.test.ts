/** From 8.4 on an old word is a syntax error (1064) or an unknown variable (1193). Source: spec/dialects §2, §3, §5, §14. */
import { describe, expect, test } from 'vitest';
import { asked, dialectFor, serverWith, type Shown } from '../../../test/support/dialects.ts';
import { pointStep, startStep, stopStep } from '../../../test/support/steps.ts';
import { productOf } from '../product.ts';

/** All that a server of these versions lists of what is asked for. */
const VARIABLES: Shown = {
  server_uuid: 'uuid-1',
  log_bin: 'ON',
  log_replica_updates: 'ON',
  server_id: 1,
  replica_net_timeout: 60,
  group_replication_group_name: 'g-1',
  rpl_semi_sync_source_enabled: 1,
  rpl_semi_sync_replica_enabled: 1,
};

/** `REPLICATION SLAVE` is a privilege's name to this day; SHOW … WHERE asks for status names that may be missing. */
const OLD_WORDS = /\b(SLAVE|MASTER|SLAVES)\b|@@global\.\w*(slave|master)/i;

describe.each(['8.4.0', '8.4.7', '9.0.1', '9.7.4', '26.7.0', '26.10.0'])('MySQL %s', (version) => {
  test('is asked without a word that 8.4 removed', () => {
    const statements = [...asked(serverWith(version, VARIABLES)).values()];
    expect(statements).toContain('SHOW REPLICA STATUS');
    expect(statements.filter((sql) => OLD_WORDS.test(sql))).toEqual([]);
  });

  test('is changed without a word that 8.4 removed', () => {
    const context = { product: productOf(version, ''), results: {} };
    const dialect = dialectFor(version);
    const statements = [pointStep(), stopStep(), startStep()].flatMap((step) => dialect.render(step, context));
    expect(statements.filter((sql) => OLD_WORDS.test(sql))).toEqual([]);
  });
});

test('the words that are looked for are in what 8.0.21 is asked', () => {
  expect([...asked(serverWith('8.0.21', VARIABLES)).values()].filter((sql) => OLD_WORDS.test(sql))).toEqual([
    'SHOW SLAVE STATUS',
    'SHOW SLAVE HOSTS',
    'SHOW MASTER STATUS',
  ]);
});
