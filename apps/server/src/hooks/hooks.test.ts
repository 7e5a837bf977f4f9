import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { instanceIdOf } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import type { HookFacts, HookList, Hooks } from '@topiary/engine';
import { createSystemClock } from '../runtime/system-clock.ts';
import { createSystemHooks } from './system-hooks.ts';
import { MAX_HOOK_OUTPUT_CHARACTERS } from './run-hook.ts';

const at = (host: string): InstanceId => instanceIdOf({ host, port: 3306 });
const EVIL = `$(touch /tmp/x) '; exit 9; "\` * \\`;

const FACTS: HookFacts = {
  code: 'DeadMaster',
  description: EVIL,
  failed: at('db-1'),
  isMaster: true,
  isCoMaster: false,
  isDowntimed: false,
  cluster: { name: 'db-1:3306', alias: EVIL, domain: 'shop.example' },
  replicas: [at('db-2'), at('db-3')],
  lost: [at('db-3')],
  automatic: { master: true, intermediateMaster: false },
  command: '',
  host: 'here',
  uid: 'u1',
  successor: { instance: at('db-2'), alias: 'two', coordinates: 'bin.000007:42' },
};

function hooks(
  list: HookList,
  commands: readonly string[],
  options: { shell?: string; deadlineMs?: number } = {},
): Hooks {
  const lists = Object.fromEntries(
    ['OnFailureDetectionProcesses', 'PreFailoverProcesses', 'PostTakeMasterProcesses'].map((name) => [
      name,
      name === list ? commands : [],
    ]),
  ) as Record<HookList, readonly string[]>;
  const { shell = 'bash', deadlineMs = 60_000 } = options;
  return createSystemHooks({ shell, lists, deadlineMs }, createSystemClock());
}

async function ran(command: string, facts: HookFacts = FACTS, list: HookList = 'PreFailoverProcesses') {
  const made = hooks(list, [command]);
  const [hook] = made.render(list, facts);
  if (hook === undefined) throw new Error('nothing rendered');
  return made.run(hook);
}

/** One that ended and that nobody has waited for yet is still listed, as a zombie. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !stat.includes(') Z ');
}

describe('a hook', () => {
  test.each([
    ['without quotes', 'printf %s {failureClusterAlias}'],
    ['in double quotes', 'printf %s "{failureClusterAlias}"'],
    ['in single quotes', `printf %s '{failureClusterAlias}'`],
    ['in a command of its own', 'printf %s "$(printf %s \'{failureClusterAlias}\')"'],
    ['as a variable', 'printf %s "$ORC_FAILURE_CLUSTER_ALIAS"'],
  ])('gets a value that a shell would run as it is: %s', async (_how, command) => {
    expect(await ran(command)).toMatchObject({ kind: 'ended', status: '0', output: EVIL });
  });

  test('is told everything by placeholders, and the rest of the braces is the shell’s', async () => {
    const command =
      'X=1; echo {failedHost}:{failedPort} {countSlaves} {slaveHosts} {countLostReplicas} {lostReplicas} {successorHost}:{successorPort} {isSuccessful} {instanceType} {unknown} ${X} a{b,c}';
    expect((await ran(command)).output).toBe(
      'db-1:3306 2 db-2:3306,db-3:3306 1 db-3:3306 db-2:3306 true master {unknown} 1 ab ac',
    );
  });

  test('without a successor leaves its placeholders as they are', async () => {
    const none = { ...FACTS, successor: null };
    expect((await ran('echo {successorHost} {isSuccessful}', none)).output).toBe('{successorHost} false');
  });

  test('gets the facts as JSON too', async () => {
    const { output } = await ran('cat');
    expect(JSON.parse(output)).toMatchObject({ list: 'PreFailoverProcesses', ...FACTS });
  });

  test('that fails is told with its status and both of its outputs', async () => {
    expect(await ran('echo out; echo err >&2; exit 7')).toMatchObject({ kind: 'failed', status: '7' });
    expect((await ran('echo out; echo err >&2')).output.split('\n').toSorted()).toEqual(['err', 'out']);
  });

  test('is ended at its deadline with all that it started', async () => {
    const list = 'PreFailoverProcesses';
    const made = hooks(list, ['sleep 60 & echo $!; wait'], { deadlineMs: 150 });
    const [hook] = made.render(list, FACTS);
    const end = hook === undefined ? null : await made.run(hook);
    expect(end?.kind).toBe('killed');
    expect(await isRunning(Number(end?.output))).toBe(false);
  });

  test('that writes without end is cut', async () => {
    const { output } = await ran('head -c 100000 /dev/zero | tr "\\0" x');
    expect(output.length).toBeLessThan(MAX_HOOK_OUTPUT_CHARACTERS + 50);
    expect(output).toContain(`(+${100_000 - MAX_HOOK_OUTPUT_CHARACTERS})`);
  });

  test('whose shell is not there is not started', async () => {
    const made = hooks('PreFailoverProcesses', ['true'], { shell: '/no/such/shell' });
    const [hook] = made.render('PreFailoverProcesses', FACTS);
    expect(hook === undefined ? null : await made.run(hook)).toMatchObject({ kind: 'not-started', status: 'ENOENT' });
  });

  test('with a trailing & is asynchronous, with && it is not', () => {
    const rendered = hooks('PreFailoverProcesses', ['a & ', 'a && b', 'true &&']).render('PreFailoverProcesses', FACTS);
    expect(rendered.map(({ isAsynchronous, script }) => [isAsynchronous, script])).toEqual([
      [true, 'a'],
      [false, 'a && b'],
      [false, 'true &&'],
    ]);
  });

  test('of a take-master gets who took over and from whom, as arguments', async () => {
    const end = await ran(
      'echo "$1 $2 $ORC_SUCCESSOR_HOST ${ORC_FAILURE_TYPE-none}"',
      FACTS,
      'PostTakeMasterProcesses',
    );
    expect(end.output).toBe('db-2 db-1 db-2 none');
  });

  test('is shown with its values, quoted', () => {
    const [hook] = hooks('PreFailoverProcesses', [`notify {failedHost} "{failedPort}" '{uid}'`]).render(
      'PreFailoverProcesses',
      FACTS,
    );
    expect(hook?.shown).toBe(`notify 'db-1' "3306" '{uid}'`);
  });
});
