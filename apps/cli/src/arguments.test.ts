import { describe, expect, test } from 'vitest';
import { normaliseArguments } from './arguments.ts';

describe('a start as orchestrator is started', () => {
  test.each([
    ['--config=/etc/x.json http', 'serve --config /etc/x.json'],
    ['-config=/etc/x.json http', 'serve --config /etc/x.json'],
    ['-config /etc/x.json http', 'serve --config /etc/x.json'],
    ['--config /etc/x.json http', 'serve --config /etc/x.json'],
    ['--debug --stack --config=a.json http', 'serve --debug --config a.json'],
    ['-debug=false http', 'serve'],
    ['http', 'serve'],
    ['-verbose=true http', 'serve'],
    ['--config=a.json serve --listen :1', 'serve --config a.json --listen :1'],
    ['serve -config a.json', 'serve --config a.json'],
    ['serve -config=a.json', 'serve --config=a.json'],
  ])('%s becomes %s', (given, wanted) => {
    expect(normaliseArguments(given.split(' '))).toEqual(wanted.split(' '));
  });

  test.each(['clusters --json', '--help', '-h', '--config=a.json clusters', '--unknown http', '--config'])(
    '%s stays as it is',
    (given) => {
      expect(normaliseArguments(given.split(' '))).toEqual(given.split(' '));
    },
  );

  test('nothing stays nothing', () => {
    expect(normaliseArguments([])).toEqual([]);
  });
});
