import { expect, test } from 'vitest';
import type { InstanceId } from '@topiary/contract';
import { shortNames } from './short-names.ts';

const names = (hosts: readonly string[], cut = '') => [
  ...shortNames(
    hosts.map((text) => ({
      id: text as InstanceId,
      host: text.replace(/:\d+$/, ''),
      port: Number(/:(\d+)$/.exec(text)?.[1] ?? 3306),
    })),
    cut,
  ).values(),
];

test.each([
  [
    ['a.hz.example.com', 'b.sh.example.com'],
    ['a.hz', 'b.sh'],
  ],
  [
    ['a.example.com', 'b.example.com'],
    ['a', 'b'],
  ],
  [
    ['a.example.com', 'example.com'],
    ['a.example', 'example'],
  ],
  [
    ['a.one.com', 'b.two.org'],
    ['a.one.com', 'b.two.org'],
  ],
  [
    ['10.0.0.1', '10.1.0.1'],
    ['10.0.0.1', '10.1.0.1'],
  ],
  [['only.example.com'], ['only.example.com']],
  [
    ['a.x.com:3307', 'a.x.com:3308'],
    [':3307', ':3308'],
  ],
  [
    ['127.0.0.1:13306', '127.0.0.1:3306', '127.0.0.1:13308'],
    [':13306', ':3306', ':13308'],
  ],
  [
    ['127.0.0.1:13306', '127.0.0.2:13306'],
    ['127.0.0.1:13306', '127.0.0.2:13306'],
  ],
  [
    ['a.x.com:3307', 'a.x.com:3308', 'b.x.com:3307'],
    ['a:3307', 'a:3308', 'b:3307'],
  ],
])('%j are shown as %j', (hosts, shown) => {
  expect(names(hosts)).toEqual(shown);
});

test.each([
  [['a.hz.example.com', 'b.hz.example.com'], '.hz.example.com:3306', ['a', 'b']],
  [['prod-a.x.com', 'prod-b.y.org'], 'prod-', ['a.x.com', 'b.y.org']],
  [['a.x.com', 'b.y.org:3307'], ':3306', ['a.x.com', 'b.y.org:3307']],
  [['a.x.com:3307', 'b.x.com:3308'], '.x.com:3307', ['a', 'b.x.com:3308']],
  [['only.x.com'], '.x.com', ['only']],
  [['a.x.com'], 'a.x.com:3306', ['a.x.com']],
])('%j without %j are shown as %j', (hosts, cut, shown) => {
  expect(names(hosts, cut)).toEqual(shown);
});

test('names that would be the same stay whole', () => {
  expect(names(['db.old.com', 'db.new.com', 'x.new.com'], '.new')).toEqual(['db.old', 'db', 'x']);
  expect(names(['db-1', 'db-2', 'db-12'], '1')).toEqual(['db-', 'db-2', 'db-12']);
  expect(names(['db', 'old-db'], 'old-')).toEqual(['db', 'old-db']);
});
