/** How a server that goes below another is to read from it. */
import { familyOf } from '../../replication/product.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { ChannelSettings, Positioning, ReplicationChannel } from '../../topology/observation.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { Instance } from '../../topology/snapshot.ts';
import type { ControlContext } from '../control/control-context.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { settingsToRestate } from '../relocation-steps.ts';
import { newChannel } from '../reshape/source-step-faces.ts';

/** The channel that it gets. */
const CHANNEL = '';

interface Joining extends Pick<ControlContext, 'snapshot' | 'policy' | 'instance' | 'observed'> {
  readonly below: Instance;
}

/** As the others below that server read from it; where there are none, as a server does by default. */
export function channelAsSiblings({ snapshot, policy, instance, observed, below }: Joining): {
  readonly settings: ChannelSettings;
  readonly positioning: Positioning;
  readonly notes: readonly Message[];
} {
  const siblings = edgesTo(snapshot, below.id).flatMap(({ replica, channel: name }) => {
    const found = snapshot.instances.get(replica);
    const channel = found?.observation?.channels.find((one) => one.name === name);
    return replica === instance.id || channel === undefined || channel.positioning === 'file'
      ? []
      : [{ replica, channel }];
  });
  const isMysql = familyOf(observed.product) === 'mysql';
  const [sibling] = siblings;
  const channel: Pick<ReplicationChannel, 'settings' | 'positioning'> = sibling?.channel ?? {
    settings: PLAIN,
    positioning: isMysql ? 'auto-position' : 'slave-pos',
  };
  const restated = settingsToRestate({ replica: instance, channel: { ...NO_CHANNEL, ...channel }, policy });
  const { tls, publicKeyPath } = restated.settings;
  const asksKey = isMysql && !tls.enabled && (publicKeyPath ?? '') === '';
  const like = sibling === undefined ? [] : [message('set-up-like', { instance: instance.id, like: sibling.replica })];
  return {
    settings: asksKey ? { ...restated.settings, getPublicKey: true } : restated.settings,
    positioning: channel.positioning,
    notes: [...restated.notes, ...like],
  };
}

const PLAIN: ChannelSettings = {
  heartbeatPeriodSeconds: null,
  connectRetrySeconds: null,
  retryCount: null,
  tls: {
    enabled: false,
    ca: '',
    caPath: '',
    cert: '',
    key: '',
    cipher: '',
    crl: '',
    crlPath: '',
    version: '',
    verifyServerCert: false,
  },
  publicKeyPath: null,
  getPublicKey: null,
  compression: null,
};

const NO_CHANNEL: ReplicationChannel = newChannel(
  {
    channel: CHANNEL,
    source: { host: '', port: 0 },
    origin: 'configured',
    user: '',
    asked: '' as InstanceId,
    positioning: 'auto-position',
    settings: PLAIN,
  },
  false,
);
