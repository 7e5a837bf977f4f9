import { describe, expect, test } from 'vitest';
import { runCli } from './testing/run-cli.ts';

describe('what goes wrong with fakes is said in a sentence', () => {
  test.each([
    [['demo', '--fakes', '0'], 2, 'Say how many fake servers, from 1 to 10000.'],
    [['demo', '--fakes', '10001'], 2, 'Say how many fake servers, from 1 to 10000.'],
    [['demo', '--fakes', '5', '--mysql-only'], 2, 'leave --mysql-only and --mariadb-only out'],
    [['fakes', 'up', '1.5'], 2, 'Say how many fake servers, from 1 to 10000.'],
    [['fakes', 'child', '5'], 2, 'use "topiary fakes up"'],
    [['fakes', 'kill', 'no-such-fake'], 1, 'fake'],
    [['fakes', 'burn', 'shop-eu-1'], 2, "unknown command 'burn'"],
  ])('%j', async (words, code, sentence) => {
    const end = await runCli(words);
    expect(end.stderr).toContain(sentence);
    expect(end.stderr).not.toMatch(/^ {4}at /m);
    expect(end.code).toBe(code);
  });

  test('help names what can be done', async () => {
    const { code, stdout } = await runCli(['fakes', '--help']);
    expect(code).toBe(0);
    for (const word of ['up', 'list', 'kill', 'freeze', 'thaw', 'start'])
      expect(stdout).toMatch(new RegExp(`^ {2}${word} `, 'm'));
    expect((await runCli(['demo', '--help'])).stdout).toContain('--fakes <number>');
  });
});
