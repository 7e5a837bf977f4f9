import { describe, expect, test } from 'vitest';
import { MAX_FAKES } from '../limits.ts';
import { CLUSTER_SHAPES } from './cluster-shapes.ts';
import { planFleet } from './plan-fleet.ts';

const ONE_OF_EACH = 102;

describe('the plan of a fleet', () => {
  test.each([1, 2, 5, 6, 25, 90, 200, 1_000, MAX_FAKES])('of %i servers has that many, each found once', (count) => {
    const servers = planFleet(count).flatMap((cluster) => cluster.servers);
    expect(servers).toHaveLength(count);
    for (const key of ['name', 'host', 'serverId'] as const)
      expect(new Set(servers.map((one) => one[key])).size).toBe(count);
  });

  test('calls its largest fleet by addresses of loopback, far from the one that everybody uses', () => {
    const hosts = planFleet(MAX_FAKES).flatMap((cluster) =>
      cluster.servers.map(({ host }) => host.split('.').map(Number)),
    );
    expect(hosts.every((numbers) => numbers.length === 4 && numbers.every((one) => one > 0 && one < 255))).toBe(true);
    expect(hosts.every(([first = 0, second = 0]) => first === 127 && second >= 10)).toBe(true);
  });

  test('has clusters of about five', () => {
    const clusters = planFleet(1_000);
    expect(1_000 / clusters.length).toBeGreaterThan(4);
    expect(1_000 / clusters.length).toBeLessThan(6);
  });

  test('shows every kind of server and shape once it is large enough', () => {
    const clusters = planFleet(ONE_OF_EACH);
    expect(clusters.length).toBeGreaterThanOrEqual(CLUSTER_SHAPES.length);
    const servers = clusters.flatMap((cluster) => cluster.servers);
    const products = new Set(servers.map(({ product }) => `${product.version} ${product.comment ?? ''}`));
    for (const wanted of [
      /^5\.7/,
      /^8\.0/,
      /^8\.4/,
      /^9\./,
      /Percona/,
      /10\.\d+.*MariaDB/,
      /11\.\d+.*MariaDB/,
      /maxscale/,
      /-cluster/,
    ])
      expect([...products].some((product) => wanted.test(product))).toBe(true);
    expect(servers.some(({ traits }) => traits.delaySeconds !== undefined)).toBe(true);
    expect(servers.some(({ semiSync }) => semiSync === 'source')).toBe(true);
    expect(servers.some(({ inGroup }) => inGroup)).toBe(true);
    expect(servers.some(({ isSqlNode }) => isSqlNode)).toBe(true);
    expect(clusters.some(({ positioning }) => positioning === 'file')).toBe(true);
    expect(clusters.some(({ links }) => links.some(({ channel }) => channel !== ''))).toBe(true);
  });

  test('is the same every time', () => {
    expect(planFleet(123)).toEqual(planFleet(123));
  });
});
