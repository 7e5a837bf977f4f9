import { describe, expect, test } from 'vitest';
import { ColumnBlock, endOfColumns } from './column-block.ts';

interface Column {
  readonly name: string;
  readonly length?: number;
  readonly type?: number;
}

const BEFORE = Buffer.from([1, 0, 0, 1, 2]);
const AFTER = Buffer.from([5, 0, 0, 9, 0xfe, 0, 0, 2, 0]);

function packetOf({ name, length = 80, type = 0xfd }: Column, number: number): Buffer {
  const texts = ['def', '', '', '', name, ''].map((text) => [text.length, ...Buffer.from(text)]);
  const payload = Buffer.from([...texts.flat(), 0x0c, 45, 0, 0, 0, 0, 0, type, 0, 0, 31, 0, 0]);
  payload.writeUInt32LE(length, payload.length - 10);
  return Buffer.concat([Buffer.from([payload.length, 0, 0, number]), payload]);
}

/** As they come: in the middle of an answer. */
function answer(columns: readonly Column[], firstNumber = 2): Buffer {
  return Buffer.concat([BEFORE, ...columns.map((column, index) => packetOf(column, firstNumber + index)), AFTER]);
}

const start = BEFORE.length;
const COLUMNS = [{ name: 'server_id' }, { name: 'gtid_executed', length: 220 }, { name: 'log_bin' }];

function blockOf(bytes: Buffer, count = COLUMNS.length): ColumnBlock {
  return new ColumnBlock(bytes, start, endOfColumns(bytes, start, count));
}

function stands(columns: readonly Column[], firstNumber?: number): boolean {
  const bytes = answer(columns, firstNumber);
  return blockOf(answer(COLUMNS)).standsAt(bytes, start, endOfColumns(bytes, start, columns.length));
}

describe('the columns of a result', () => {
  test('end where their last packet does', () => {
    const bytes = answer(COLUMNS);
    expect(endOfColumns(bytes, start, COLUMNS.length)).toBe(bytes.length - AFTER.length);
    expect(blockOf(bytes).size).toBe(bytes.length - AFTER.length - start);
  });

  test('have no end where a part of them has not come yet, or what comes is none', () => {
    const bytes = answer(COLUMNS);
    const end = bytes.length - AFTER.length;
    for (let length = start; length < end; length += 1)
      expect(endOfColumns(bytes.subarray(0, length), start, COLUMNS.length)).toBe(-1);
    expect(endOfColumns(bytes.subarray(0, end), start, COLUMNS.length)).toBe(end);
    expect(endOfColumns(bytes, start, COLUMNS.length + 1)).toBe(-1);
  });

  test('are the same where every byte is, and where a length alone is another', () => {
    expect(stands(COLUMNS)).toBe(true);
    for (const [changed] of COLUMNS.entries())
      expect(stands(COLUMNS.map((column, index) => (index === changed ? { ...column, length: 70_000 } : column)))).toBe(
        true,
      );
  });

  test.each<[string, readonly Column[]]>([
    ['name', COLUMNS.map((column, index) => (index === 1 ? { ...column, name: 'gtid_executes' } : column))],
    ['first name', COLUMNS.map((column, index) => (index === 0 ? { ...column, name: 'Server_id' } : column))],
    ['type', COLUMNS.map((column, index) => (index === 2 ? { ...column, type: 8 } : column))],
    ['order', COLUMNS.toReversed()],
    ['number', COLUMNS.slice(1)],
  ])('are others where a %s is another', (_what, columns) => {
    expect(stands(columns)).toBe(false);
  });

  test('are others where their packets have other numbers', () => {
    expect(stands(COLUMNS, 3)).toBe(false);
  });

  test('keep nothing of what they were read from', () => {
    const bytes = answer(COLUMNS);
    const block = blockOf(bytes);
    const copy = Buffer.from(bytes);
    bytes.fill(0);
    expect(block.standsAt(copy, start, endOfColumns(copy, start, COLUMNS.length))).toBe(true);
  });
});
