/** The groups that a user has on this machine, by its own name services: `id` asks them, files and directories alike. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Logger } from '@topiary/engine';

export type GroupsOf = (user: string) => Promise<readonly string[]>;

/** `id` would take a number for a user's number, and a dash for an option. */
const USER_NAME = /^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/;
const DEADLINE_MS = 2_000;
const KEPT_MS = 60_000;
export const MAX_KEPT_USERS = 1_000;

export interface UserGroupsOptions {
  readonly logger: Logger;
  readonly monotonicMs: () => number;
  /** Of somebody who exists; rejects when there is no such user. */
  readonly ask?: GroupsOf;
}

/** Nobody waits twice within a minute for the same user; who cannot be looked up has no groups. */
export function userGroups({ logger, monotonicMs, ask = askId }: UserGroupsOptions): GroupsOf {
  const kept = new Map<string, { readonly groups: Promise<readonly string[]>; readonly at: number }>();
  return (user) => {
    if (!USER_NAME.test(user)) return Promise.resolve([]);
    const known = kept.get(user);
    if (known !== undefined && monotonicMs() - known.at < KEPT_MS) return known.groups;
    kept.delete(user);
    const [oldest] = kept.keys();
    if (kept.size >= MAX_KEPT_USERS && oldest !== undefined) kept.delete(oldest);
    const groups = ask(user).catch((error: unknown) => {
      logger.warn('http.groups-unknown', { user, error });
      return [];
    });
    kept.set(user, { groups, at: monotonicMs() });
    return groups;
  };
}

async function askId(user: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('id', ['-Gn', '--', user], { timeout: DEADLINE_MS });
  return stdout.trim().split(/\s+/);
}
