import { describe, expect, test } from 'vitest';
import { createIdempotencyMemory, IDEMPOTENCY_KEEP_MS, MAX_IDEMPOTENCY_KEYS } from './idempotency.ts';
import type { IdempotentRequest } from './idempotency.ts';

function memoryAt(start = 0) {
  let now = start;
  const memory = createIdempotencyMemory({ monotonicMs: () => now });
  return { memory, pass: (ms: number) => (now += ms) };
}

const ask = (key: string, content: readonly string[] = ['x'], user = 'u'): IdempotentRequest => ({
  user,
  key,
  content,
});
const answering = (status: number) => {
  let times = 0;
  return { times: () => times, act: () => Promise.resolve({ status, body: (times += 1) }) };
};

describe('an answer is remembered', () => {
  test('for its key, its content and its user', async () => {
    const { memory } = memoryAt();
    const acted = answering(200);
    await memory.once(ask('k'), acted.act);
    expect(await memory.once(ask('k'), acted.act)).toMatchObject({ answer: { body: 1 } });
    expect(await memory.once(ask('k', ['y']), acted.act)).toEqual({ kind: 'key-reused' });
    expect(await memory.once(ask('k', ['y'], 'other'), acted.act)).toMatchObject({ answer: { body: 2 } });
  });

  test('until its time is over', async () => {
    const { memory, pass } = memoryAt();
    const acted = answering(409);
    await memory.once(ask('k'), acted.act);
    pass(IDEMPOTENCY_KEEP_MS - 1);
    await memory.once(ask('k'), acted.act);
    expect(acted.times()).toBe(1);
    pass(1);
    await memory.once(ask('k'), acted.act);
    expect(acted.times()).toBe(2);
  });

  test('not when it promises nothing', async () => {
    const { memory } = memoryAt();
    const failing = answering(503);
    await memory.once(ask('k'), failing.act);
    await memory.once(ask('k'), failing.act);
    expect(failing.times()).toBe(2);
    await expect(memory.once(ask('t'), () => Promise.reject(new Error('thrown')))).rejects.toThrow('thrown');
    expect(await memory.once(ask('t'), answering(200).act)).toMatchObject({ kind: 'answer' });
  });

  test('in a bounded memory, the oldest forgotten first', async () => {
    const { memory } = memoryAt();
    const acted = answering(200);
    for (let at = 0; at <= MAX_IDEMPOTENCY_KEYS; at += 1) await memory.once(ask(`k${at}`), acted.act);
    await memory.once(ask('k5'), acted.act);
    expect(acted.times()).toBe(MAX_IDEMPOTENCY_KEYS + 1);
    await memory.once(ask('k0'), acted.act);
    expect(acted.times()).toBe(MAX_IDEMPOTENCY_KEYS + 2);
  });
});

test('a duplicate that arrives meanwhile waits for the first', async () => {
  const { memory } = memoryAt();
  const { promise, resolve } = Promise.withResolvers<{ status: number; body: string }>();
  const second = answering(200);
  const answers = [memory.once(ask('k'), () => promise), memory.once(ask('k'), second.act)];
  resolve({ status: 200, body: 'first' });
  expect(await Promise.all(answers)).toEqual([
    { kind: 'answer', answer: { status: 200, body: 'first' } },
    { kind: 'answer', answer: { status: 200, body: 'first' } },
  ]);
  expect(second.times()).toBe(0);
});
