import type { ErrantLogsView } from '@topiary/contract';
import { isLikelyHarmless, message } from '@topiary/domain';
import type { ErrantPlaces, InstanceId, Message } from '@topiary/domain';
import type { ErrantLocated } from '@topiary/engine';
import type { DeepReadonly } from './readonly.ts';

type Told = Extract<ErrantLocated, { readonly kind: 'places' | 'none-errant' | 'no-log' }>;

const NOTHING = {
  errant: '',
  files: [],
  purged: '',
  notLogged: '',
  notReached: '',
  transactions: [],
  notDescribed: '',
  problem: null,
};

export function presentErrantLogs(instance: InstanceId, located: Told): DeepReadonly<ErrantLogsView> {
  switch (located.kind) {
    case 'none-errant':
      return { instance, ...NOTHING };
    case 'no-log':
      return { instance, ...NOTHING, problem: message('errant-no-log', { instance }) };
    case 'places': {
      const { errant, notLogged, places, described } = located;
      const told = { instance, ...NOTHING, errant, notLogged };
      if (places.kind !== 'located') return { ...told, problem: problemOf(instance, places) };
      const { purged, notReached } = places;
      const files = places.files.map(({ file, transactions }) => ({ file, transactions }));
      const transactions = described.transactions.map((one) => ({
        ...one,
        likelyHarmless: isLikelyHarmless(one.nature),
      }));
      return { ...told, files, purged, notReached, transactions, notDescribed: described.notDescribed };
    }
  }
}

function problemOf(instance: InstanceId, places: Exclude<ErrantPlaces, { readonly kind: 'located' }>): Message {
  if (places.kind === 'unreadable') return message('errant-log-unreadable', { instance, file: places.file });
  const { code, detail, grant } = places.failure;
  return grant === null
    ? message('errant-logs-not-read', { instance, code, detail })
    : message('errant-logs-not-granted', { instance, grant });
}
