import { describe, expect, test } from 'vitest';
import { loaded, loadText, loadTexts, problemsOf } from '../testing/load-text.ts';
import { SEARCH_PATH } from './load.ts';
import { nearestKey } from './merge.ts';
import { CONFIGURATION_KEYS } from './schema.ts';

const json = (value: unknown) => JSON.stringify(value);
const [ETC, CONF, HERE] = SEARCH_PATH;

describe('the keys', () => {
  test('no two keys differ in letter case only', () => {
    expect(new Set(CONFIGURATION_KEYS.map((key) => key.toLowerCase())).size).toBe(CONFIGURATION_KEYS.length);
  });

  test('without any file the defaults hold', () => {
    const { configuration, stated } = loaded(loadTexts({ from: { kind: 'search' } }));
    expect(configuration).toMatchObject({
      InstancePollSeconds: 5,
      DefaultInstancePort: 3306,
      ReasonableReplicationLagSeconds: 10,
    });
    expect(stated.size).toBe(0);
  });
});

describe('letter case, unknown keys and keys without effect', () => {
  test('key names match whatever their letter case', () => {
    expect(loaded(loadText('{"instancepollseconds": 7}')).configuration.InstancePollSeconds).toBe(7);
  });

  test('an unknown key warns with the nearest known one and does not stop the start', () => {
    const { notices } = loaded(loadText('{\n"DiscoverySeed": ["a:1"]}'));
    expect(notices).toEqual([
      {
        event: 'config.unknown-key',
        fields: { place: 'topiary.json, line 2', key: 'DiscoverySeed', nearest: 'DiscoverySeeds' },
      },
    ]);
  });

  test('nothing is suggested for a key that resembles none', () => {
    expect(nearestKey('Xyzzy')).toBeNull();
    expect(nearestKey('MySQLTopologyPasword')).toBe('MySQLTopologyPassword');
  });
});

describe('files that are not as they should be', () => {
  test.each([
    ['{\n  "Debug": tru\n}', 'topiary.json is not valid JSON: line 2, column 12: this is not JSON.'],
    ['{"Debug": true', 'topiary.json is not valid JSON: line 1, column 15: a closing brace is missing.'],
    ['{"Debug" true}', 'topiary.json is not valid JSON: line 1, column 10: a colon is missing.'],
    [
      '{"Debug": true,\n}',
      'topiary.json is not valid JSON: line 2, column 1: a key in double quotes is missing (or the comma before is too many).',
    ],
    ['{"Debug": true // x\n}', 'topiary.json is not valid JSON: line 1, column 16: comments are not allowed.'],
    ['{"ListenAddress": "x', 'topiary.json is not valid JSON: line 1, column 19: the text has no closing quote.'],
    ['', 'topiary.json is not valid JSON: line 1, column 1: a value is missing.'],
    ['[]', 'topiary.json holds a list, not a JSON object.'],
    ['7', 'topiary.json holds a number, not a JSON object.'],
    ['null', 'topiary.json holds null, not a JSON object.'],
  ])('%j is refused with its place', (text, problem) => {
    expect(problemsOf(loadText(text))).toEqual([problem]);
  });

  test('a file that was named must exist', () => {
    expect(problemsOf(loadTexts({}))).toEqual(['The configuration file topiary.json cannot be read (ENOENT).']);
  });

  test('what follows directly counts as following', () => {
    expect(loadText('{}x').kind).toBe('loaded');
    expect(loadText('{"DiscoverySeeds": ["a:1"]').kind).toBe('refused');
    expect(loadText('{"ClusterNameToAlias": {}').kind).toBe('refused');
  });

  test('what follows the first JSON value is ignored, as orchestrator does, and said', () => {
    const result = loaded(loadText('{"InstancePollSeconds": 3}\nleft over'));
    expect(result.configuration.InstancePollSeconds).toBe(3);
    expect(result.notices).toEqual([
      { event: 'config.text-after-json-ignored', fields: { file: 'topiary.json', line: 1 } },
    ]);
  });
});

describe('ill-typed values stop the start', () => {
  test.each([
    [{ InstancePollSeconds: '5' }, 'InstancePollSeconds must be a whole number from 1 to 3600, but is the text "5".'],
    [{ InstancePollSeconds: 0 }, 'InstancePollSeconds must be a whole number from 1 to 3600, but is the number 0.'],
    [{ InstancePollSeconds: 1.5 }, 'InstancePollSeconds must be a whole number from 1 to 3600, but is the number 1.5.'],
    [
      { DefaultInstancePort: 70000 },
      'DefaultInstancePort must be a whole number from 1 to 65535, but is the number 70000.',
    ],
    [{ ReadOnly: 'yes' }, 'ReadOnly must be true or false, but is the text "yes".'],
    [{ DiscoverySeeds: 'a:1' }, 'DiscoverySeeds must be a list of texts, but is the text "a:1".'],
    [{ DiscoverySeeds: ['a:1', 2] }, 'DiscoverySeeds must be a list of texts, but is the list ["a:1",2].'],
    [{ ClusterNameToAlias: ['a'] }, 'ClusterNameToAlias must be an object of texts, but is the list ["a"].'],
    [{ MySQLTopologyPassword: 12345 }, 'MySQLTopologyPassword must be a text, but is a number.'],
    [
      { TopiaryReplicationHeartbeatSeconds: -1 },
      'TopiaryReplicationHeartbeatSeconds must be a number from 0.001 to 4294967, or null, but is the number -1.',
    ],
    [{ GraphitePollSeconds: 'x' }, 'GraphitePollSeconds must be a whole number, but is the text "x".'],
    [
      { HTTPAuthUser: 'x'.repeat(100).split('') },
      `HTTPAuthUser must be a text, but is the list ${json('x'.repeat(100).split('')).slice(0, 60)}….`,
    ],
  ])('%j', (value, problem) => {
    expect(problemsOf(loadText(json(value)))).toEqual([`topiary.json, line 1: ${problem}`]);
  });

  test('every wrong key is told at once, also one without effect', () => {
    expect(problemsOf(loadText(json({ Debug: 1, ReadOnly: 2 })))).toHaveLength(2);
  });
});

describe('merging files', () => {
  test('later files of the search path override keys, replace lists and merge maps', () => {
    const { configuration, files } = loaded(
      loadTexts({
        from: { kind: 'search' },
        files: {
          [ETC]: json({ InstancePollSeconds: 3, DiscoverySeeds: ['a:1'], ClusterNameToAlias: { x: '1', y: '2' } }),
          [HERE]: json({ DiscoverySeeds: ['b:1'], ClusterNameToAlias: { y: null, z: '3' } }),
        },
      }),
    );
    expect(files).toEqual([ETC, HERE]);
    expect(configuration.InstancePollSeconds).toBe(3);
    expect(configuration.DiscoverySeeds).toEqual(['b:1']);
    expect(configuration.ClusterNameToAlias).toEqual({ x: '1', z: '3' });
  });

  test('null empties a list and leaves a scalar as it was', () => {
    const { configuration } = loaded(
      loadTexts({
        from: { kind: 'search' },
        files: {
          [ETC]: json({ DiscoverySeeds: ['a:1'], InstancePollSeconds: 3 }),
          [CONF]: json({ DiscoverySeeds: null, InstancePollSeconds: null }),
        },
      }),
    );
    expect(configuration).toMatchObject({ DiscoverySeeds: [], InstancePollSeconds: 3 });
  });

  test('the environment beats files and the command line beats both', () => {
    const files = json({ MySQLTopologyUser: 'f', MySQLTopologyPassword: 'f' });
    const result = loadText(files, {
      environment: { TOPIARY_TOPOLOGY_USER: 'e', TOPIARY_TOPOLOGY_PASSWORD: 'e${literal}' },
      overrides: { MySQLTopologyUser: 'c' },
    });
    expect(loaded(result).configuration).toMatchObject({
      MySQLTopologyUser: 'c',
      MySQLTopologyPassword: 'e${literal}',
    });
  });
});

describe('variables', () => {
  test('several are expanded and the text around them is kept', () => {
    const text = json({ MySQLTopologyUser: 'x${A}-${B}y', DiscoverySeeds: ['${A}:1'] });
    expect(loaded(loadText(text, { environment: { A: 'a', B: '' } })).configuration).toMatchObject({
      MySQLTopologyUser: 'xa-y',
      DiscoverySeeds: ['a:1'],
    });
  });

  test('one that is not set stops the start, naming key and variable', () => {
    expect(problemsOf(loadText('{\n"MySQLTopologyPassword": "${NO_SUCH}"}'))).toEqual([
      'topiary.json, line 2: MySQLTopologyPassword uses ${NO_SUCH}, but the environment variable NO_SUCH is not set.',
    ]);
  });

  test('a doubled dollar sign stands for itself', () => {
    expect(loaded(loadText(json({ MySQLTopologyPassword: 'a$${B}' }))).configuration.MySQLTopologyPassword).toBe(
      'a${B}',
    );
  });

  test('hooks are shell commands and keep theirs', () => {
    const commands = ['echo ${ORC_FAILED_HOST}'];
    expect(loaded(loadText(json({ PostFailoverProcesses: commands }))).configuration.PostFailoverProcesses).toEqual(
      commands,
    );
  });
});

describe('credentials files', () => {
  const named = json({ MySQLTopologyUser: 'old', MySQLTopologyCredentialsConfigFile: '/etc/${NAME}.cnf' });

  test('user and password of [client] replace the keys, and may use variables', () => {
    const files = { '/etc/mysql.cnf': '# c\n[client]\nuser = topiary\npassword="s3 # ${PW}"\n' };
    const { configuration } = loaded(loadText(named, { files, environment: { NAME: 'mysql', PW: 'x' } }));
    expect(configuration).toMatchObject({ MySQLTopologyUser: 'topiary', MySQLTopologyPassword: 's3 # x' });
  });

  test('one that cannot be read stops the start', () => {
    expect(problemsOf(loadText(named, { environment: { NAME: 'mysql' } }))).toEqual([
      'topiary.json, line 1: MySQLTopologyCredentialsConfigFile names /etc/mysql.cnf, which cannot be read (ENOENT).',
    ]);
  });

  test('one without [client] stops the start', () => {
    const files = { '/etc/mysql.cnf': 'user=x' };
    expect(problemsOf(loadText(named, { files, environment: { NAME: 'mysql' } }))).toEqual([
      'topiary.json, line 1: MySQLTopologyCredentialsConfigFile names /etc/mysql.cnf, but it has no [client] section.',
    ]);
  });
});

test('the account of a shared database may be in a file, and what production names makes one', () => {
  const named = json({
    MySQLOrchestratorHost: 'db',
    MySQLOrchestratorDatabase: 'topiary',
    MySQLOrchestratorCredentialsConfigFile: '/etc/backend.cnf',
  });
  const files = { '/etc/backend.cnf': '[client]\nuser=store\npassword=word' };
  const loaded = loadText(named, { files });
  expect(loaded).toMatchObject({
    kind: 'loaded',
    configuration: { MySQLOrchestratorUser: 'store', MySQLOrchestratorPassword: 'word' },
  });
});

describe('settings that cannot be obeyed are refused', () => {
  test.each([
    [
      { BackendDB: 'mysql' },
      /BackendDB is "mysql", but nothing is stated for MySQLOrchestratorHost, MySQLOrchestratorDatabase, MySQLOrchestratorUser: set that/,
    ],
    [
      { MySQLOrchestratorHost: 'db' },
      /ask for a MySQL backend, but nothing is stated for MySQLOrchestratorDatabase, MySQLOrchestratorUser/,
    ],
    [{ BackendDB: 'postgres' }, /BackendDB "postgres" is neither "sqlite".*nor "mysql"/],
    [{ AuthenticationMethod: 'kerberos' }, /AuthenticationMethod "kerberos" is not supported.*"token"/],
    [{ AuthenticationMethod: 'OAuth' }, /"oauth" is not supported.*use "proxy"/],
    [{ AuthenticationMethod: 'Basic' }, /HTTPAuthUser is empty/],
    [{ AuthenticationMethod: 'proxy', AuthUserHeader: '' }, /AuthUserHeader is empty/],
    [{ UseSSL: true }, /UseSSL needs a key and a certificate.*SSLPrivateKeyFile and SSLCertFile/],
    [{ UseMutualTLS: true, SSLValidOUs: ['a'] }, /set UseSSL to true/],
    [{ UseSSL: true, SSLPrivateKeyFile: 'k', SSLCertFile: 'c', UseMutualTLS: true }, /SSLValidOUs, which is empty/],
    [{ ListenAddress: '3000' }, /ListenAddress "3000" is not an address/],
    [{ ListenAddress: 'host:99999' }, /is not an address/],
    [{ DiscoveryIgnoreHostnameFilters: ['('] }, /DiscoveryIgnoreHostnameFilters: "\(" is not a regular expression/],
    [{ PromotionIgnoreHostnameFilters: ['['] }, /PromotionIgnoreHostnameFilters: "\[" is not a regular expression/],
    [{ OSCIgnoreHostnameFilters: ['['] }, /OSCIgnoreHostnameFilters: "\[" is not a regular expression/],
    [{ ProblemIgnoreHostnameFilters: ['['] }, /ProblemIgnoreHostnameFilters: "\[" is not a regular expression/],
    [
      { DiscoveryIgnoreReplicationUsernameFilters: ['*'] },
      /DiscoveryIgnoreReplicationUsernameFilters: "\*" is not a regular expression/,
    ],
    [{ PseudoGTIDPattern: '(' }, /PseudoGTIDPattern: "\(" is not a regular expression/],
    [{ RejectHostnameResolvePattern: '(' }, /RejectHostnameResolvePattern: "\(" is not a regular expression/],
    [
      { HostnameResolveMethod: 'dns' },
      /HostnameResolveMethod "dns" is not known: use "none", "default", "cname" or "ip"/,
    ],
    [{ MySQLHostnameResolveMethod: '@@port' }, /MySQLHostnameResolveMethod "@@port" is not known/],
    [{ ClusterNameToAlias: { '+': 'x' } }, /ClusterNameToAlias: "\+" is not a regular expression/],
    [{ RegionPattern: '*' }, /RegionPattern: "\*" is not a regular expression/],
    [{ DataCenterPattern: '-dc[0-9]-' }, /DataCenterPattern: "-dc\[0-9\]-" has no group: put parentheses/],
    [{ ReplicationLagQuery: 'select 1', SlaveLagQuery: 'select 2' }, /both set and differ: remove SlaveLagQuery/],
    [{ TopiaryClassificationIntervalSeconds: 0 }, /must be a whole number from 1 to 86400/],
  ])('%j', (value, sentence) => {
    const problems = problemsOf(loadText(json(value)));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(sentence);
  });

  test('a MySQL backend beside an explicit SQLite is only without effect', () => {
    expect(loadText(json({ BackendDB: 'sqlite', MySQLOrchestratorHost: 'db' })).kind).toBe('loaded');
  });
});
