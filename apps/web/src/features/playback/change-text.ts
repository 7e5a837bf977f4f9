/** What changed from one picture to the next, as a sentence. */
import type { PictureChangeView } from '@topiary/contract';
import type { TextKey } from '../../shared/i18n/text-key.ts';
import type { Words } from '../../shared/i18n/use-words.ts';

/** Words for codes, where this page has some; a code of another version is shown as it is. */
type Table = Readonly<Record<string, TextKey>>;

const ROLES: Table = {
  master: 'role.master',
  'co-master': 'role.co-master',
  intermediate: 'role.intermediate',
  replica: 'role.replica',
  replaced: 'role.replaced',
  unknown: 'role.unknown',
};
const HEALTHS: Table = {
  ok: 'health.ok',
  suspect: 'health.suspect',
  unreachable: 'health.unreachable',
  unprobed: 'health.unprobed',
};
const EDGES: Table = {
  replicating: 'edge.replicating',
  lagging: 'edge.lagging',
  delayed: 'edge.delayed',
  stopped: 'edge.stopped',
  error: 'edge.error',
  connecting: 'edge.connecting',
  unknown: 'edge.unknown',
};
const WRITES: Table = {
  writable: 'card.writable',
  'read-only': 'card.readOnly',
  'super-read-only': 'card.superReadOnly',
};
const PROBLEMS: Table = {
  'host-down': 'problem.host-down.label',
  detached: 'problem.detached.label',
  'source-unknown': 'problem.source-unknown.label',
  'writable-replica': 'problem.writable-replica.label',
  'read-only-master': 'problem.read-only-master.label',
  'errant-gtid': 'problem.errant-gtid.label',
  'errant-meant': 'problem.errant-meant.label',
  'duplicate-server-id': 'problem.duplicate-server-id.label',
  'duplicate-identity': 'problem.duplicate-identity.label',
  'identity-unproved': 'problem.identity-unproved.label',
  'missing-grant': 'problem.missing-grant.label',
  'group-without-quorum': 'problem.group-without-quorum.label',
};
const NONE: Table = {};

const VALUES: Readonly<Record<PictureChangeView['code'], Table>> = {
  'server-joined': ROLES,
  'server-left': ROLES,
  'source-changed': NONE,
  'role-changed': ROLES,
  'writes-changed': WRITES,
  'health-changed': HEALTHS,
  'member-changed': NONE,
  'version-changed': NONE,
  'data-center-changed': NONE,
  'name-changed': NONE,
  'edge-changed': EDGES,
  'finding-began': NONE,
  'finding-ended': NONE,
  'problem-began': PROBLEMS,
  'problem-ended': PROBLEMS,
};

export function changeText(change: PictureChangeView, { t }: Words): string {
  const { code, instance, channel, from, to } = change;
  const word = (value: string | null): string => {
    const key = value === null ? undefined : VALUES[code][value];
    return key === undefined ? (value ?? '–') : t(key);
  };
  const named = channel === null || channel === '' ? '' : t('playback.onChannel', { channel });
  const values = { instance: instance ?? '', channel: named, from: word(from), to: word(to) };
  if (code === 'source-changed') return t(`playback.change.${sourceChange(from, to)}`, values);
  return t(`playback.change.${code}`, values);
}

function sourceChange(from: string | null, to: string | null): 'source-changed' | 'source-gained' | 'source-lost' {
  if (from === null) return 'source-gained';
  return to === null ? 'source-lost' : 'source-changed';
}
