import type { SeenMarkers } from '@topiary/domain';
import { id, recordNamed, recordsOf } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { MarkerMemory, MAX_KEPT_FILES, MAX_KEPT_MARKERS } from './marker-memory.ts';
import type { IndexedServer } from './marker-memory.ts';

const records = recordsOf('m > t, u', { gtid: false });
const seen = (count: number): SeenMarkers => ({
  markers: Array.from({ length: count }, (_, at) => ({
    text: `m${at}`,
    at: { file: 'f', position: at },
    readFrom: null,
  })),
  isWhole: true,
});

function server(name: string, logs: Readonly<Record<string, number>>): IndexedServer {
  const { observation } = recordNamed(records, name);
  if (observation === null) throw new Error(name);
  return { id: id(name), observation, logs: Object.entries(logs).map(([file, size]) => ({ name: file, size })) };
}

describe('markers of a file', () => {
  test('are known of that server, under that name, as long as the file has that size', () => {
    const memory = new MarkerMemory();
    memory.indexOf(server('t', { 'log.1': 10 })).keep('log.1', seen(3));
    expect(memory.indexOf(server('t', { 'log.1': 10 })).of('log.1')?.markers).toHaveLength(3);
    expect(memory.indexOf(server('t', { 'log.1': 11 })).of('log.1')).toBeNull();
    expect(memory.indexOf(server('u', { 'log.1': 10 })).of('log.1')).toBeNull();
    expect(memory.indexOf(server('t', {})).of('log.1')).toBeNull();
  });

  test('are bounded, by files and by markers: those go first that were not asked for', () => {
    const memory = new MarkerMemory();
    const names = Array.from({ length: MAX_KEPT_FILES + 1 }, (_, at) => `log.${at}`);
    const index = memory.indexOf(server('t', Object.fromEntries(names.map((name) => [name, 1]))));
    for (const name of names.slice(0, -1)) index.keep(name, seen(1));
    expect(index.of('log.0')).not.toBeNull();
    index.keep(names.at(-1) ?? '', seen(1));
    expect([index.of('log.0') === null, index.of('log.1') === null]).toEqual([false, true]);
    index.keep('log.5', seen(MAX_KEPT_MARKERS));
    expect(memory.keptMarkers).toBeLessThanOrEqual(MAX_KEPT_MARKERS);
    expect([index.of('log.5')?.markers.length, index.of('log.0')]).toEqual([MAX_KEPT_MARKERS, null]);
  });
});
