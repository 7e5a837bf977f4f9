import { expect, test } from 'vitest';
import { createPacer } from './pacer.ts';

/** Time that passes only when told to. */
function world(intervalMs: number) {
  let now = 0;
  let due: { readonly at: number; readonly action: () => void }[] = [];
  const sent: string[] = [];
  const pacer = createPacer<string>({
    intervalMs,
    send: (key) => sent.push(`${key}@${now}`),
    clock: {
      monotonicMs: () => now,
      schedule: (ms, action) => {
        const entry = { at: now + ms, action };
        due.push(entry);
        return () => {
          due = due.filter((other) => other !== entry);
        };
      },
    },
  });
  const pass = (ms: number) => {
    const end = now + ms;
    for (;;) {
      const [next] = due.filter(({ at }) => at <= end).toSorted((left, right) => left.at - right.at);
      if (next === undefined) break;
      due = due.filter((other) => other !== next);
      now = next.at;
      next.action();
    }
    now = end;
  };
  return { pacer, sent, pass };
}

test('changes of data go out at once after a pause, then at most once per interval', () => {
  const { pacer, sent, pass } = world(100);
  for (let round = 0; round < 20; round += 1) {
    pacer.changed('a', 'paced');
    pass(15);
  }
  pass(1_000);
  expect(sent).toEqual(['a@0', 'a@100', 'a@200', 'a@300']);
});

test('an urgent change does not wait for the interval, and takes what waits with it', () => {
  const { pacer, sent, pass } = world(100);
  pacer.changed('a', 'paced');
  pass(10);
  pacer.changed('a', 'paced');
  pacer.changed('b', 'paced');
  pass(10);
  pacer.changed('a', 'now');
  pacer.changed('a', 'now');
  pass(500);
  expect(sent).toEqual(['a@0', 'b@10', 'a@20']);
});

test('a paced change does not delay an urgent one that is planned', () => {
  const { pacer, sent, pass } = world(100);
  pacer.changed('a', 'now');
  pass(0);
  pacer.changed('a', 'now');
  pacer.changed('a', 'paced');
  pass(500);
  expect(sent).toEqual(['a@0', 'a@0']);
});

test('what is forgotten or stopped is not sent', () => {
  const { pacer, sent, pass } = world(100);
  pacer.changed('a', 'now');
  pacer.changed('b', 'now');
  pacer.changed('c', 'now');
  pacer.forget('a');
  pass(0);
  pacer.changed('b', 'paced');
  pacer.stop();
  pass(500);
  expect(sent).toEqual(['b@0', 'c@0']);
});
