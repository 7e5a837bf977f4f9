/** Every key of orchestrator: accepted with its type and default, and read by code or said to have no effect. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOOK_LISTS } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { loaded, loadText } from '../testing/load-text.ts';
import { ORCHESTRATOR_KEYS } from '../testing/orchestrator-keys.ts';
import type { KeyType } from '../testing/orchestrator-keys.ts';
import { EXPLAINED, KEY_GROUPS } from './explained/all-keys.ts';
import { CONFIGURATION_KEYS, configurationSchema, orchestratorKeys } from './schema.ts';
import type { ConfigurationKey } from './schema.ts';

/** Defaults that are others on purpose; their explanations say so. */
const OTHER_DEFAULTS: Readonly<Record<string, unknown>> = { BackendDB: 'sqlite', MaxConcurrentReplicaOperations: 50 };

const RIGHT: Readonly<Record<KeyType, readonly unknown[]>> = {
  text: ['', 'a text'],
  flag: [true, false],
  count: [1, 60],
  integer: [1, 60],
  fraction: [1, 1.5],
  list: [[], ['a', 'b']],
  map: [{}, { a: 'b' }],
};
const WRONG: Readonly<Record<KeyType, readonly unknown[]>> = {
  text: [1, true, ['a'], {}],
  flag: ['true', 1, 'yes', []],
  count: ['5', -1, 1.5, true],
  integer: ['5', 1.5, true, []],
  fraction: ['1', true, []],
  list: ['a', 1, [1], {}],
  map: ['a', ['a'], { a: 1 }],
};

test('there are 201, and no other but our own', () => {
  expect(ORCHESTRATOR_KEYS).toHaveLength(201);
  expect(ORCHESTRATOR_KEYS.map(([key]) => key).toSorted()).toEqual(Object.keys(orchestratorKeys).toSorted());
  const own = CONFIGURATION_KEYS.filter((key) => !(key in orchestratorKeys));
  expect(own.filter((key) => !key.startsWith('Topiary'))).toEqual([]);
});

test.each(ORCHESTRATOR_KEYS)('%s is accepted as %s, with its default', (name, type, byDefault) => {
  const key = name as ConfigurationKey;
  const { configuration } = loaded(loadText('{}'));
  expect(configuration[key]).toEqual(key in OTHER_DEFAULTS ? OTHER_DEFAULTS[key] : byDefault);
  const accepts = (value: unknown) => configurationSchema.shape[key].safeParse(value).success;
  expect([byDefault, ...RIGHT[type]].filter((value) => !accepts(value))).toEqual([]);
  expect(WRONG[type].filter(accepts)).toEqual([]);
});

describe('what each does', () => {
  test('an explanation is there for each, in one group', () => {
    const grouped = KEY_GROUPS.flatMap(({ keys }) => Object.keys(keys));
    expect(grouped.toSorted()).toEqual(CONFIGURATION_KEYS.toSorted());
    const texts = Object.values(EXPLAINED).flatMap((one) => [one.meaning, 'why' in one ? one.why : '.']);
    expect(texts.filter((text) => !/[.)]$/.test(text))).toEqual([]);
  });

  test('other defaults than those of orchestrator are explained', () => {
    const silent = Object.keys(OTHER_DEFAULTS).filter((key) => {
      const one = EXPLAINED[key as ConfigurationKey];
      return 'why' in one || !(one.differs ?? '').includes('default');
    });
    expect(silent).toEqual([]);
  });

  test('a key is said to have an effect exactly where code reads it', () => {
    const read = keysReadByCode();
    const claimed = new Set(CONFIGURATION_KEYS.filter((key) => ['start', 'reload'].includes(EXPLAINED[key].effect)));
    expect(CONFIGURATION_KEYS.filter((key) => claimed.has(key) && !read.has(key))).toEqual([]);
    expect(CONFIGURATION_KEYS.filter((key) => !claimed.has(key) && read.has(key))).toEqual([]);
  });

  test('keys without effect are named at start with the reason, one line for each reason', () => {
    const text = JSON.stringify({
      ServeAgentsHttp: true,
      AgentPollMinutes: 5,
      TLSCacheTTLFactor: 1,
      ReadOnly: true,
      AuditToBackendDB: true,
      MySQLTopologyUseMixedTLS: false,
    });
    const { notices } = loaded(loadText(text));
    expect(notices.map(({ event, fields }) => [event, fields['keys']])).toEqual([
      ['config.no-effect', ['AgentPollMinutes', 'ServeAgentsHttp']],
      ['config.no-effect', ['MySQLTopologyUseMixedTLS']],
      ['config.no-effect', ['TLSCacheTTLFactor']],
    ]);
    expect(notices[0]?.fields['why']).toMatch(/agent/);
  });
});

/** By the sources that read keys: every use of a name, but for comments and sentences. */
function keysReadByCode(): ReadonlySet<string> {
  const root = join(import.meta.dirname, '..');
  const files = globSync(['config/*.ts', 'start/read-settings.ts', 'start/files.ts'], {
    cwd: root,
    exclude: ['**/*.test.ts'],
  });
  const known: ReadonlySet<string> = new Set(CONFIGURATION_KEYS);
  const words = files.flatMap((file) => codeOf(readFileSync(join(root, file), 'utf8'), known).match(/\w+/g) ?? []);
  return new Set([...words.filter((word) => known.has(word)), ...HOOK_LISTS]);
}

function codeOf(source: string, known: ReadonlySet<string>): string {
  const plain = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return plain
    .replaceAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"/g, (_, one?: string, two?: string) =>
      known.has(one ?? two ?? '') ? (one ?? two ?? '') : '',
    )
    .replaceAll(/`(?:[^`\\]|\\.)*`/g, (text) => (text.match(/\$\{[^}]*\}/g) ?? []).join(' '));
}
