import { describe, expect, test } from 'vitest';
import type { NameAnswer, NameResolver } from '../ports/names.ts';
import { VirtualClock } from '../testing/index.ts';
import { FAILED_FOR_MS, HostNames, MAX_CACHED_NAMES, MAX_LOOK_UPS } from './host-names.ts';
import type { HostNamesOptions } from './host-names.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const HOUR = 3_600_000;

/** A name service in memory; every answer takes 10 ms. */
class Zone implements NameResolver {
  readonly asked: string[] = [];
  running = 0;
  most = 0;
  private readonly clock: VirtualClock;
  private readonly names: ReadonlyMap<string, string>;

  constructor(clock: VirtualClock, names: Readonly<Record<string, string>>) {
    this.clock = clock;
    this.names = new Map(Object.entries(names));
  }

  async resolve(host: string): Promise<NameAnswer> {
    this.asked.push(host);
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    await this.clock.sleep(10);
    this.running -= 1;
    const name = this.names.get(host);
    return name === undefined ? { kind: 'failed', code: 'ENOTFOUND' } : { kind: 'resolved', name };
  }

  connect(): Promise<{ readonly kind: 'connected' }> {
    return Promise.resolve({ kind: 'connected' });
  }
}

function start(names: Readonly<Record<string, string>>, options: Partial<HostNamesOptions> = {}) {
  const clock = new VirtualClock(turn);
  const zone = new Zone(clock, names);
  const hosts = new HostNames({
    resolver: zone,
    clock,
    method: 'cname',
    expiryMs: HOUR,
    isRejected: () => false,
    ...options,
  });
  return { clock, zone, hosts, lookUp: (host: string) => clock.until(hosts.lookUp(host)) };
}

describe('a looked-up name', () => {
  test('is without its last dot, in lower case, and remembered until it expires', async () => {
    const { clock, zone, hosts, lookUp } = start({ writer: 'DB-1.Example.' });
    expect(await lookUp('writer')).toMatchObject({ name: 'db-1.example', outcome: 'resolved' });
    await clock.advance(HOUR - 100);
    await lookUp('writer');
    expect([zone.asked, hosts.entries().length]).toEqual([['writer'], 1]);
    await clock.advance(200);
    expect(hosts.entries()).toEqual([]);
    await lookUp('writer');
    expect(zone.asked).toHaveLength(2);
  });

  test('that failed is the name itself, and not asked again for a minute', async () => {
    const { clock, zone, lookUp } = start({});
    expect(await lookUp('gone')).toMatchObject({ name: 'gone', outcome: 'failed', code: 'ENOTFOUND' });
    await clock.advance(FAILED_FOR_MS - 100);
    await lookUp('gone');
    expect(zone.asked).toHaveLength(1);
    await clock.advance(200);
    await lookUp('gone');
    expect(zone.asked).toHaveLength(2);
  });

  test('that is to be rejected is not used, and not remembered', async () => {
    const { hosts, lookUp } = start({ writer: 'localhost' }, { isRejected: (host) => host === 'localhost' });
    expect(await lookUp('writer')).toMatchObject({ name: 'writer', outcome: 'rejected', expiresAt: null });
    expect(hosts.entries()).toEqual([]);
  });

  test('is asked for once by many, and a few at a time', async () => {
    const { clock, zone, hosts } = start({});
    const hostsAsked = Array.from({ length: 30 }, (_, index) => `h${index % 20}`);
    await clock.until(Promise.all(hostsAsked.map((host) => hosts.lookUp(host))));
    expect([zone.asked.length, zone.most]).toEqual([20, MAX_LOOK_UPS]);
  });

  test('is forgotten by a reset, also one that was on its way', async () => {
    const { clock, hosts, lookUp } = start({ a: 'x', b: 'y' });
    await lookUp('a');
    const late = hosts.lookUp('b');
    expect(hosts.reset()).toBe(1);
    await clock.until(late);
    expect(hosts.entries()).toEqual([]);
  });

  test('is not asked for where the method says so, nor for an address by its address', async () => {
    const none = start({ a: 'x' }, { method: null });
    expect(await none.lookUp('a')).toMatchObject({ name: 'a', outcome: 'not-asked' });
    const ip = start({}, { method: 'ip' });
    expect(await ip.lookUp('10.0.0.1')).toMatchObject({ name: '10.0.0.1', outcome: 'not-asked' });
    expect([none.zone.asked, ip.zone.asked]).toEqual([[], []]);
  });

  test('is one of so many at most', async () => {
    const { clock, hosts } = start({});
    const all = Array.from({ length: MAX_CACHED_NAMES + 5 }, (_, index) => hosts.lookUp(`h${index}`));
    await clock.until(Promise.all(all));
    expect(hosts.entries().length).toBe(MAX_CACHED_NAMES);
  });
});
