import { describe, expect, test } from 'vitest';
import { EXPLAINED } from '../explained/all-keys.ts';
import { CONFIGURATION_KEYS } from '../schema.ts';
import { checkFiles } from './check-files.ts';
import type { ConfigReport } from './report.ts';

function check(
  texts: Readonly<Record<string, string | object>>,
  environment: Readonly<Record<string, string>> = {},
): ConfigReport {
  return checkFiles({
    files: { kind: 'files', paths: Object.keys(texts) },
    environment,
    readText: (path) => {
      const text = texts[path];
      if (text === undefined) return { kind: 'missing' };
      return { kind: 'text', text: typeof text === 'string' ? text : JSON.stringify(text, null, 1) };
    },
  });
}

const lineOf = (report: ConfigReport, written: string) => report.entries.find((entry) => entry.written === written);

describe('a line', () => {
  test('says what the key does, what holds, and the default', () => {
    const report = check({ 'a.json': { instancepollseconds: 7 } });
    expect(report).toMatchObject({ isUsable: true, problems: [], files: [{ path: 'a.json', state: 'read' }] });
    expect(report.entries).toEqual([
      {
        file: 'a.json',
        line: 2,
        written: 'instancepollseconds',
        key: 'InstancePollSeconds',
        effect: 'start',
        value: '7',
        inForce: '7',
        default: '5',
        overriddenAt: null,
        variables: [],
        meaning: EXPLAINED.InstancePollSeconds.meaning,
        differs: expect.stringContaining('floor') as unknown,
        nearest: null,
        problem: null,
      },
    ]);
    expect(report.unstated).toHaveLength(CONFIGURATION_KEYS.length - 1);
  });

  test('with a wrong value says so with its place, and keeps Topiary from starting', () => {
    const report = check({ 'a.json': '{\n\n"InstancePollSeconds": "5"}' });
    const sentence = 'a.json, line 3: InstancePollSeconds must be a whole number from 1 to 3600, but is the text "5".';
    expect(report).toMatchObject({ isUsable: false, problems: [sentence] });
    expect(lineOf(report, 'InstancePollSeconds')).toMatchObject({ problem: sentence, inForce: null });
  });

  test('with an unknown key names the nearest, with one that orchestrator dropped nothing', () => {
    const report = check({ 'a.json': { DiscoverySeed: [], HTTPTimeoutSeconds: 1, StatusSimpleHealth: true } });
    expect(report.isUsable).toBe(true);
    expect(lineOf(report, 'DiscoverySeed')).toMatchObject({ effect: 'unknown', nearest: 'DiscoverySeeds' });
    expect(lineOf(report, 'HTTPTimeoutSeconds')).toMatchObject({ effect: 'retired', nearest: null });
    expect(lineOf(report, 'StatusSimpleHealth')).toMatchObject({ effect: 'retired' });
  });

  test('without effect says why; one that asks for what is always so does not', () => {
    const report = check({ 'a.json': { ServeAgentsHttp: true, AuditToBackendDB: true, BufferInstanceWrites: false } });
    expect(lineOf(report, 'ServeAgentsHttp')).toMatchObject({
      effect: 'none',
      differs: expect.stringMatching(/agent/),
    });
    expect(lineOf(report, 'AuditToBackendDB')).toMatchObject({ effect: 'always', differs: null });
    expect(lineOf(report, 'BufferInstanceWrites')).toMatchObject({
      effect: 'always',
      differs: expect.stringMatching(/written/),
    });
  });
});

describe('several files', () => {
  test('are merged: what is stated later counts, and the earlier line says where that is', () => {
    const report = check({
      'a.json': { InstancePollSeconds: 7, ClusterNameToAlias: { a: 'x' }, Debug: true },
      'b.json': { InstancePollSeconds: 9, ClusterNameToAlias: { b: 'y' }, Debug: null },
    });
    expect(report.entries.map(({ key, inForce, overriddenAt }) => [key, inForce, overriddenAt])).toEqual([
      ['InstancePollSeconds', '9', 'b.json, line 2'],
      ['ClusterNameToAlias', '{"a":"x","b":"y"}', null],
      ['Debug', 'true', null],
      ['InstancePollSeconds', '9', null],
      ['ClusterNameToAlias', '{"a":"x","b":"y"}', null],
      ['Debug', 'true', null],
    ]);
  });

  test('a wrong value that is stated again is said, and does not count', () => {
    const report = check({ 'a.json': { ReadOnly: 'yes' }, 'b.json': { ReadOnly: true } });
    expect(report.isUsable).toBe(true);
    expect(report.entries[0]?.problem).toContain('ReadOnly must be true or false');
  });

  test('one that is missing or malformed is said, and the others are explained', () => {
    const report = check({ 'a.json': '{"Debug": true', 'b.json': { Debug: true } });
    expect(report.files.map(({ state }) => state)).toEqual(['malformed', 'read']);
    expect(report.problems).toEqual(['a.json is not valid JSON: line 1, column 15: a closing brace is missing.']);
    expect(report.entries).toHaveLength(1);
    const missing = checkFiles({
      files: { kind: 'files', paths: ['gone.json'] },
      environment: {},
      readText: () => ({ kind: 'missing' }),
    });
    expect(missing).toMatchObject({ isUsable: false, files: [{ state: 'unreadable' }] });
    const searched = checkFiles({ files: { kind: 'search' }, environment: {}, readText: () => ({ kind: 'missing' }) });
    expect(searched).toMatchObject({ isUsable: true, files: [{ state: 'missing' }, {}, {}] });
  });
});

describe('what is wrong with several keys together', () => {
  test('is said with the places of these keys', () => {
    const report = check({ 'a.json': { AuthenticationMethod: 'basic', Debug: true } });
    expect(report.problems).toEqual([
      'AuthenticationMethod is "basic" but HTTPAuthUser is empty: set HTTPAuthUser and HTTPAuthPassword. (a.json, line 2)',
    ]);
  });

  test('seeds and sources are judged as at a start', () => {
    const report = check({ 'a.json': { DiscoverySeeds: ['a:b:c'] } });
    expect(report.problems[0]).toMatch(/^DiscoverySeeds: "a:b:c" is not an address.* \(a\.json, line 2\)$/);
  });
});

test('variables are shown with what they give, secrets never', () => {
  const secret = 'do-not-show';
  const report = check(
    {
      'a.json': {
        MySQLTopologyUser: 'u-${NAME}',
        MySQLTopologyPassword: '${WORD}',
        HTTPAuthPassword: secret,
        TopiaryNotifications: [{ Name: 'n', Url: `https://127.0.0.1/${secret}` }],
        ConsulAclToken: secret,
        OAuthClientSecret: '',
        PostFailoverProcesses: ['echo ${WORD}'],
      },
    },
    { NAME: 'orc', WORD: secret },
  );
  expect(lineOf(report, 'MySQLTopologyUser')).toMatchObject({ inForce: '"u-orc"', variables: ['NAME'] });
  expect(lineOf(report, 'MySQLTopologyPassword')).toMatchObject({
    value: '"***"',
    inForce: '"***"',
    variables: ['WORD'],
  });
  expect(lineOf(report, 'OAuthClientSecret')).toMatchObject({ value: '""' });
  // Belongs to the shell.
  expect(lineOf(report, 'PostFailoverProcesses')).toMatchObject({ variables: [], inForce: '["echo ${WORD}"]' });
  expect(JSON.stringify(report)).not.toContain(secret);
});
