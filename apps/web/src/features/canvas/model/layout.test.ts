import { describe, expect, test } from 'vitest';
import { buildTree } from '../../../shared/topology/cluster-tree.ts';
import { clusterOf, idOf } from '@topiary/contract/testing';
import type { ClusterView } from '@topiary/contract';
import { boundsOf, CARD_HEIGHT, CARD_WIDTH, layoutTree } from './layout.ts';
import type { Layout } from './layout.ts';

const many = (name: string, count: number): string =>
  Array.from({ length: count }, (_, index) => `${name}${index}`).join(', ');

function layoutOf(text: string, options: Partial<Parameters<typeof layoutTree>[1]> = {}): Layout {
  return layoutTree(buildTree(clusterOf(text)), { orientation: 'LR', collapsed: new Set(), ...options });
}

function overlaps(layout: Layout): readonly string[] {
  const cards = [...layout.placements];
  return cards.flatMap(([a, p], index) =>
    cards
      .slice(index + 1)
      .filter(([, q]) => Math.abs(p.x - q.x) < CARD_WIDTH && Math.abs(p.y - q.y) < CARD_HEIGHT)
      .map(([b]) => `${a} ${b}`),
  );
}

const BIG = `m > a, b, c, ${many('x', 40)}; a > ${many('ra', 60)}; b > ${many('rb', 3)}, d; d > ${many('rd', 25)}; c > ${many('rc', 8)}`;

const GROUP: ClusterView['groups'][number] = {
  name: 'g',
  mode: 'multi-primary',
  quorum: 'yes',
  members: ['a', 'b', 'c'].map((host) => ({ id: idOf(host), state: 'ONLINE', role: 'PRIMARY' })),
};

describe.each(['LR', 'TB'] as const)('a group in a %s layout', (orientation) => {
  const others = 'a > ra, rb, rc; c > rd; x > rx; z';
  test.each([[`a; b; c; ${others}`], [`o > b, n, ${many('q', 20)}; a; c; ${others}`]])(
    'of %s has a box that holds its members and touches no other card',
    (text) => {
      const tree = buildTree(clusterOf(text, { groups: [GROUP] }));
      const { groups, placements } = layoutTree(tree, { orientation, collapsed: new Set() });
      const [box] = groups;
      const touched = [...placements].filter(
        ([, { x, y }]) =>
          box !== undefined &&
          x + CARD_WIDTH > box.x &&
          x < box.x + box.width &&
          y + CARD_HEIGHT > box.y &&
          y < box.y + box.height,
      );
      expect(touched.map(([id]) => id).toSorted()).toEqual(['a', 'b', 'c'].map(idOf));
    },
  );

  test('has no box where none of it is to be seen', () => {
    const tree = buildTree(clusterOf('o > a, b, c', { groups: [GROUP] }));
    expect(layoutTree(tree, { orientation, collapsed: new Set([idOf('o')]) }).groups).toEqual([]);
  });
});

describe.each(['LR', 'TB'] as const)('a %s layout', (orientation) => {
  test.each([['m > a, b; a > c, d, e'], [`m > ${many('r', 30)}`], [BIG], ['a; b; c']])(
    'of %s has no card over another',
    (text) => {
      expect(overlaps(layoutOf(text, { orientation }))).toEqual([]);
    },
  );

  test('puts every replica one step further from the master than its source', () => {
    const { placements } = layoutOf('m > a; a > b', { orientation });
    const along = ['m', 'a', 'b'].map((host) => placements.get(idOf(host))?.[orientation === 'LR' ? 'x' : 'y'] ?? NaN);
    expect(along).toEqual(along.toSorted((a, b) => a - b));
    expect(new Set(along).size).toBe(3);
  });

  test('of 500 servers is shaped like a screen, not like a ribbon', () => {
    const groups = Array.from({ length: 10 }, (_, index) => `g${index}`);
    const text = [`m > ${groups.join(', ')}`, ...groups.map((group) => `${group} > ${many(`${group}r`, 48)}`)].join(
      '; ',
    );
    const { placements } = layoutOf(text, { orientation });
    const { width, height } = boundsOf(placements.values());
    expect(placements.size).toBe(491);
    expect(width / height).toBeGreaterThan(0.5);
    expect(width / height).toBeLessThan(5);
  });
});

describe('folding', () => {
  test('hides what is below and counts it', () => {
    const layout = layoutOf('m > a, b; a > c, d; c > e', { collapsed: new Set([idOf('a')]) });
    expect([...layout.placements.keys()]).toEqual([idOf('m'), idOf('a'), idOf('b')]);
    expect(layout.folded.get(idOf('a'))).toBe(3);
  });

  test('of a leaf is nothing', () => {
    expect(layoutOf('m > a', { collapsed: new Set([idOf('a')]) }).folded.size).toBe(0);
  });
});

test('the edge to a card in the second rank of a block comes along a lane that crosses no card', () => {
  const { placements } = layoutOf(`m > ${many('r', 30)}`);
  const lanes = [...placements.values()].flatMap(({ lane }) => (lane === null ? [] : [lane]));
  expect(lanes.length).toBeGreaterThan(0);
  const crossed = lanes.filter(({ enter, leave }) =>
    [...placements.values()].some(
      (card) => enter.y > card.y && enter.y < card.y + CARD_HEIGHT && card.x < leave.x && card.x + CARD_WIDTH > enter.x,
    ),
  );
  expect(crossed).toEqual([]);
});
