/** What a step leaves to each world to say: addresses, places in logs, GTIDs, as they are there at that moment. */
import { assert, MysqlGtidSet, type Observation } from '@topiary/domain';
import { SERVER_NAMES, type ServerName } from './sequence.ts';
import type { World } from './world.ts';

const PLACEHOLDER = /\{(\w+):([mabc])\}/g;
/** Stands for what is not there, as a person would mistype it. */
const NOTHING = { file: 'binlog.000001', position: 4 };

export async function filledIn(text: string, world: World): Promise<string> {
  const names = new Set([...text.matchAll(PLACEHOLDER)].map(([, , name]) => serverNamed(name)));
  const seen = new Map(await Promise.all([...names].map(async (name) => [name, await world.observe(name)] as const)));
  return text.replaceAll(PLACEHOLDER, (_, what: string, which: string) => {
    const name = serverNamed(which);
    const observation = seen.get(name);
    return valueOf(what, world.address(name), observation === undefined || 'failure' in observation ? null : observation);
  });
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
