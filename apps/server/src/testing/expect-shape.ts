/** Compares values with the recorded shapes of orchestrator's API, by the names that its reference has for them. */
import { expect } from 'vitest';
import {
  PROBE_SHAPE,
  PROBES_SHAPE,
  QUEUE_SHAPE,
  QUEUES_SHAPE,
  WRITE_SHAPE,
  WRITES_SHAPE,
  BUFFER_SHAPE,
  FLUSH_SHAPE,
} from './orchestrator-metric-shapes.ts';
import {
  INSTANCE_SHAPE,
  CLUSTER_INFO_SHAPE,
  AUDIT_SHAPE,
  HEALTH_SHAPE,
  ANALYSIS_SHAPE,
  RECOVERY_SHAPE,
  RUN_RECOVERY_SHAPE,
  DETECTION_SHAPE,
  KEY_SHAPE,
  BLOCKED_SHAPE,
  MAINTENANCE_SHAPE,
  STEP_SHAPE,
  CHANGELOG_SHAPE,
  PROMOTION_RULE_SHAPE,
  FILTERS_SHAPE,
  shapeOf,
} from './orchestrator-shapes.ts';

/** Of a key-value store. */
const PAIR_SHAPE: readonly string[] = ['Key string', 'Value string'];

const SHAPES: Readonly<Record<string, readonly string[]>> = {
  Instance: INSTANCE_SHAPE,
  ClusterInfo: CLUSTER_INFO_SHAPE,
  Audit: AUDIT_SHAPE,
  Health: HEALTH_SHAPE,
  Key: KEY_SHAPE,
  Analysis: ANALYSIS_SHAPE,
  Recovery: RECOVERY_SHAPE,
  RunRecovery: RUN_RECOVERY_SHAPE,
  Detection: DETECTION_SHAPE,
  Blocked: BLOCKED_SHAPE,
  Maintenance: MAINTENANCE_SHAPE,
  Step: STEP_SHAPE,
  Changelog: CHANGELOG_SHAPE,
  PromotionRule: PROMOTION_RULE_SHAPE,
  Filters: FILTERS_SHAPE,
  Pair: PAIR_SHAPE,
  ProbeMetric: PROBE_SHAPE,
  ProbeMetrics: PROBES_SHAPE,
  QueueMetric: QUEUE_SHAPE,
  QueueMetrics: QUEUES_SHAPE,
  QueryMetric: WRITE_SHAPE,
  QueryMetrics: WRITES_SHAPE,
  WriteMetric: FLUSH_SHAPE,
  WriteMetrics: BUFFER_SHAPE,
};

/** `type` is a name of `SHAPES` or a word for a plain value; with `[]` a list of it. Throws where the value is something else. */
export function expectShape(type: string, value: unknown): void {
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
    for (const item of value as readonly unknown[]) expectShape(type.slice(0, -2), item);
    return;
  }
  const shape = SHAPES[type];
  if (shape === undefined) return expect(plainTypeOf(value)).toBe(type);
  const told = shapeOf(value);
  expect(told).toEqual(shape.map((line, index) => (isOneOf(told[index], line) ? told[index] : line)));
}

/** `StructureAnalysis list|null` is each of the two. */
function isOneOf(told: string | undefined, line: string): boolean {
  const [name, kinds = ''] = line.split(' ');
  return kinds.split('|').some((kind) => told === `${name} ${kind}`);
}

function plainTypeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}
