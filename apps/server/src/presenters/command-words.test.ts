import { shellWord } from '@topiary/contract';
import { id } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { commandOf } from './act-command.ts';
import { reshapeCommand } from './reshape-command.ts';

test('what a shell would read as more than a word is quoted', () => {
  expect(shellWord('db-1:3306/east=db-2:3306')).toBe('db-1:3306/east=db-2:3306');
  expect(shellWord('')).toBe("''");
  expect(shellWord('$(halt)')).toBe("'$(halt)'");
  expect(shellWord("o'clock")).toBe(String.raw`'o'\''clock'`);
});

test('so it is in commands, whatever a channel, a log or a set of GTIDs is called', () => {
  const [one, other] = [id('db-1'), id('db-2')];
  expect(commandOf(one, { kind: 'set-gtid-purged', gtids: 'a:1,\nb:2' })).toBe(
    "topiary set-gtid-purged db-1:3306 --gtids 'a:1,\nb:2'",
  );
  expect(commandOf(one, { kind: 'purge-binary-logs', to: 'my log.000002', forced: false })).toBe(
    "topiary purge-binary-logs db-1:3306 --to 'my log.000002'",
  );
  expect(commandOf(one, { kind: 'purge-binary-logs', to: null, forced: false, olderThanSeconds: 86_400 })).toBe(
    'topiary purge-binary-logs db-1:3306 --older-than 86400',
  );
  expect(reshapeCommand({ kind: 'move-up', replica: one, channel: '$x' })).toBe(
    "topiary move-up db-1:3306 --channel '$x'",
  );
  const moves = [
    { replica: one, channel: '', target: other },
    { replica: one, channel: 'b c', target: other },
  ];
  expect(reshapeCommand({ kind: 'move-many', moves })).toBe(
    "topiary move-many db-1:3306=db-2:3306 'db-1:3306/b c=db-2:3306'",
  );
});
