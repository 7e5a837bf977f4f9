/** Whether a cluster would be recovered by itself now, to whom and at what loss, and how soon that is to begin. */
import { say } from '@topiary/contract';
import type { ReadinessView, RegistryInput } from '@topiary/contract';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { findCluster } from '../client/find-cluster.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { printJson } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

type Server = ReadinessView['servers'][number];
type Forecast = NonNullable<Server['forecast']>;
type Profile = Extract<RegistryInput, { kind: 'set-detection-profile' }>['profile'];

const MS_PER_SECOND = 1000;

export function addReadiness(program: Command): void {
  withClientOptions(program.command('readiness <cluster>'))
    .description(
      'say whether a cluster would be recovered by itself now, by whom and at what loss, and if not, why and what helps',
    )
    .action(async (text: string, flags: ClientFlags) => {
      const api = connect(flags);
      const shown = await api.read('readiness', { params: { cluster: await findCluster(api, text) } });
      if (flags.json) return printJson(shown);
      for (const line of shown.servers.flatMap(serverText)) console.log(line);
    });
  addProfile(program);
}

interface ProfileFlags extends ClientFlags {
  readonly fast?: true;
  readonly grace?: number;
  readonly byHand?: true;
  readonly asConfigured?: true;
  readonly reason?: string;
}

function addProfile(program: Command): void {
  withClientOptions(program.command('detection-profile <cluster>'))
    .description('show how soon failures of a cluster are repaired, or choose it')
    .option('--fast', 'as soon as they are sure')
    .option(
      '--grace <seconds>',
      'not before they have lasted so long, so that a restart of the master wins',
      readSeconds,
    )
    .option('--by-hand', 'only by a person')
    .option('--as-configured', 'as the configuration says')
    .option('--reason <text>', 'why; needed but for --as-configured')
    .action(async (text: string, flags: ProfileFlags) => {
      const api = connect(flags);
      const cluster = await findCluster(api, text);
      const profile = profileIn(flags);
      if (profile !== undefined) {
        const body = { kind: 'set-detection-profile', cluster, profile, reason: flags.reason ?? '' } as const;
        await api.change('register', { body });
      }
      const { servers } = await api.read('readiness', { params: { cluster } });
      const detections = servers.map(({ instance, detection }) => ({ instance, detection }));
      if (flags.json) return printJson(detections);
      for (const { instance, detection } of detections) {
        console.log(`${instance}: ${profileText(detection)}`);
        for (const line of timesText(detection)) console.log(line);
      }
    });
}

/** `undefined`: none is chosen. */
function profileIn({ fast, grace, byHand, asConfigured }: ProfileFlags): Profile | undefined {
  const given: Profile[] = [
    ...(fast === undefined ? [] : [{ kind: 'fast' } as const]),
    ...(grace === undefined ? [] : [{ kind: 'grace', seconds: grace } as const]),
    ...(byHand === undefined ? [] : [{ kind: 'by-hand' } as const]),
    ...(asConfigured === undefined ? [] : [null]),
  ];
  if (given.length > 1)
    throw new CommandFailure(['Say one of --fast, --grace, --by-hand and --as-configured.'], EXIT.usage);
  return given[0];
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1) throw new InvalidArgumentError('Say so many whole seconds.');
  return seconds;
}

function profileText({ profile, chosen }: Server['detection']): string {
  const what =
    profile.kind === 'grace'
      ? `after a grace of ${profile.graceMs / MS_PER_SECOND} s`
      : profile.kind === 'fast'
        ? 'as soon as it is sure'
        : 'by hand';
  return `repaired ${what}${chosen === null ? ', as configured' : `, as ${chosen.by} chose: ${chosen.reason}`}`;
}

const MANNERS: Readonly<Record<Server['detection']['times'][number]['manner'], string>> = {
  dies: 'dies',
  'stands-still': 'stands still',
  'cut-off': 'is cut off',
};

function timesText({ times }: Server['detection']): readonly string[] {
  return times.flatMap(({ manner, ms, shorter }) => [
    `  seen, where it ${MANNERS[manner]}: ${ms === null ? 'not known how soon' : `within ${ms / MS_PER_SECOND} s`}`,
    ...(shorter === null ? [] : [`    ${say(shorter, 'en')}`]),
  ]);
}

function serverText({ instance, scope, ready, gates, detection, forecast, notes }: Server): readonly string[] {
  return [
    `${instance} (${scope}): ${ready ? 'would be recovered by itself' : 'would not be recovered by itself'}`,
    ...gates.filter(({ isOpen }) => !isOpen).flatMap(closedText),
    ...(forecast === null ? [] : forecastText(forecast)),
    ...notes.flatMap(({ why, how }) => [`  ! ${say(why, 'en')}`, ...(how === null ? [] : [`    ${say(how, 'en')}`])]),
    `  ${profileText(detection)}`,
    ...timesText(detection),
  ];
}

function closedText({ why, howToOpen }: Pick<Server['gates'][number], 'why' | 'howToOpen'>): readonly string[] {
  return [`  - ${say(why, 'en')}`, ...(howToOpen === null ? [] : [`    ${say(howToOpen, 'en')}`])];
}

function forecastText({ successor, reasons, losses, lost, obstacles, took }: Forecast): readonly string[] {
  return [
    ...obstacles.flatMap(closedText),
    `  in its place: ${successor ?? 'nobody'}`,
    ...reasons.map((reason) => `    ${say(reason, 'en')}`),
    '  lost:',
    ...losses.map((loss) => `    ${say(loss, 'en')}`),
    ...(lost.length === 0 ? [] : [`    left behind: ${lost.join(', ')}`]),
    took === null
      ? '  takes: no recovery like it is remembered'
      : `  takes: ${Math.round(took.medianMs)} ms once it is seen (median of ${took.count}${took.here ? '' : ', of other clusters'})`,
  ];
}
