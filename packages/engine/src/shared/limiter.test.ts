import { describe, expect, test } from 'vitest';
import { Limiter } from './limiter.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a limiter', () => {
  /** One place, taken by a task that ends when it is told to. */
  function occupied() {
    const limiter = new Limiter(1);
    const { promise, resolve: leave } = Promise.withResolvers<void>();
    void limiter.run(() => promise);
    const begun: string[] = [];
    const begin = (name: string) => async (): Promise<void> => {
      begun.push(name);
    };
    return { limiter, leave, begun, begin };
  }

  test('lets the more urgent go first, and the equally urgent in order of arrival', async () => {
    const { limiter, leave, begun, begin } = occupied();
    void limiter.run(begin('ordinary'));
    void limiter.run(begin('soon 1'), { urgency: 'soon' });
    void limiter.run(begin('soon 2'), { urgency: 'soon' });
    void limiter.run(begin('now'), { urgency: 'now' });
    leave();
    await turn();
    expect(begun).toEqual(['now', 'soon 1', 'soon 2', 'ordinary']);
    expect(limiter.inFlight).toBe(0);
  });

  test('lets one that is hurried go first, once', async () => {
    const { limiter, leave, begun, begin } = occupied();
    void limiter.run(begin('before'));
    let hurry = (): void => undefined;
    void limiter.run(begin('hurried'), {
      urgency: 'ordinary',
      onWaiting: (able) => {
        hurry = able;
      },
    });
    hurry();
    hurry();
    leave();
    await turn();
    hurry();
    void limiter.run(begin('after'));
    await turn();
    expect(begun).toEqual(['hurried', 'before', 'after']);
    expect(limiter.inFlight).toBe(0);
  });
});
