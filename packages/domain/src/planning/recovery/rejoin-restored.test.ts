/** A MariaDB server that stands alone becomes a replica: from where it goes on is read from its own positions. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { id, planned, refusalOf, topology } from '../../testing/index.ts';
import type { TopologyOptions } from '../../testing/index.ts';
import type { GtidState, Observation } from '../../topology/observation.ts';
import { stepsInOrder } from '../plan.ts';
import type { Intent } from '../plan.ts';

const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
const TREE = 'm; x';
const rejoin: Intent = {
  kind: 'control',
  instance: id('x'),
  act: { kind: 'rejoin', below: id('m'), own: 'refuse' },
};

type Positions = Pick<Extract<GtidState, { kind: 'mariadb' }>, 'binlogPosition' | 'slavePosition'>;

const mariadb =
  ({ binlogPosition, slavePosition }: Positions) =>
  (found: Observation): Observation => ({
    ...found,
    product: { ...found.product, flavor: 'mariadb', version: { ...found.product.version, text: '10.11.6' } },
    gtid: {
      kind: 'mariadb',
      strict: true,
      domainId: 0,
      binlogPosition,
      slavePosition,
      currentPosition: slavePosition,
      binlogState: binlogPosition,
    },
  });

function options(x: Positions): TopologyOptions {
  const others = mariadb({ binlogPosition: '0-1-20', slavePosition: '' });
  return {
    servers: { m: { change: others }, x: { readOnly: true, change: mariadb(x) } },
  };
}

const setUpOf = (x: Positions) => {
  const made = planned(topology(TREE, options(x)), rejoin, POLICY);
  const how = made.checks.flatMap(({ message: { code } }) => (code.startsWith('goes-on-from') ? [code] : []));
  return { how, step: stepsInOrder(made).find(({ kind }) => kind === 'set-up-replication') };
};

describe('a stand-alone server of MariaDB that goes below another', () => {
  test('goes on from where its own log ends, when that holds all that it has', () => {
    const { how, step } = setUpOf({ binlogPosition: '0-1-10', slavePosition: '0-1-7' });
    expect(how).toEqual(['goes-on-from-own-log']);
    expect(step).toMatchObject({ adoptsOwnLog: true, positioning: 'slave-pos', source: { host: 'm' } });
  });

  test('goes on from gtid_slave_pos as it was restored, when its own log is empty', () => {
    const { how, step } = setUpOf({ binlogPosition: '', slavePosition: '0-1-12' });
    expect(how).toEqual(['goes-on-from-applied']);
    expect(step).toMatchObject({ adoptsOwnLog: false, positioning: 'slave-pos' });
  });

  test('is refused where each of the two has what the other lacks', () => {
    const positions = { binlogPosition: '1-1-3', slavePosition: '0-1-12' };
    const reasons = refusalOf({ topology: TREE, options: options(positions), intent: rejoin, policy: POLICY });
    expect(reasons).toContain('master-position-unclear');
  });
});
