import { expect, test } from 'vitest';
import type { InstanceId } from '@topiary/contract';
import { shortNames } from './short-names.ts';

const names = (...hosts: readonly string[]) => [
  ...shortNames(
    hosts.map((text) => ({
      id: text as InstanceId,
      host: text.replace(/:\d+$/, ''),
      port: Number(/:(\d+)$/.exec(text)?.[1] ?? 3306),
    })),
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
    ['a:3307', 'a:3308'],
  ],
])('%j are shown as %j', (hosts, shown) => {
  expect(names(...hosts)).toEqual(shown);
});
