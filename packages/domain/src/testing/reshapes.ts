/** Examples of every reshape: what tests of all of them go through. */
import type { Reshape, ReshapeKind } from '../planning/reshape/reshape.ts';
import type { InstanceId } from '../topology/address.ts';

export interface ShapedServers {
  /** The one that it is about. */
  readonly one: InstanceId;
  readonly other: InstanceId;
}

type Samples = { readonly [Kind in ReshapeKind]: readonly Extract<Reshape, { kind: Kind }>[] };

export function sampleShapes({ one, other }: ShapedServers): readonly Reshape[] {
  const samples: Samples = {
    'move-up': [{ kind: 'move-up', replica: one, channel: null }],
    'move-up-replicas': [
      { kind: 'move-up-replicas', source: one, only: null },
      { kind: 'move-up-replicas', source: one, only: [other] },
    ],
    'move-below': [{ kind: 'move-below', replica: one, sibling: other }],
    repoint: [
      { kind: 'repoint', replica: one, channel: null, target: null },
      { kind: 'repoint', replica: one, channel: '', target: other },
    ],
    'repoint-replicas': [
      { kind: 'repoint-replicas', source: one, target: null, only: null },
      { kind: 'repoint-replicas', source: one, target: other, only: [other] },
    ],
    'take-siblings': [{ kind: 'take-siblings', replica: one }],
    'take-master': [{ kind: 'take-master', replica: one }],
    'make-local-master': [{ kind: 'make-local-master', replica: one }],
    'make-co-master': [{ kind: 'make-co-master', replica: one }],
    'make-master': [{ kind: 'make-master', replica: one }],
    'regroup-replicas': [
      { kind: 'regroup-replicas', source: one, candidate: null },
      { kind: 'regroup-replicas', source: one, candidate: other },
    ],
    evacuate: [{ kind: 'evacuate', servers: [one] }],
    'rehome-replicas': [{ kind: 'rehome-replicas', source: one }],
    'enforce-semi-sync': [
      { kind: 'enforce-semi-sync', master: one, exact: false },
      { kind: 'enforce-semi-sync', master: one, exact: true },
    ],
    'move-many': [
      { kind: 'move-many', moves: [{ replica: other, channel: '', target: one }] },
      { kind: 'move-many', moves: [{ replica: other, channel: '', target: one }], restores: true },
    ],
  };
  return Object.values(samples).flat();
}
