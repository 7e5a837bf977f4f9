/** Every command of orchestrator's command line: that it is there, what it asks for, and what it says when that is missing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { createProgram } from '../program.ts';
import { runHere } from '../testing/run-here.ts';
import type { CliEnd } from '../testing/run-cli.ts';
import { helpOf } from './help.ts';
import { COMMANDS, findCommand } from './table.ts';

/** By hand, from orchestrator's own list. */
const NAMES = `
relocate relocate-below relocate-replicas take-siblings regroup-replicas
move-up move-up-replicas move-below move-equivalent repoint repoint-replicas take-master make-co-master get-candidate-replica
regroup-replicas-bls move-gtid move-replicas-gtid regroup-replicas-gtid
match match-up rematch match-replicas match-up-replicas regroup-replicas-pgtid
enable-gtid disable-gtid which-gtid-errant gtid-errant-reset-master skip-query stop-replica start-replica restart-replica
reset-replica change-master-credentials detach-replica-master-host reattach-replica-master-host master-pos-wait
enable-semi-sync-master disable-semi-sync-master enable-semi-sync-replica disable-semi-sync-replica restart-replica-statements
can-replicate-from is-replicating is-replication-stopped
set-read-only set-writeable flush-binary-logs purge-binary-logs last-pseudo-gtid locate-gtid-errant last-executed-relay-entry
correlate-relaylog-pos find-binlog-entry correlate-binlog-pos
submit-pool-instances cluster-pool-instances which-heuristic-cluster-pool-instances
find search clusters clusters-alias all-clusters-masters topology topology-tabulated topology-tags all-instances which-instance
which-cluster which-cluster-alias which-cluster-domain which-heuristic-domain-instance which-cluster-master
which-cluster-instances which-cluster-osc-replicas which-cluster-gh-ost-replicas which-master which-downtimed-instances
which-replicas which-lost-in-recovery instance-status get-cluster-heuristic-lag
submit-masters-to-kv-stores tags tag-value tagged tag untag untag-all
discover forget begin-maintenance end-maintenance in-maintenance begin-downtime end-downtime
recover recover-lite force-master-failover force-master-takeover graceful-master-takeover graceful-master-takeover-auto
replication-analysis ack-all-recoveries ack-cluster-recoveries ack-instance-recoveries
register-candidate register-hostname-unresolve deregister-hostname-unresolve set-heuristic-domain-instance
snapshot-topologies continuous active-nodes access-token resolve reset-hostname-resolve-cache dump-config
show-resolve-hosts show-unresolve-hosts redeploy-internal-db internal-suggest-promoted-replacement custom-command
disable-global-recoveries enable-global-recoveries check-global-recoveries bulk-instances bulk-promotion-rules`
  .trim()
  .split(/\s+/);

const SYNONYMS = {
  'stop-slave': 'stop-replica',
  'start-slave': 'start-replica',
  'restart-slave': 'restart-replica',
  'reset-slave': 'reset-replica',
  'restart-slave-statements': 'restart-replica-statements',
  'relocate-slaves': 'relocate-replicas',
  'regroup-slaves': 'regroup-replicas',
  'move-up-slaves': 'move-up-replicas',
  'repoint-slaves': 'repoint-replicas',
  'enslave-siblings': 'take-siblings',
  'enslave-master': 'take-master',
  'get-candidate-slave': 'get-candidate-replica',
  'move-slaves-gtid': 'move-replicas-gtid',
  'regroup-slaves-gtid': 'regroup-replicas-gtid',
  'match-slaves': 'match-replicas',
  'match-up-slaves': 'match-up-replicas',
  'regroup-slaves-pgtid': 'regroup-replicas-pgtid',
  'which-cluster-osc-slaves': 'which-cluster-osc-replicas',
  'which-cluster-gh-ost-slaves': 'which-cluster-gh-ost-replicas',
  'which-slaves': 'which-replicas',
  'detach-slave': 'detach-replica-master-host',
  'detach-replica': 'detach-replica-master-host',
  'detach-slave-master-host': 'detach-replica-master-host',
  'reattach-slave': 'reattach-replica-master-host',
  'reattach-replica': 'reattach-replica-master-host',
  'reattach-slave-master-host': 'reattach-replica-master-host',
} as const;

/** What is missing, by what a command that lacks it says. */
const ASKS = [
  ['destination', 'Cannot deduce destination'],
  ['known-destination', 'Cannot deduce destination'],
  ['given-instance', 'Cannot deduce instance'],
  ['reason', '-reason is required'],
  ['pattern', '-pattern is required'],
  ['pool', '-pool is required'],
  ['hostname', '-hostname is required'],
  ['binlog', '-binlog is required'],
  ['tag', '-tag is required'],
] as const;
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  destination: ['-d', 'nobody'],
  'known-destination': ['-d', 'nobody'],
  'given-instance': ['-i', 'nobody'],
  reason: ['-reason', 'x'],
  pattern: ['-pattern', 'x'],
  pool: ['-pool', 'x'],
  hostname: ['-hostname', 'x'],
  binlog: ['-binlog', 'x.1'],
  tag: ['-tag', 'a=b'],
};

const needing = (...needs: readonly string[]) =>
  COMMANDS.filter((command) => command.needs.some((need) => needs.includes(need)));

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'db-1 > db-2' });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const topiary = (...words: readonly string[]): Promise<CliEnd> => runHere(words, { TOPIARY_API: server.url });

describe('the table', () => {
  test("has orchestrator's 127 commands and no other", () => {
    expect(NAMES).toHaveLength(127);
    expect(COMMANDS.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted());
  });

  test('has its 26 synonyms', () => {
    expect(Object.keys(SYNONYMS)).toHaveLength(26);
    expect(Object.fromEntries(Object.keys(SYNONYMS).map((old) => [old, findCommand(old)?.name]))).toEqual(SYNONYMS);
    expect(COMMANDS.flatMap(({ synonyms = [] }) => synonyms)).toHaveLength(26);
  });

  test('points to commands in words that there are, with options that they have', () => {
    const program = createProgram();
    for (const { name, twin } of COMMANDS) {
      const [word = '', ...rest] = twin?.split(' ') ?? [];
      if (word === '') continue;
      const found = program.commands.find((one) => [one.name(), ...one.aliases()].includes(word));
      expect({ name, isThere: found !== undefined }).toEqual({ name, isThere: true });
      const mandatory = found?.options.filter((option) => option.mandatory).map(({ long }) => long) ?? [];
      expect([name, word, ...rest]).toEqual(expect.arrayContaining(mandatory));
      const options = found?.options.map(({ long }) => long) ?? [];
      for (const option of rest.filter((one) => one.startsWith('--'))) expect([name, ...options]).toContain(option);
    }
  });
});

describe('what a command is not given', () => {
  for (const [need, sentence] of ASKS)
    test.each(needing(need).map(({ name }) => name))(`${need}: %s says so, and ends with 1`, async (name) => {
      const others = (findCommand(name)?.needs ?? [])
        .filter((other) => other !== need)
        .flatMap((other) => GIVEN[other] ?? []);
      const { code, stdout, stderr } = await topiary('-c', name, ...others);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d FATAL /);
      expect(stderr).toContain(sentence);
    });

  test.each(
    needing('known-instance', 'cluster')
      .filter(({ changes }) => changes)
      .map(({ name }) => name),
  )('%s of something unknown is refused, and changes nothing', async (name) => {
    const others = (findCommand(name)?.needs ?? []).flatMap((need) => GIVEN[need] ?? []);
    const { code, stdout, stderr } = await topiary('-c', name, '-i', 'nobody', ...others);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/FATAL .*(?:Unable to|nobody)/);
  });

  test.each(COMMANDS.filter(({ changes }) => changes).map(({ name }) => name))(
    '%s does nothing with -noop',
    async (name) => {
      const given = (findCommand(name)?.needs ?? []).flatMap((need) => GIVEN[need] ?? []);
      const { code, stdout, stderr } = await topiary('-c', name, '-noop', ...given);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`-noop: ${name} was not run`);
    },
  );
});

describe('help', () => {
  test('of all commands is on the standard error stream, below its headings', async () => {
    const { code, stdout, stderr } = await topiary('-c', 'help');
    expect([code, stdout]).toEqual([0, '']);
    const lines = stderr.split('\n');
    const listed = lines.filter((line) => line.startsWith('\t')).map((line) => line.slice(1, 41).trim());
    expect(listed.toSorted()).toEqual(NAMES.toSorted());
    expect(lines).toEqual(expect.arrayContaining(['Smart relocation:', 'Classic file:pos relocation:', 'tags:', ':']));
  });

  test.each([...NAMES, ...Object.keys(SYNONYMS)])('of %s is printed', async (name) => {
    const { code, stdout } = await topiary('help', name);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe(`${name}:`);
    expect(stdout).toContain(`topiary -c ${findCommand(name)?.name ?? ''}`);
  });

  test('of nothing that is known is left to the commands in words', () => {
    expect(helpOf('serve')).toBeNull();
  });
});

describe('the line itself', () => {
  test.each([
    ['-c', 'no-such-command'],
    ['-c', 'clusters', '-d', 'a', '-s', 'b'],
    ['-c', 'clusters', '-promotion-rule', 'must'],
    ['-c', 'clusters', 'http'],
  ])('%s %s %s ends with 1', async (...words) => {
    expect(await topiary(...words)).toMatchObject({ code: 1, stdout: '' });
  });

  test.each([
    [['-c', 'clusters', '-nonsense'], 'flag provided but not defined: -nonsense'],
    [['-c', 'clusters', '-debug=maybe'], 'invalid boolean value "maybe" for -debug'],
    [['-debug', '-c'], 'flag needs an argument: -c'],
  ])('%j ends with 2 and the list of flags', async (words, why) => {
    const { code, stdout, stderr } = await topiary(...words);
    expect([code, stdout, stderr.split('\n')[0]]).toEqual([2, '', why]);
    expect(stderr).toContain('-skip-unresolve-check');
  });

  test.each(['-version', '--version'])('%s prints the version', async (word) => {
    const { code, stdout } = await topiary(word);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/)]);
  });

  test('-h lists the flags and ends with 0', async () => {
    const { code, stdout, stderr } = await topiary('-c', 'clusters', '-h');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain('Usage of topiary:');
  });

  test.each([
    ['-c', 'which-instance', '-i', 'db-2'],
    ['--c', 'which-instance', '--i', 'db-2'],
    ['-c=which-instance', '-i=db-2:3306'],
    ['--command=which-instance', '--instance', 'db-2'],
    ['-debug=false', '-c', 'which-instance', '-i', 'b-2', 'cli'],
    ['cli', '-c', 'which-instance', '-i', 'db-2'],
  ])('%s %s %s %s is read', async (...words) => {
    expect(await topiary(...words)).toMatchObject({ code: 0, stdout: 'db-2:3306\n' });
  });

  test('several instances are taken one after the other, up to the first that fails', async () => {
    expect((await topiary('-c', 'which-instance', '-i', 'db-2, db-1')).stdout).toBe('db-2:3306\ndb-1:3306\n');
    expect(await topiary('-c', 'which-instance', '-i', 'db-1 nobody db-2')).toMatchObject({
      code: 1,
      stdout: 'db-1:3306\n',
    });
  });
});
