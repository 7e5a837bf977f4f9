import { NO_PSEUDO_GTID } from '@topiary/domain';
import type { LogEvent, PseudoGtidSettings } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import type { ServerLogs } from '../ports/logs.ts';
import { VirtualClock } from '../testing/index.ts';
import { lastMarker } from './last-marker.ts';
import type { LastMarker } from './last-marker.ts';

const settings: PseudoGtidSettings = {
  ...NO_PSEUDO_GTID,
  pattern: 'drop view if exists `meta`.`_pseudo',
  isFixedSubstring: true,
};
const marker = (name: string): string => `drop view if exists \`meta\`.\`_pseudo${name}\``;

/** Each statement by itself, a hundred bytes. */
function eventsOf(statements: readonly string[]): readonly LogEvent[] {
  const format = { position: 4, type: 'Format_desc', serverId: 1, endPosition: 100, info: '' };
  const rest = statements.map((info, at) => ({
    position: (at + 1) * 100,
    type: 'Query',
    serverId: 1,
    endPosition: (at + 2) * 100,
    info,
  }));
  return [format, ...rest];
}

function search(files: Readonly<Record<string, readonly string[]>>, asked = settings): Promise<LastMarker> {
  const servers: Pick<ServerLogs, 'listBinaryLogs' | 'readLog'> = {
    listBinaryLogs: () => {
      const logs = Object.entries(files).map(([name, statements]) => ({ name, size: (statements.length + 1) * 100 }));
      return Promise.resolve({ kind: 'logs', logs, keepsOrder: true });
    },
    readLog: (_, { file }) =>
      Promise.resolve({ kind: 'chunk', chunk: { events: eventsOf(files[file ?? ''] ?? []), next: null } }),
  };
  return lastMarker(id('m'), { servers, clock: new VirtualClock(() => Promise.resolve()), settings: asked });
}

describe('the last marker', () => {
  test('is the newest of the newest file that has one', async () => {
    const files = { 'log.1': [marker('1')], 'log.2': [marker('2'), 'create database d', marker('3')], 'log.3': [] };
    expect(await search(files)).toEqual({ kind: 'marker', text: marker('3'), at: { file: 'log.2', position: 300 } });
  });

  test('is none where nobody writes one, or says what they look like', async () => {
    expect(await search({ 'log.1': ['create database d'] })).toMatchObject({ refusal: { kind: 'no-marker' } });
    expect(await search({})).toMatchObject({ refusal: { kind: 'no-log' } });
    expect(await search({}, NO_PSEUDO_GTID)).toMatchObject({ refusal: { kind: 'no-pattern' } });
  });
});
