import { describe, expect, test } from 'vitest';
import { SandboxError } from '../shared/errors.ts';
import { parseTree } from './parse-tree.ts';

const linksOf = (text: string): readonly string[] =>
  parseTree(text).links.map(({ source, replica }) => `${source}>${replica}`);

function problemOf(text: string): SandboxError {
  try {
    parseTree(text);
  } catch (error) {
    if (error instanceof SandboxError) return error;
    throw error;
  }
  throw new Error(`“${text}” was read without complaint`);
}

describe('links', () => {
  test('a chain in a list puts the last server under the last but one', () => {
    expect(linksOf('m > a, b > c')).toEqual(['m>a', 'm>b', 'b>c']);
  });

  test('everything to the right of > belongs to it up to the end of the statement', () => {
    expect(linksOf('m > a > c, b')).toEqual(['m>a', 'a>c', 'a>b']);
  });

  test('a parenthesis straight after > marks where its replicas end', () => {
    expect(linksOf('m > (a > (c), b)')).toEqual(['m>a', 'a>c', 'm>b']);
    expect(linksOf('m > (a, b > (c, d))')).toEqual(['m>a', 'm>b', 'b>c', 'b>d']);
  });

  test('a later statement goes on where an earlier one ended', () => {
    expect(linksOf('m > a, b; b > c;')).toEqual(['m>a', 'm>b', 'b>c']);
  });

  test('co-masters replicate from each other, with or without the word for it', () => {
    expect(linksOf('x <> y; x > z')).toEqual(['x>y', 'y>x', 'x>z']);
    expect(linksOf('co-masters x <> y')).toEqual(['x>y', 'y>x']);
  });

  test('a server called like a setting is still a server', () => {
    expect(linksOf('gtid > semisync')).toEqual(['gtid>semisync']);
  });

  test('a second source of a replica gets a channel named after it', () => {
    expect(parseTree('a > z; b > z').links.map(({ channel }) => channel)).toEqual(['', 'b']);
  });
});

describe('groups', () => {
  test('are named by their members, the first of which is the primary', () => {
    const tree = parseTree('group a, b, c; c > r; o > a');
    expect(tree.groups).toEqual([{ mode: 'single-primary', members: ['a', 'b', 'c'] }]);
    expect(tree.nodes.filter(({ readOnly }) => readOnly).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'r']);
    expect(tree.links.map(({ source, replica }) => `${source}>${replica}`)).toEqual(['c>r', 'o>a']);
  });

  test('of several primaries take writes at every member', () => {
    const tree = parseTree('multi-primary a, b; b[var.group_replication_member_weight=80]');
    expect(tree.groups).toEqual([{ mode: 'multi-primary', members: ['a', 'b'] }]);
    expect(tree.nodes.map(({ readOnly, variables }) => [readOnly, variables])).toEqual([
      [false, {}],
      [false, { group_replication_member_weight: '80' }],
    ]);
  });

  test('do not take the name from a server', () => {
    expect(linksOf('group > a')).toEqual(['group>a']);
  });

  test.each([
    ['group a, b; flavor mariadb', 'MariaDB has no Group Replication'],
    ['group a, b; gtid off', 'needs GTID'],
    ['group a, b[updates=off]', 'log what they apply'],
    ['group a, b; group b, c', 'named as a member of a group twice'],
    ['group a, b; o > b; o > a', 'only a can be under o'],
    ['multi-primary a, b; a > b', 'need no link besides'],
    [`group ${Array.from({ length: 10 }, (_, index) => `m${index}`).join(', ')}`, 'at most 9'],
    ['group a, b; x > y', 'x has no replication link with a'],
  ])('%j is refused with the reason', (text, reason) => {
    const problem = problemOf(text);
    expect(problem.code).toBe('tree-meaning');
    expect(problem.message).toContain(reason);
  });
});

describe('settings', () => {
  test('a tree without settings is MySQL with GTID and without semi-sync', () => {
    const tree = parseTree('m > a');
    expect(tree).toMatchObject({ gtid: true, semisync: false });
    expect(tree.nodes.map(({ server }) => server)).toEqual([{ family: 'mysql' }, { family: 'mysql' }]);
  });

  test('settings hold for the whole tree wherever they stand', () => {
    const tree = parseTree('flavor mariadb-10.11; m > a; gtid off; semisync on');
    expect(tree).toMatchObject({ gtid: false, semisync: true });
    expect(tree.nodes.map(({ server, semisync }) => [server.family, server.series, semisync])).toEqual([
      ['mariadb', '10.11', true],
      ['mariadb', '10.11', true],
    ]);
  });

  test('replicas and the second of two co-masters are read-only, masters are not', () => {
    const readOnly = (text: string): readonly string[] =>
      parseTree(text)
        .nodes.filter((node) => node.readOnly)
        .map(({ name }) => name);
    expect(readOnly('m > a > c')).toEqual(['a', 'c']);
    expect(readOnly('x <> y; x > z')).toEqual(['y', 'z']);
    expect(readOnly('m[readonly=on] > a[readonly=off]')).toEqual(['m']);
  });

  test('options of a server are read from every place where it is named', () => {
    const tree = parseTree(
      'm > a[delay=30], b[updates=off, semisync=on]; a[var.relay_log_recovery=0] > c[flavor=mariadb-11.8]',
    );
    expect(tree.links.find(({ replica }) => replica === 'a')?.delaySeconds).toBe(30);
    const [, a, b, c] = tree.nodes;
    expect(a?.variables).toEqual({ relay_log_recovery: '0' });
    expect(b).toMatchObject({ logsUpdates: false, semisync: true });
    expect(c?.server).toEqual({ family: 'mariadb', series: '11.8' });
  });
});

describe('what cannot be read', () => {
  test.each([
    ['m > ', 3, "a server's name"],
    ['m > a b', 6, '“;”, “,” or the end'],
    ['m > (a, b', 9, '“)”'],
    ['m; gtid maybe', 8, 'on or off'],
    ['m; flavor oracle', 10, 'mysql, mariadb'],
    ['m[slow=1]', 2, 'delay, readonly'],
    ['m[delay=soon]', 8, 'a number of seconds'],
    ['m > 1a', 4, "a server's name"],
    ['m > a & b', 6, 'a name'],
    ['x <>', 4, "a server's name"],
  ])('%j is refused with the place and what was expected there', (text, at, expected) => {
    const problem = problemOf(text);
    expect(problem.code).toBe('tree-syntax');
    expect(problem.data['at']).toBe(at);
    expect(problem.message).toContain(expected);
    expect(problem.message).toContain(`character ${at + 1}`);
  });

  test('a text of unreasonable length is not read at all', () => {
    expect(problemOf(`m > ${'a, '.repeat(2_000)}`).code).toBe('tree-syntax');
  });
});

describe('what cannot be built', () => {
  test.each([
    ['', 'at least one server'],
    ['m > m', 'cannot replicate from itself'],
    ['m > a; x > y', 'x has no replication link with m'],
    ['m > a; m > a', 'put under m twice'],
    [`m > ${Array.from({ length: 70 }, (_, index) => `r${index}`).join(', ')}`, 'at most 64'],
  ])('%j is refused with the reason', (text, reason) => {
    const problem = problemOf(text);
    expect(problem.code).toBe('tree-meaning');
    expect(problem.message).toContain(reason);
  });
});
