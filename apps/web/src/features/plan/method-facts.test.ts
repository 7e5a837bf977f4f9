import { expect, test } from 'vitest';
import type { IntentInput, MessageView } from '@topiary/contract';
import { idOf } from '@topiary/contract/testing';
import { movingRequest, otherNotes, wishOf, withWish } from './method-facts.ts';

const move = { kind: 'relocate', replica: idOf('a'), channel: null, target: idOf('b') } as const satisfies IntentInput;
const methods = [{ method: 'gtid', why: { code: 'moved-by-gtid', params: {} } }] as const;

test('a method is wished for and given up again, and nothing else of what was asked changes', () => {
  const asked = { ...move, acceptsLoss: true } as const;
  const wished = withWish(asked, 'coordinates');
  expect([wished, wishOf(wished)]).toEqual([{ ...asked, method: 'coordinates' }, 'coordinates']);
  expect([withWish(wished, 'automatic'), wishOf(asked)]).toEqual([asked, 'automatic']);
});

test('there is a method to choose only of what moves somebody', () => {
  const act = { kind: 'control', instance: idOf('a'), act: { kind: 'flush-binary-logs' } } as const;
  expect(movingRequest({ request: move, methods: [...methods] })).toEqual(move);
  expect(movingRequest({ request: act, methods: [] })).toBeNull();
  expect(movingRequest({ request: move, methods: [] })).toBeNull();
  expect(movingRequest({ request: null, methods: [...methods] })).toBeNull();
});

test('why a method is taken is said once', () => {
  const other: MessageView = { code: 'heartbeat-will-reset', params: {} };
  expect(otherNotes({ notes: [other, methods[0].why], methods: [...methods] })).toEqual([other]);
});
