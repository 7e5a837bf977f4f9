/** The closed list of reasons why a probe fails, taken from the schema of the instance view. */
import { probeFailureView } from '@topiary/contract';

const KINDS = probeFailureView.shape.kind;
export type ProbeFailureKind = (typeof KINDS.options)[number];

export function isProbeFailureKind(text: string): text is ProbeFailureKind {
  return KINDS.safeParse(text).success;
}
