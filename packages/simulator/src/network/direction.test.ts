import { describe, expect, test } from 'vitest';
import { Prng } from '../chance/prng.ts';
import { VirtualTime } from '../clock/virtual-time.ts';
import { Direction, Stream } from './direction.ts';

function world(lossRate = 0): { readonly time: VirtualTime; readonly direction: Direction } {
  const time = new VirtualTime({ nextEventMs: () => null, advance: () => undefined });
  return { time, direction: new Direction(time, new Prng(1), { isUp: true, delayMs: 1, jitterMs: 5, lossRate }) };
}

describe('one way of a path', () => {
  test('a connection keeps its order, however late one of its packets is', async () => {
    const { time, direction } = world(0.3);
    const stream = new Stream();
    const arrived: number[] = [];
    for (let number = 0; number < 50; number += 1) direction.send(stream, () => arrived.push(number));
    await time.advance(2_000);
    expect(arrived).toEqual(Array.from({ length: 50 }, (_, number) => number));
  });

  test('what is sent into a cut arrives after it is mended, in order', async () => {
    const { time, direction } = world();
    const stream = new Stream();
    const arrived: string[] = [];
    direction.change({ isUp: false });
    direction.send(stream, () => arrived.push('request'));
    direction.send(stream, () => arrived.push('end'));
    await time.advance(10_000);
    expect(arrived).toEqual([]);
    direction.change({ isUp: true });
    await time.advance(10_000);
    expect(arrived).toEqual(['request', 'end']);
  });

  test('what waited for too long is given up, with everything after it on its connection', async () => {
    const { time, direction } = world();
    const [old, young] = [new Stream(), new Stream()];
    const arrived: string[] = [];
    direction.change({ isUp: false });
    direction.send(old, () => arrived.push('old'));
    await time.advance(61_000);
    direction.send(old, () => arrived.push('end of the old one'));
    direction.send(young, () => arrived.push('young'));
    await time.advance(100);
    direction.change({ isUp: true });
    await time.advance(10_000);
    expect(arrived).toEqual(['young']);
  });
});
