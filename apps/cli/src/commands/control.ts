/** Acts on one server. The names are orchestrator's, with its synonyms. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CallInput } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import { readInstance } from '../client/find-cluster.ts';
import { review, withRunOptions } from './review-plan.ts';
import type { RunFlags } from './review-plan.ts';

export type Act = Extract<CallInput<'propose'>['body'], { kind: 'control' }>['act'];

/** Flags as commander writes them, with what they mean; a reader of the value says what is wrong with it. */
type ActOption = readonly [flags: string, meaning: string, read?: (text: string) => unknown];

interface ActCommand<Flags extends RunFlags> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly description: string;
  readonly options?: readonly (ActOption | Option)[];
  readonly required?: readonly ActOption[];
  readonly act: (flags: Flags) => Act;
}

interface WritabilityFlags extends RunFlags {
  readonly super?: true;
}

export function addControl(program: Command): void {
  addAct<WritabilityFlags>(program, {
    name: 'set-read-only',
    description: 'make a server read-only',
    options: [['--super', 'for administrators too (MySQL)']],
    act: (flags) => ({ kind: 'set-writability', to: flags.super === true ? 'super-read-only' : 'read-only' }),
  });
  addAct(program, {
    name: 'set-writeable',
    aliases: ['set-writable'],
    description: 'let a server be written to',
    act: () => ({ kind: 'set-writability', to: 'writable' }),
  });
  addAct(program, {
    name: 'flush-binary-logs',
    description: 'begin a new binary log on a server',
    act: () => ({ kind: 'flush-binary-logs' }),
  });
}

/** A command that is given one server, plans the act there, and runs it when it is agreed to. */
export function addAct<Flags extends RunFlags = RunFlags>(program: Command, command: ActCommand<Flags>): void {
  const { name, aliases = [], description, options = [], required = [], act } = command;
  const added = withRunOptions(program.command(`${name} <server>`).aliases(aliases)).description(description);
  for (const option of required) added.addOption(optionOf(option).makeOptionMandatory());
  for (const option of options) added.addOption(option instanceof Option ? option : optionOf(option));
  added.action(async (server: string, flags: Flags) => {
    const api = connect(flags);
    const body = { kind: 'control' as const, instance: readInstance(server), act: act(flags) };
    await review(api, await api.read('propose', { body }), flags);
  });
}

function optionOf([flags, meaning, read]: ActOption): Option {
  const option = new Option(flags, meaning);
  return read === undefined ? option : option.argParser(read);
}
