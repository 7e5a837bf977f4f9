/** What would happen if a server, a host or a data center died now, tried out on a model. */
import { say } from '@topiary/contract';
import type { RehearsalInput, RehearsalView } from '@topiary/contract';
import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { readInstance } from '../client/find-cluster.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { printJson, table } from '../output/table.ts';
import { topologyText } from '../output/topology-text.ts';
import { withClientOptions } from './client-options.ts';

interface RehearseFlags extends ClientFlags {
  readonly host?: string;
  readonly dataCenter?: string;
  readonly machine?: true;
}

export function addRehearse(program: Command): void {
  withClientOptions(program.command('rehearse [server]'))
    .description('show what would happen if a server, a host or a data center died now; no server is touched')
    .option('--host <host>', 'every server on this host dies')
    .option('--data-center <name>', 'every server in this data center dies')
    .option('--machine', 'of a server: its machine dies with it, so that nothing answers there any more')
    .action(async (server: string | undefined, flags: RehearseFlags) => {
      const shown = await connect(flags).read('rehearse', { body: wishOf(server, flags) });
      if (flags.json) return printJson(shown);
      console.log(rehearsalText(shown));
    });
}

function wishOf(server: string | undefined, { host, dataCenter, machine }: RehearseFlags): RehearsalInput {
  const given = [server, host, dataCenter].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw new CommandFailure(['Name what dies: a server, or --host, or --data-center, and one of them.'], EXIT.usage);
  if (host !== undefined) return { kind: 'host', host };
  if (dataCenter !== undefined) return { kind: 'data-center', dataCenter };
  const how = machine === true ? 'machine' : 'process';
  return { kind: 'instance', instance: readInstance(server ?? ''), how };
}

function rehearsalText(shown: RehearsalView): string {
  const { dies, heldBack, recoveries, detections, findings, before, after, isOver, tookMs } = shown;
  return [
    `If ${dies.join(', ')} died now (on a model; no server was touched):`,
    ...heldBack.flatMap(({ instance, gate }) => [
      `  In life it would be held back for ${instance}: ${say(gate.why, 'en')}`,
      ...(gate.howToOpen === null ? [] : [`    ${say(gate.howToOpen, 'en')}`]),
    ]),
    '',
    'Before:',
    ...before.map(topologyText),
    '',
    ...detections.map(({ afterMs, code, instance }) => `${timeOf(afterMs)}  ${code} on ${instance} is detected.`),
    ...recoveries.flatMap(recoveryLines),
    ...(recoveries.length === 0 ? ['Nothing would be repaired by itself.'] : []),
    '',
    isOver ? `After ${timeOf(tookMs).trim()}:` : 'It still went on when the rehearsal was broken off:',
    ...after.map(topologyText),
    ...(findings.length === 0 ? [] : ['', 'Still wrong then:', findingTable(findings)]),
  ].join('\n');
}

function recoveryLines(one: RehearsalView['recoveries'][number]): readonly string[] {
  const { recovery, lost, errors, notes, plan, endedAfterMs } = one;
  const steps = (plan?.rounds ?? []).flatMap(({ stages }) => stages.flatMap((stage) => stage.steps));
  const outcome =
    recovery.successor === null
      ? `${recovery.instance} is not replaced.`
      : `${recovery.successor} takes the place of ${recovery.instance}.`;
  return [
    ...notes.map(({ afterMs, message }) => `${timeOf(afterMs)}  ${say(message, 'en')}`),
    ...steps.map(({ title, state, tookMs }) => `            ${say(title, 'en')} [${stateText(state, tookMs)}]`),
    `${timeOf(endedAfterMs ?? one.beganAfterMs)}  ${outcome}`,
    ...(lost.length === 0 ? [] : [`            Lost: ${lost.join(', ')}`]),
    ...errors.map((error) => `            ${say(error, 'en')}`),
  ];
}

function stateText(state: string, tookMs: number | null): string {
  return tookMs === null ? state : `${state}, ${Math.round(tookMs)} ms`;
}

function findingTable(findings: RehearsalView['findings']): string {
  return table(
    ['SERVER', 'WHAT', ''],
    findings.map(({ instance, code, summary }) => [instance, code, say(summary, 'en')]),
  );
}

/** `+  0.305 s`. */
function timeOf(ms: number): string {
  return `+${(ms / 1000).toFixed(3).padStart(8)} s`;
}
