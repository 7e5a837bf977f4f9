/** Recoveries: what there was, who acknowledges it, and where it is switched off. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { say } from '@topiary/contract';
import type { RecoveryView } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { findNamed, readInstance } from '../client/find-cluster.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { readPage } from '../options.ts';
import { printJson, table } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

interface ListFlags extends ClientFlags {
  readonly cluster?: string;
  readonly unacknowledged?: true;
  readonly page: number;
}

interface AckFlags extends ClientFlags {
  readonly uid?: string;
  readonly cluster?: string;
  readonly instance?: string;
  readonly all?: true;
  readonly comment: string;
}

interface SwitchFlags extends ClientFlags {
  readonly cluster?: string;
  readonly reason?: string;
  readonly duration?: string;
}

export function addRecovery(program: Command): void {
  addLists(program);
  addAcknowledge(program);
  addSwitches(program);
  addHooks(program);
}

function addLists(program: Command): void {
  withClientOptions(program.command('recoveries'))
    .description('list recoveries, the newest first')
    .option('--cluster <cluster>', 'only of this cluster')
    .option('--unacknowledged', 'only those that nobody acknowledged')
    .option('--page <number>', 'from 1', readPage, 1)
    .action(async (flags: ListFlags) => {
      const api = connect(flags);
      const cluster = await findNamed(api, flags.cluster);
      const query = {
        page: flags.page - 1,
        ...(cluster !== undefined && { cluster }),
        ...(flags.unacknowledged && { unacknowledged: 'true' as const }),
      };
      const page = await api.read('recoveries', { query });
      if (flags.json) return printJson(page);
      console.log(table(['UID', 'STARTED', 'CLUSTER', 'SERVER', 'WHY', 'ENDED', 'RESULT'], page.items.map(rowOf)));
    });
  withClientOptions(program.command('recovery <uid>'))
    .description('show a recovery with its steps')
    .action(async (uid: string, flags: ClientFlags) => {
      const shown = await connect(flags).read('recovery', { params: { uid } });
      if (flags.json) return printJson(shown);
      console.log(table(['UID', 'STARTED', 'CLUSTER', 'SERVER', 'WHY', 'ENDED', 'RESULT'], [rowOf(shown.recovery)]));
      for (const { at, message } of shown.steps) console.log(`${timeOf(at)}  ${say(message, 'en')}`);
    });
  withClientOptions(program.command('blocked-recoveries'))
    .description('list what a recovery before it holds back')
    .action(async (flags: ClientFlags) => {
      const shown = await connect(flags).read('blockedRecoveries', {});
      if (flags.json) return printJson(shown);
      const rows = shown.blocked.map((one) => [one.clusterName, one.instance, one.code, timeOf(one.at), one.byUid]);
      console.log(table(['CLUSTER', 'SERVER', 'WHY', 'SINCE', 'HELD BACK BY'], rows));
    });
}

function rowOf(one: RecoveryView): readonly string[] {
  const ended = one.endedAt === null ? 'running' : timeOf(one.endedAt);
  return [one.uid, timeOf(one.startedAt), one.clusterName, one.instance, one.code, ended, resultOf(one)];
}

/** Nobody takes over where a master that was replaced is closed, or something is repaired in its place. */
function resultOf({ endedAt, successor, changed, scope, code }: RecoveryView): string {
  if (endedAt === null) return '-';
  if (successor === null) return changed ? 'unresolved' : 'nothing changed';
  if (code === 'FormerMasterRejoins') return `replicates from ${successor}`;
  switch (scope) {
    case 'master':
      return `${successor} took over`;
    case 'intermediate':
      return `replicas below ${successor}`;
    case 'old-master':
      return `closed; ${successor} is the master`;
    default:
      return 'repaired';
  }
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}

function addAcknowledge(program: Command): void {
  withClientOptions(program.command('ack-recovery'))
    .description('acknowledge recoveries, so that they hold no other one back')
    .option('--uid <uid>', 'this one')
    .option('--cluster <cluster>', 'those of a cluster')
    .option('--instance <address>', 'those of a server')
    .option('--all', 'all of them')
    .requiredOption('--comment <text>', 'why')
    .action(async (flags: AckFlags) => {
      const given = [flags.uid, flags.cluster, flags.instance, flags.all].filter((one) => one !== undefined);
      if (given.length !== 1)
        throw new CommandFailure(['Say which: one of --uid, --cluster, --instance and --all.'], EXIT.usage);
      const done = await acknowledge(flags);
      if (flags.json) printJson(done);
      else console.log(`${done.recoveries} recoveries acknowledged`);
    });
}

async function acknowledge(flags: AckFlags) {
  const api = connect(flags);
  const { uid, comment } = flags;
  if (uid !== undefined) return api.change('acknowledgeRecovery', { params: { uid }, body: { comment } });
  const cluster = await findNamed(api, flags.cluster);
  const instance = flags.instance === undefined ? undefined : readInstance(flags.instance);
  const which = { ...(cluster !== undefined && { cluster }), ...(instance !== undefined && { instance }) };
  return api.change('acknowledgeRecoveries', { body: { comment, ...which } });
}

function addSwitches(program: Command): void {
  withClientOptions(program.command('recovery-switch <on-or-off>'))
    .description('switch automatic recovery on or off, everywhere or of one cluster')
    .option('--cluster <cluster>', 'only of this cluster')
    .option('--reason <text>', 'why it is switched off')
    .option('--duration <time>', 'off for so long: 30m, 2h, 1d; left out: until somebody switches it on')
    .action(async (word: string, flags: SwitchFlags) => {
      if (word !== 'on' && word !== 'off') throw new CommandFailure(['Say "on" or "off".'], EXIT.usage);
      const answer = await switchRecovery(flags, word === 'on');
      if (flags.json) printJson(answer);
      else console.log(`Recovery of ${flags.cluster ?? 'all clusters'}: ${word}`);
    });
  for (const [name, on] of [
    ['disable-global-recoveries', false],
    ['enable-global-recoveries', true],
  ] as const)
    withClientOptions(program.command(name))
      .description(`switch automatic recovery ${on ? 'on' : 'off'} everywhere`)
      .option('--reason <text>', 'why', `topiary ${name}`)
      .option('--duration <time>', 'for so long')
      .action(async (flags: SwitchFlags) => {
        const answer = await switchRecovery(flags, on);
        if (flags.json) printJson(answer);
        else console.log(`OK: recoveries ${on ? 'ENABLED' : 'DISABLED'} globally`);
      });
  withClientOptions(program.command('release-storm-brake'))
    .description('recover what is held back because many masters failed at once')
    .action(async (flags: ClientFlags) => {
      const answer = await connect(flags).change('releaseStormBrake', {});
      if (flags.json) printJson(answer);
      else console.log(say(answer.said, 'en'));
    });
  withClientOptions(program.command('check-global-recoveries'))
    .description('say whether automatic recovery is switched off everywhere, and where else')
    .action(async (flags: ClientFlags) => {
      const switches = await connect(flags).read('recoverySwitches', {});
      if (flags.json) return printJson(switches);
      const isOff = switches.kind === 'unreadable' || switches.off.some(({ cluster }) => cluster === null);
      console.log(`OK: Global recoveries disabled: ${isOff}`);
    });
}

async function switchRecovery(flags: SwitchFlags, on: boolean) {
  const api = connect(flags);
  const cluster = await findNamed(api, flags.cluster);
  const { reason, duration } = flags;
  const body = {
    on,
    ...(cluster !== undefined && { cluster }),
    ...(reason !== undefined && { reason }),
    ...(duration !== undefined && { duration }),
  };
  return api.change('switchRecovery', { body });
}

function addHooks(program: Command): void {
  withClientOptions(program.command('hooks'))
    .description('show what the configured hooks would run for a failure; nothing is run')
    .requiredOption('--preview', 'for an example')
    .option('--instance <address>', 'as if this server failed; left out: the first master', readAddress)
    .action(async (flags: ClientFlags & { readonly instance?: string }) => {
      const { instance } = flags;
      const body = instance === undefined ? {} : { instance: readInstance(instance) };
      const shown = await connect(flags).read('previewHooks', { body });
      if (flags.json) return printJson(shown);
      console.log(`As if ${shown.instance} failed:`);
      for (const one of shown.hooks) {
        const { list, number, count, isAsynchronous } = one;
        console.log(`${list} ${number} of ${count}${isAsynchronous ? ', not waited for' : ''}:`);
        console.log(`  ${[one.shown, ...one.arguments].join(' ')}`);
      }
      if (shown.hooks.length === 0) console.log('No hooks are configured.');
    });
}

function readAddress(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Say which server: host:port.');
  return text;
}
