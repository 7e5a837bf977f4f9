/** The command line that asks for a reshape: one row per kind, so that none can be forgotten. */
import { commandLine } from '@topiary/contract';
import type { InstanceId, Reshape, ReshapeKind } from '@topiary/domain';
import { channelOption } from './command-words.ts';

type Words = readonly string[];
type Commands = { readonly [Kind in ReshapeKind]: (shape: Extract<Reshape, { kind: Kind }>) => Words };

const COMMANDS: Commands = {
  'move-up': ({ replica, channel }) => [replica, ...channelOption(channel)],
  'move-up-replicas': ({ source, only }) => [source, ...those(only)],
  'move-below': ({ replica, sibling }) => [replica, '--below', sibling],
  repoint: ({ replica, channel, target }) => [replica, ...below(target), ...channelOption(channel)],
  'repoint-replicas': ({ source, target, only }) => [source, ...below(target), ...those(only)],
  'take-siblings': ({ replica }) => [replica],
  'take-master': ({ replica }) => [replica],
  'make-local-master': ({ replica }) => [replica],
  'make-co-master': ({ replica }) => [replica],
  'make-master': ({ replica }) => [replica],
  'regroup-replicas': ({ source, candidate }) => [source, ...(candidate === null ? [] : ['--candidate', candidate])],
  evacuate: ({ servers }) => servers,
  'rehome-replicas': ({ source }) => [source],
  'enforce-semi-sync': ({ master, exact }) => [master, ...(exact ? ['--exact'] : [])],
  'move-many': ({ moves }) =>
    moves.map(({ replica, channel, target }) => `${replica}${channel === '' ? '' : `/${channel}`}=${target}`),
};

export function reshapeCommand(shape: Reshape): string {
  // The rows are typed by kind; this is the one place where a shape meets its row.
  const row = COMMANDS[shape.kind] as unknown as (shape: Reshape) => Words;
  const isOfBinlogServers = shape.kind === 'regroup-replicas' && shape.among === 'binlog-servers';
  return commandLine(['topiary', isOfBinlogServers ? 'regroup-replicas-bls' : shape.kind, ...row(shape)]);
}

function below(target: InstanceId | null): Words {
  return target === null ? [] : ['--below', target];
}

function those(only: readonly InstanceId[] | null): Words {
  return only === null ? [] : ['--only', only.join(',')];
}
