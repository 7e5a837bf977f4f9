/** Steps for tests of rendering and executing. */
import {
  asStepId,
  instanceIdOf,
  type ChannelSettings,
  type PointReplicaAtStep,
  type StartReplicationStep,
  type StopReplicationStep,
  type WaitForPositionStep,
} from '@topiary/domain';
import { CHANNEL_SETTINGS } from '@topiary/domain/testing';

const REPLICA = { host: 'r', port: 3306 };
const lane = instanceIdOf(REPLICA);
const RUNNING = { receiver: 'running', applier: 'running' } as const;

export const PLAIN_SETTINGS: ChannelSettings = {
  ...CHANNEL_SETTINGS,
  heartbeatPeriodSeconds: 1.5,
  publicKeyPath: '',
  getPublicKey: true,
};

export function pointStep(parts: Partial<PointReplicaAtStep> = {}): PointReplicaAtStep {
  return {
    id: asStepId('s1'),
    lane,
    instance: lane,
    deadlineMs: 10_000,
    kind: 'point-replica-at',
    channel: '',
    from: { host: 'old', port: 3306 },
    to: { host: 'new', port: 3307 },
    stops: 'receiver',
    before: RUNNING,
    positioning: 'auto-position',
    settings: PLAIN_SETTINGS,
    ...parts,
  };
}

export function stopStep(parts: Partial<StopReplicationStep> = {}): StopReplicationStep {
  return {
    id: asStepId('s1'),
    lane,
    instance: lane,
    deadlineMs: 10_000,
    kind: 'stop-replication',
    channel: '',
    before: RUNNING,
    ...parts,
  };
}

export function startStep(parts: Partial<StartReplicationStep> = {}): StartReplicationStep {
  return {
    id: asStepId('s3'),
    lane,
    instance: lane,
    deadlineMs: 10_000,
    kind: 'start-replication',
    channel: '',
    before: RUNNING,
    ...parts,
  };
}

export function waitStep(parts: Partial<WaitForPositionStep> = {}): WaitForPositionStep {
  return {
    id: asStepId('s2'),
    lane,
    instance: instanceIdOf({ host: 'new', port: 3307 }),
    deadlineMs: 30_000,
    kind: 'wait-for-position',
    position: { kind: 'result', step: asStepId('s1'), instance: lane },
    ...parts,
  };
}
