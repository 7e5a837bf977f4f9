import { NO_PSEUDO_GTID } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { LOG_FILE as FILE, WrittenLogs } from '../testing/written-logs.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('several replicas below one server', () => {
  test('each get their own place, and the log of the server is read once for all of them', async () => {
    const one = new WrittenLogs(turn, { t: 500, a: 300 });
    await one.match(['a'], 't');
    const logs = new WrittenLogs(turn, { t: 500, a: 300, b: 200, c: 400, d: 0 });
    const answers = await logs.match(['a', 'b', 'c', 'd'], 't');
    expect([...answers].map(([name, answer]) => [name, answer.kind === 'matched' ? answer.position : answer])).toEqual([
      [id('a'), { file: FILE, position: 30_200 }],
      [id('b'), { file: FILE, position: 20_200 }],
      [id('c'), { file: FILE, position: 40_200 }],
      [id('d'), { file: FILE, position: 200 }],
    ]);
    expect(logs.reads.get(id('t'))).toBe(one.reads.get(id('t')));
  });

  test('one that is ahead is refused, and the others are not held up', async () => {
    const answers = await new WrittenLogs(turn, { t: 50, a: 60, b: 20 }).match(['a', 'b'], 't');
    expect(answers.get(id('a'))).toMatchObject({
      refusal: { kind: 'replica-ahead', first: { at: { position: 5_200 } } },
    });
    expect(answers.get(id('b'))).toMatchObject({ kind: 'matched' });
  });

  test('tell how far they have read', async () => {
    const told: number[] = [];
    const logs = new WrittenLogs(turn, { t: 50, a: 20 });
    await logs.match(['a'], 't', {
      onProgress: ({ server, events }) => (server === id('t') ? told.push(events) : undefined),
    });
    expect(told.length).toBeGreaterThan(2);
    expect(told.toSorted((left, right) => left - right)).toEqual(told);
  });
});

describe('a match is refused', () => {
  test('when its time is over', async () => {
    const answers = await new WrittenLogs(turn, { t: 500, a: 300 }).match(['a'], 't', { deadlineMs: 100 });
    expect(answers.get(id('a'))).toMatchObject({ refusal: { kind: 'out-of-time', waitedMs: 100 } });
  });

  test('while the applier runs, also when it was started meanwhile', async () => {
    const running = new WrittenLogs(turn, { t: 5, a: 3 });
    running.applier = 'running';
    expect((await running.match(['a'], 't')).get(id('a'))).toMatchObject({ refusal: { kind: 'applier-runs' } });
    const started = new WrittenLogs(turn, { t: 5, a: 3 });
    started.onRead = () => {
      started.applier = 'running';
    };
    expect((await started.match(['a'], 't')).get(id('a'))).toMatchObject({ refusal: { kind: 'applier-runs' } });
  });

  test('where the order of commits is not kept, on either side', async () => {
    const logs = new WrittenLogs(turn, { t: 5, a: 3, b: 2 });
    logs.isParallel.add('a');
    const answers = await logs.match(['a', 'b'], 't');
    // Its relay log has the order of the source, and no marker here.
    expect(answers.get(id('a'))).toMatchObject({ refusal: { side: 'replica' } });
    expect(answers.get(id('b'))).toMatchObject({ kind: 'matched' });
    expect((await logs.match(['b'], 'a')).get(id('b'))).toMatchObject({
      refusal: { kind: 'commit-order', side: 'target' },
    });
  });

  test('without a pattern, and with a bad one', async () => {
    const logs = new WrittenLogs(turn, { t: 5, a: 3 });
    expect((await logs.match(['a'], 't', { settings: NO_PSEUDO_GTID })).get(id('a'))).toMatchObject({
      refusal: { kind: 'no-pattern' },
    });
    const settings = { ...NO_PSEUDO_GTID, pattern: '(' };
    expect((await logs.match(['a'], 't', { settings })).get(id('a'))).toMatchObject({
      refusal: { kind: 'bad-pattern' },
    });
  });
});
