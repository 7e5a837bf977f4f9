import { describe, expect, test } from 'vitest';
import { actCurl, commandAt, commandLine, planCurl, replaceMasterCommand, takeoverAtCommand } from './commands.ts';

const here = { origin: 'http://127.0.0.1:3000/orc', signsIn: false };
describe('words of a shell', () => {
  test('what is safe is left readable', () => {
    expect(commandLine(['topiary', 'relocate', 'db-1.example:3306', '--below', 'db_2:3306'])).toBe(
      'topiary relocate db-1.example:3306 --below db_2:3306',
    );
  });
});

test('commands name the address of the server that they were copied from', () => {
  expect(commandAt('topiary undo x', here)).toBe('topiary undo x --api http://127.0.0.1:3000/orc');
});

test('curl signs in by a variable, and never by a password of its own', () => {
  const request = { path: '/plans', body: { kind: 'relocate', replica: "o'b:3306", target: 'c:3306' } };
  expect(planCurl(request, here)).not.toContain('--user');
  const [proposes = '', confirms = ''] = planCurl(request, { ...here, signsIn: true }).split(' && ');
  expect([proposes, confirms]).toEqual([
    expect.stringContaining('--user "$TOPIARY_AUTH"'),
    expect.stringContaining('--user "$TOPIARY_AUTH"'),
  ]);
});

test('a takeover is the command that the choices make', () => {
  const master = 'db-1:3306';
  const to = (because: 'takeover' | 'dead' | 'forced') =>
    replaceMasterCommand({ master, successor: 'db-2:3306', because });
  expect(to('takeover')).toBe('topiary graceful-master-takeover db-1:3306 --to db-2:3306');
  expect(to('dead')).toBe('topiary recover db-1:3306 --to db-2:3306');
  expect(to('forced')).toBe('topiary force-master-failover db-1:3306 --to db-2:3306');
  const later = { master, successor: null, rejoins: true, blockers: 'wait', from: 0, until: 60_000 } as const;
  expect(takeoverAtCommand(later)).toBe(
    "topiary graceful-master-takeover-auto db-1:3306 --blockers wait --at '1970-01-01 00:00:00 UTC' --until '1970-01-01 00:01:00 UTC'",
  );
  expect(actCurl({ path: '/takeovers', body: later, key: 'k 1' }, here)).toMatch(
    /^curl .*-H 'idempotency-key: k 1' --data '\{"master":.*\}' http:\/\/127\.0\.0\.1:3000\/orc\/api\/v1\/takeovers$/,
  );
});
