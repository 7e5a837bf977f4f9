/** What a step leaves to each world to say: addresses, places in logs, GTIDs, as they are there at that moment. */
import { assert, MysqlGtidSet, type Observation } from '@topiary/domain';
import { SERVER_NAMES, type ServerName } from './sequence.ts';
import type { World } from './world.ts';

const PLACEHOLDER = /\{(\w+):([mabc])\}/g;
/** Asked of the server that the named one replicates from. */
const OF_SOURCE = new Map([
  ['srcFile', 'file'],
  ['srcPos', 'pos'],
  ['srcExecuted', 'executed'],
]);
/** Stands for what is not there, as a person would mistype it. */
const NOTHING = { file: 'binlog.000001', position: 4 };

export async function filledIn(text: string, world: World): Promise<string> {
  const values = new Map<string, string>();
  for (const [placeholder, what = '', which] of text.matchAll(PLACEHOLDER))
    values.set(placeholder, await valueIn(world, what, serverNamed(which)));
  return text.replaceAll(PLACEHOLDER, (placeholder) => values.get(placeholder) ?? '');
}

async function valueIn(world: World, what: string, name: ServerName): Promise<string> {
  const seen = await world.observe(name);
  const observation = 'failure' in seen ? null : seen;
  const ofSource = OF_SOURCE.get(what);
  if (ofSource === undefined) return valueOf(what, world.address(name), observation);
  const port = observation?.channels[0]?.source.port;
  const source = SERVER_NAMES.find((other) => world.address(other).port === port);
  return valueIn(world, ofSource, source ?? 'm');
}

function serverNamed(text: string | undefined): ServerName {
  const found = SERVER_NAMES.find((name) => name === text);
  assert(found !== undefined, 'a server of the tree is meant', text);
  return found;
}

function valueOf(
  what: string,
  { host, port }: { readonly host: string; readonly port: number },
  observation: Observation | null,
): string {
  const log = observation?.binlog ?? NOTHING;
  const applied = observation?.channels[0]?.executedPosition ?? NOTHING;
  switch (what) {
    case 'host':
      return host;
    case 'port':
      return String(port);
    case 'file':
      return log.file;
    case 'nextFile':
      return log.file.replace(/\d+$/, (digits) => String(Number(digits) + 1).padStart(digits.length, '0'));
    case 'pos':
      return String(log.position);
    case 'execFile':
      return applied.file;
    case 'execPos':
      return String(applied.position);
    case 'serverId':
      return String(observation?.identity.serverId ?? 1);
    case 'uuid':
      return observation?.identity.serverUuid ?? '';
    case 'executed':
      return executedBy(observation);
    case 'next':
      return nextGtid(observation);
    default:
      throw new Error(`no placeholder is called ${what}`);
  }
}

function executedBy(observation: Observation | null): string {
  const gtid = observation?.gtid;
  if (gtid?.kind === 'mysql') return gtid.executed;
  return gtid?.kind === 'mariadb' ? gtid.binlogPosition : '';
}

function nextGtid(observation: Observation | null): string {
  const gtid = observation?.gtid;
  const uuid = observation?.identity.serverUuid ?? '';
  if (gtid?.kind !== 'mysql') return '';
  const parsed = MysqlGtidSet.parse(gtid.executed);
  return `${uuid}:${parsed.ok ? (parsed.set.nextFreeGno(uuid, '') ?? 1n) : 1n}`;
}
