/** Topiary has no agents: whatever asks for one, or for what one would do, is told so. */
import { failed } from '../respond.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';

/** Begins as orchestrator's refusal where agents are not served, for those who look for it. */
export const NO_AGENTS = 'Agents not served: Topiary does not support orchestrator-agent';

/** Those that only read need permission in orchestrator as well. */
const PATHS = [
  '/agents',
  '/agent/:host',
  '/agent-umount/:host',
  '/agent-mount/:host',
  '/agent-create-snapshot/:host',
  '/agent-removelv/:host',
  '/agent-mysql-stop/:host',
  '/agent-mysql-start/:host',
  '/agent-seed/:targetHost/:sourceHost',
  '/agent-active-seeds/:host',
  '/agent-recent-seeds/:host',
  '/agent-seed-details/:seedId',
  '/agent-seed-states/:seedId',
  '/agent-abort-seed/:seedId',
  '/agent-custom-command/:host/:command',
  '/seeds',
] as const;

export function agentRoutes(): readonly CompatRoute[] {
  return PATHS.map((path) => change(path, () => failed(NO_AGENTS)));
}
