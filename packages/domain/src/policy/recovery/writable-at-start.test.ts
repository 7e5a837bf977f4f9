import { describe, expect, test } from 'vitest';
import type { ServerStanding, SettingOrigin, SettingSource } from '../../processes/standing.ts';
import { id } from '../../testing/index.ts';
import { writableAtStart } from './writable-at-start.ts';

const PATH = '/etc/my.cnf';
const from = (origin: SettingOrigin): SettingSource => ({ origin, path: origin === 'file' ? PATH : null });

type Setting = readonly [value: string, origin: SettingOrigin];
interface Settings {
  readonly readOnly: Setting;
  /** Missing: MariaDB. */
  readonly superReadOnly?: Setting;
  readonly persisted?: Readonly<Record<string, string>>;
  readonly loadsPersisted?: boolean;
}

function standing({ readOnly, superReadOnly, persisted = {}, loadsPersisted = true }: Settings): ServerStanding {
  const settings = { read_only: readOnly, ...(superReadOnly === undefined ? {} : { super_read_only: superReadOnly }) };
  const named = Object.entries(settings);
  return {
    variables: {
      ...Object.fromEntries(named.map(([name, [value]]) => [name, value])),
      persisted_globals_load: loadsPersisted ? 'ON' : 'OFF',
    },
    sources: Object.fromEntries(named.map(([name, [, origin]]) => [name, from(origin)])),
    persisted,
    events: [],
    seesEvents: true,
  };
}

const OFF = ['OFF', 'default'] as const;
const found = (settings: Settings) => writableAtStart(id('m'), standing(settings))?.why ?? null;

describe('a server that lets writes in as soon as it starts', () => {
  test.each<readonly [string, Settings, string]>([
    ['by default', { readOnly: OFF, superReadOnly: OFF }, 'default'],
    ['by default (MariaDB)', { readOnly: OFF }, 'default'],
    ['by its file', { readOnly: ['OFF', 'file'], superReadOnly: OFF }, 'file'],
    ['by its command line', { readOnly: ['OFF', 'command-line'] }, 'command-line'],
    ['as persisted', { readOnly: ['ON', 'file'], superReadOnly: OFF, persisted: { read_only: 'OFF' } }, 'persisted'],
    [
      'as its file says where nothing that is persisted counts',
      { readOnly: ['0', 'file'], superReadOnly: OFF, persisted: { read_only: 'ON' }, loadsPersisted: false },
      'file',
    ],
  ])('%s', (_, settings, origin) => {
    expect(found(settings)).toMatchObject({ code: `writable-at-start-${origin}`, params: { instance: id('m') } });
  });

  test('says which file', () => {
    expect(found({ readOnly: ['OFF', 'file'] })?.params).toMatchObject({ path: PATH });
  });

  test.each<readonly [string, Settings]>([
    ['its file says so', { readOnly: ['ON', 'file'], superReadOnly: OFF }],
    ['one of the two closes it', { readOnly: OFF, superReadOnly: ['ON', 'file'] }],
    ['it is persisted', { readOnly: OFF, superReadOnly: OFF, persisted: { super_read_only: 'ON' } }],
    ['a statement opened it, and its file is not told', { readOnly: ['OFF', 'runtime'], superReadOnly: OFF }],
    ['a statement opened the other', { readOnly: OFF, superReadOnly: ['OFF', 'runtime'] }],
  ])('is none where %s', (_, settings) => {
    expect(found(settings)).toBeNull();
  });

  test('is none where nothing is told of it', () => {
    const told = standing({ readOnly: OFF });
    expect(writableAtStart(id('m'), { ...told, sources: {} })).toBeNull();
    expect(writableAtStart(id('m'), { ...told, variables: {} })).toBeNull();
  });
});
