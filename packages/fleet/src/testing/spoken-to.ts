/** Two replicas under a master that are spoken to in SQL, and what their last answer said. */
import type { Family } from '@topiary/domain';
import { fleetOf } from '../build/fleet-of.ts';
import type { Fleet } from '../fleet.ts';
import { SqlFace } from '../sql/answer/sql-face.ts';
import type { StatementResult } from '../sql/results.ts';

export const FAMILIES: readonly Family[] = ['mysql', 'mariadb'];
const SETTLE_MS = 200;

export interface Made {
  readonly fleet: Fleet;
  /** The last result of the packet, after it has had its effect: a note's or error's number, or 0. */
  readonly say: (server: string, sql: string) => number;
  readonly channel: (server: string) => ReturnType<Fleet['observe']>['channels'][number];
  readonly gtids: (server: string) => string;
}

export function made(family: Family, options: { readonly gtid?: boolean } = {}): Made {
  const fleet = fleetOf('m > a, b', { family, ...options });
  const face = new SqlFace(fleet);
  const idOf = (name: string): Fleet['ids'][number] => {
    const id = fleet.ids.find((each) => each.startsWith(`${name}:`));
    if (id === undefined) throw new Error(`no server ${name}`);
    return id;
  };
  const sessions = new Map(
    fleet.ids.map((id) => {
      const session = fleet.openSession(id, { user: 'root' });
      if ('kind' in session) throw new Error(session.text);
      return [id, session] as const;
    }),
  );
  const say = (name: string, sql: string): number => {
    const session = sessions.get(idOf(name));
    if (session === undefined) throw new Error(`no session on ${name}`);
    const results: StatementResult[] = [];
    face.answer(session, { sql }, (result) => results.push(result));
    fleet.advance(fleet.nowMs + SETTLE_MS);
    const last = results.at(-1);
    if (last?.kind === 'error') return last.number;
    if (last?.kind !== 'ok' || last.warnings === 0) return 0;
    const notes: StatementResult[] = [];
    face.answer(session, { sql: 'SHOW WARNINGS' }, (result) => notes.push(result));
    const [told] = notes;
    return told?.kind === 'rows' ? Number(told.rows[0]?.[1]) : 0;
  };
  return {
    fleet,
    say,
    channel: (name) => {
      const [channel] = fleet.observe(idOf(name)).channels;
      if (channel === undefined) throw new Error(`${name} has no channel`);
      return channel;
    },
    gtids: (name) => {
      const { gtid } = fleet.observe(idOf(name));
      return gtid.kind === 'mysql' ? gtid.executed : gtid.kind === 'mariadb' ? gtid.slavePosition : '';
    },
  };
}
