/** Acts on logs, GTIDs and semi-sync by the old API. For orchestrator, what is so already has succeeded. */
import type { Services } from '../../services/services.ts';
import { param } from '../respond.ts';
import { runAct } from './control.ts';
import type { ActRoute } from './control.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';

const ACTS: Readonly<Record<string, ActRoute>> = {
  'enable-gtid': {
    act: { kind: 'enable-gtid', channel: null },
    message: (id) => `GTID enabled on ${id}`,
    soAlready: ['gtid-on-already'],
  },
  'disable-gtid': {
    act: { kind: 'disable-gtid', channel: null },
    message: (id) => `GTID disabled on ${id}`,
    soAlready: ['gtid-off-already'],
  },
  'gtid-errant-inject-empty': {
    act: { kind: 'gtid-errant-inject-empty' },
    message: (id) => `Have injected empty transactions for the errant GTIDs of ${id} on its cluster's master`,
  },
  'gtid-errant-reset-master': {
    act: { kind: 'gtid-errant-reset-master' },
    message: (id) => `Removed errant GTID on ${id} and began its binary logs anew`,
  },
  'reset-master': { act: { kind: 'reset-master' }, message: (id) => `Binary logs reset on: ${id}` },
  ...semiSync('master', 'source'),
  ...semiSync('source', 'source'),
  ...semiSync('replica', 'replica'),
};

function semiSync(word: 'master' | 'source' | 'replica', side: 'source' | 'replica'): Record<string, ActRoute> {
  return {
    [`enable-semi-sync-${word}`]: {
      act: { kind: 'set-semi-sync', side, to: true },
      message: (id) => `Enabled semi-sync ${word} on ${id}`,
      soAlready: ['semi-sync-on-already'],
    },
    [`disable-semi-sync-${word}`]: {
      act: { kind: 'set-semi-sync', side, to: false },
      message: (id) => `Disabled semi-sync ${word} on ${id}`,
      soAlready: ['semi-sync-off-already'],
    },
  };
}

/** The word for the log that is written now. */
const LATEST = 'latest';

export function upkeepRoutes(services: Services): readonly CompatRoute[] {
  const plain = Object.entries(ACTS).map(([name, route]) =>
    change(`/${name}/:host/:port`, (request, actor) => runAct(services, route, request, actor)),
  );
  const purge = change('/purge-binary-logs/:host/:port/:logFile', (request, actor) => {
    const file = param(request, 'logFile');
    const to = file === LATEST ? null : file;
    const act = { kind: 'purge-binary-logs', to, forced: request.query['force'] === 'true' } as const;
    const message: ActRoute['message'] = (id) => `Binary logs purged on: ${id}`;
    return runAct(services, { act, message, soAlready: ['no-older-binary-log'] }, request, actor);
  });
  return [...plain, purge];
}
