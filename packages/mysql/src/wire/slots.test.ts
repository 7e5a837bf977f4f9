import { describe, expect, test } from 'vitest';
import { Slots } from './slots.ts';

describe('slots', () => {
  test('are given in order and no more than there are', async () => {
    const slots = new Slots(2);
    const order: string[] = [];
    const first = await slots.take();
    await slots.take();
    const third = slots.take().then(() => order.push('third'));
    const fourth = slots.take().then(() => order.push('fourth'));
    await Promise.resolve();
    expect(order).toEqual([]);
    first();
    await third;
    expect(order).toEqual(['third']);
    first();
    await Promise.resolve();
    expect(order, 'giving back twice frees one slot').toEqual(['third']);
    void fourth;
  });

  test('that are given back can be taken again', async () => {
    const slots = new Slots(1);
    for (let round = 0; round < 3; round += 1) {
      const release = await slots.take();
      release();
    }
    expect(await slots.take()).toBeTypeOf('function');
  });
});
