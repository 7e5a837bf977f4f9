import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { id, topology } from '../testing/index.ts';
import { MAX_PAIRS_JUDGED, judgeTargets } from './judge-targets.ts';
import type { TargetVerdict } from './judge-targets.ts';
import { asPlanId } from './plan.ts';

function verdictsOf(text: string, picked: readonly string[]): readonly TargetVerdict[] {
  const made = judgeTargets({
    snapshot: topology(text),
    policy: DEFAULT_POLICY,
    id: asPlanId('p'),
    request: { kind: 'move-many', replicas: picked.map((name) => ({ replica: id(name), channel: '' })) },
  });
  if (made.kind !== 'candidates') throw new Error(made.kind);
  return made.verdicts;
}

const said = ({ allowed, stays }: TargetVerdict): unknown => [
  allowed,
  ...stays.map(({ replica, reasons }) => `${replica} ${reasons.map(({ code }) => code).join()}`),
];

test('of servers that were picked out, each target says who would stay, and why', () => {
  const verdicts = new Map(verdictsOf('m > a, b; b > c, d', ['b', 'c', 'm']).map((one) => [one.target, said(one)]));
  expect(Object.fromEntries(verdicts)).toEqual({
    [id('a')]: [true, `${id('m')} not-a-replica`],
    [id('b')]: [false, `${id('b')} same-server`, `${id('c')} already-there`, `${id('m')} not-a-replica`],
    [id('c')]: [false, `${id('b')} own-descendant`, `${id('c')} same-server`, `${id('m')} not-a-replica`],
    [id('d')]: [true, `${id('b')} own-descendant`, `${id('m')} not-a-replica`],
    [id('m')]: [true, `${id('b')} already-there`, `${id('m')} not-a-replica`],
  });
});

test('a target where nobody can go says every reason once', () => {
  const [, b] = verdictsOf('m > a, b; b > c, d', ['c', 'd']);
  expect(b?.reasons.map(({ code, params }) => [code, params['replica']])).toEqual([
    ['already-there', id('c')],
    ['already-there', id('d')],
  ]);
});

test('of very many, only as many are judged as there is time for, and no target is refused for the others', () => {
  const names = Array.from({ length: Math.ceil(Math.sqrt(MAX_PAIRS_JUDGED)) + 1 }, (_, index) => `r${index}`);
  const verdicts = verdictsOf(`m > x, ${names.join(', ')}`, names);
  const on = (name: string): TargetVerdict | undefined => verdicts.find(({ target }) => target === id(name));
  expect(on('x')).toMatchObject({ allowed: true, stays: [] });
  expect(on('m')?.allowed).toBe(true);
  expect(on('m')?.stays).toHaveLength(Math.floor(MAX_PAIRS_JUDGED / verdicts.length));
});
