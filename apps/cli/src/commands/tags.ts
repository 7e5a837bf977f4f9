import type { Command } from 'commander';
import { formatTag, parseTag, say } from '@topiary/contract';
import type { InstanceId } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { readInstance } from '../client/find-cluster.ts';
import { register } from '../client/register.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { printJson } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

export function addTags(program: Command): void {
  withClientOptions(program.command('tag <address> <tag>'))
    .description('tag a server: name, or name=value')
    .action(async (address: string, text: string, flags: ClientFlags) => {
      const instance = readInstance(address);
      const { name, value } = readTag(text);
      await register({ flags, command: { kind: 'set-tag', instance, name, value: value ?? '' }, about: instance });
    });
  withClientOptions(program.command('untag <address> <tag>'))
    .description('take a tag from a server; with a value, only where it has that value')
    .action(async (address: string, text: string, flags: ClientFlags) =>
      register({ flags, command: { kind: 'remove-tag', instance: readInstance(address), ...readTag(text) } }),
    );
  withClientOptions(program.command('untag-all <tag>'))
    .description('take a tag, name=value, from every server that has it')
    .action(async (text: string, flags: ClientFlags) => {
      const tag = readTag(text);
      // A name alone would take it from servers that nobody thought of.
      if (tag.value === null) throw new CommandFailure([`Say which value too: ${tag.name}=value.`], EXIT.usage);
      await register({ flags, command: { kind: 'remove-tag', instance: null, ...tag } });
    });
  withClientOptions(program.command('tags <address>'))
    .description('list the tags of a server')
    .action(async (address: string, flags: ClientFlags) => {
      const { tags } = await registeredOf(flags, readInstance(address));
      if (flags.json) printJson(tags);
      else for (const tag of tags) console.log(formatTag(tag));
    });
  withClientOptions(program.command('tagged <expression>'))
    .description(
      'list the servers that match all of: name, name=value, ~name (has it not), ~name=value; commas between',
    )
    .action(async (expression: string, flags: ClientFlags) => {
      const result = await connect(flags).read('tagged', { query: { tag: expression } });
      if (flags.json) printJson(result);
      else for (const instance of result.instances) console.log(instance);
    });
}

async function registeredOf(flags: ClientFlags, instance: InstanceId) {
  const { node } = await connect(flags).read('instance', { params: { instance } });
  return node.registered;
}

function readTag(text: string): { readonly name: string; readonly value: string | null } {
  const tag = parseTag(text);
  if (tag.ok) return { name: tag.name, value: tag.value };
  throw new CommandFailure(
    [`"${text}" is no tag: ${say({ code: `tag-${tag.problem}`, params: { limit: 100 } }, 'en')}`],
    EXIT.usage,
  );
}
