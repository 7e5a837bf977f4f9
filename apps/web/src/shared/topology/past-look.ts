/** The canvas as a window to the past: nothing can be taken hold of, and what the last change touched is marked. */
import type { InstanceId } from '@topiary/contract';

export interface FormerSource {
  readonly replica: InstanceId;
  readonly channel: string;
  /** `null`: it had none. */
  readonly from: InstanceId | null;
}

export interface PastLook {
  /** Servers of which the change says something. */
  readonly changed: ReadonlySet<InstanceId>;
  /** Lines that lead elsewhere than before. */
  readonly moved: readonly FormerSource[];
}
