import { describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import type { HookEnd, HookFacts, HookList, Hooks, RenderedHook } from '../ports/hooks.ts';
import { HookRunner } from './hook-runner.ts';

const FACTS: HookFacts = {
  code: 'DeadMaster',
  description: '',
  failed: id('a'),
  isMaster: true,
  isCoMaster: false,
  isDowntimed: false,
  cluster: { name: 'a:3306', alias: '', domain: '' },
  replicas: [],
  lost: [],
  automatic: { master: true, intermediateMaster: false },
  command: '',
  host: 'here',
  uid: 'u1',
  successor: null,
};

/** Commands that end as they say; one ending in `&` only when it is let go. */
class ScriptedHooks implements Hooks {
  readonly started: string[] = [];
  letGo: () => void = () => undefined;
  private readonly commands: readonly string[];

  constructor(commands: readonly string[]) {
    this.commands = commands;
  }

  render(list: HookList): readonly RenderedHook[] {
    return this.commands.map((template, index) => ({
      list,
      number: index + 1,
      count: this.commands.length,
      template,
      script: template,
      shown: template,
      environment: {},
      arguments: [],
      input: '',
      isAsynchronous: template.endsWith('&'),
    }));
  }

  run({ template, isAsynchronous }: RenderedHook): Promise<HookEnd> {
    this.started.push(template);
    const kind = template.startsWith('bad') ? 'failed' : 'ended';
    const end: HookEnd = { kind, status: kind === 'ended' ? '0' : '3', ms: 1.4, output: template };
    if (!isAsynchronous) return Promise.resolve(end);
    return new Promise((resolve) => {
      this.letGo = () => resolve(end);
    });
  }
}

async function run(list: HookList, commands: readonly string[]) {
  const hooks = new ScriptedHooks(commands);
  const noted: string[] = [];
  const outcome = await new HookRunner(hooks).run({ list, facts: FACTS, note: ({ code }) => void noted.push(code) });
  return { hooks, noted, outcome };
}

describe('a list of hooks', () => {
  test('before an act ends with its first failure, and keeps the act from happening', async () => {
    const { hooks, noted, outcome } = await run('PreFailoverProcesses', ['one', 'bad', 'three']);
    expect(hooks.started).toEqual(['one', 'bad']);
    expect(outcome).toMatchObject({ kind: 'aborted', by: { number: 2 } });
    expect(noted).toEqual([
      'hook-started',
      'hook-ended',
      'hook-output',
      'hook-started',
      'hook-failed',
      'hook-output',
      'hooks-abort',
    ]);
  });

  test('after an act runs whole, whatever fails', async () => {
    const { hooks, noted, outcome } = await run('PostFailoverProcesses', ['bad', 'two']);
    expect(hooks.started).toEqual(['bad', 'two']);
    expect([outcome, noted.at(-1)]).toEqual([{ kind: 'done', failed: 1 }, 'hooks-ignored']);
  });

  test('does not wait for one with a trailing &, nor fail by it', async () => {
    const { hooks, noted, outcome } = await run('PreFailoverProcesses', ['bad &', 'two']);
    expect(outcome).toEqual({ kind: 'done', failed: 0 });
    expect(noted).toEqual(['hook-started-asynchronously', 'hook-started', 'hook-ended', 'hook-output']);
    hooks.letGo();
    await new Promise((resolve) => setImmediate(resolve));
    expect(noted.slice(4)).toEqual(['hook-failed', 'hook-output']);
  });

  test('that is empty says so', async () => {
    expect((await run('PostTakeMasterProcesses', [])).noted).toEqual(['hooks-none']);
  });
});
