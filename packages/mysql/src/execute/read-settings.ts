/** Every setting of a server, on a connection of its own. Any account may read them. */
import { MAX_SETTINGS } from '@topiary/domain';
import type { Address } from '@topiary/domain';
import type { SettingsResult } from '@topiary/engine';
import { chooseDialect } from '../dialects/choose.ts';
import { productOf } from '../dialects/product.ts';
import { textOf } from '../dialects/result-set.ts';
import { failure, failureOfFault } from '../errors.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { ActingSession, ActingSessions } from './acting-sessions.ts';

export interface SettingsParts {
  readonly sessions: ActingSessions;
  readonly untilMs: number;
  readonly monotonicMs: () => number;
}

export function readSettings(address: Address, parts: SettingsParts): Promise<SettingsResult> {
  return parts.sessions.aside(address, parts.untilMs, (acting) => read(acting, parts));
}

async function read({ session }: ActingSession, { untilMs, monotonicMs }: SettingsParts): Promise<SettingsResult> {
  const product = productOf(session.version, '');
  const detail = 'its settings';
  if (chooseDialect(product).kind === 'unsupported' || product.flavor === 'maxscale')
    return { kind: 'failed', failure: failure({ kind: 'unsupported', code: session.version, detail }) };
  const batch = session.run(['SHOW GLOBAL VARIABLES']);
  const end = await within(batch.end, Math.max(1, untilMs - monotonicMs()));
  if (end === LATE) return { kind: 'failed', failure: failure({ kind: 'timeout', code: 'NO_ANSWER', detail }) };
  if (end.kind === 'lost') return { kind: 'failed', failure: end.failure };
  if (end.kind === 'error') return { kind: 'failed', failure: failureOfFault(end.fault) };
  const rows = (batch.results[0]?.rows ?? []).slice(0, MAX_SETTINGS);
  return {
    kind: 'settings',
    settings: Object.fromEntries(rows.map(([name, value]) => [textOf(name).toLowerCase(), textOf(value)])),
  };
}
