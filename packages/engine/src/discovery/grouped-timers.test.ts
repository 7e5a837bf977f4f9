import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { GroupedTimers } from './grouped-timers.ts';

const turn = (): Promise<void> => Promise.resolve();

describe('grouped timers', () => {
  test('fire at the step of the grid that is nearest to their time, those of one step together', async () => {
    const clock = new VirtualClock(turn);
    const timers = new GroupedTimers(clock);
    const fired: string[] = [];
    for (const ms of [60, 100, 149, 151]) timers.schedule(ms, 100, () => fired.push(`${ms} at ${clock.monotonicMs()}`));
    await clock.advance(300);
    expect(fired).toEqual(['60 at 100', '100 at 100', '149 at 100', '151 at 200']);
  });

  test('never fire in the past', async () => {
    const clock = new VirtualClock(turn);
    const timers = new GroupedTimers(clock);
    await clock.advance(130);
    const fired: number[] = [];
    timers.schedule(5, 100, (atMs) => fired.push(atMs));
    await clock.advance(300);
    expect(fired).toEqual([200]);
  });

  test('that are cancelled do not fire, and leave those of their group alone', async () => {
    const clock = new VirtualClock(turn);
    const timers = new GroupedTimers(clock);
    const fired: string[] = [];
    const cancel = timers.schedule(60, 100, () => fired.push('first'));
    timers.schedule(70, 100, () => fired.push('second'));
    const cancelAlone = timers.schedule(160, 100, () => fired.push('third'));
    cancel();
    cancelAlone();
    await clock.advance(300);
    expect(fired).toEqual(['second']);
  });

  test('may be scheduled anew by what they call', async () => {
    const clock = new VirtualClock(turn);
    const timers = new GroupedTimers(clock);
    const fired: number[] = [];
    const again = (): void => {
      fired.push(clock.monotonicMs());
      if (fired.length < 3) timers.schedule(50, 100, again);
    };
    timers.schedule(50, 100, again);
    await clock.advance(1_000);
    expect(fired).toEqual([100, 200, 300]);
  });
});
