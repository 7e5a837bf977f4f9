/** What people ask of the registry. Texts are as they were typed; `decideRegistration` trims and judges them. */
import type { DetectionProfile } from '../policy/detection-rules.ts';
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId } from '../topology/snapshot.ts';
import type { Milliseconds } from './duration.ts';
import type { PromotionRule } from './promotion-rule.ts';
import type { ForgottenReason } from './registration.ts';

export type RegistryCommand =
  | BeginTimed<'begin-downtime'>
  | BeginTimed<'begin-maintenance'>
  | { readonly kind: 'end-downtime'; readonly instance: InstanceId }
  | { readonly kind: 'end-maintenance'; readonly instance: InstanceId }
  | { readonly kind: 'set-tag'; readonly instance: InstanceId; readonly name: string; readonly value: string }
  | {
      readonly kind: 'remove-tag';
      /** `null`: from every server that has it. */
      readonly instance: InstanceId | null;
      readonly name: string;
      /** `null`: whatever its value. */
      readonly value: string | null;
    }
  | {
      readonly kind: 'submit-pool';
      readonly pool: string;
      /** All of its members from now on; none ends the pool. */
      readonly instances: readonly InstanceId[];
      /** `null`: until it is submitted again. */
      readonly durationMs: Milliseconds | null;
    }
  | {
      readonly kind: 'join-pool';
      readonly instance: InstanceId;
      readonly pool: string;
      /** `null`: until it leaves. */
      readonly durationMs: Milliseconds | null;
    }
  | { readonly kind: 'leave-pool'; readonly instance: InstanceId; readonly pool: string }
  | {
      readonly kind: 'register-candidate';
      readonly instance: InstanceId;
      readonly rule: PromotionRule;
      /** `null`: until somebody changes it. */
      readonly durationMs: Milliseconds | null;
    }
  | { readonly kind: 'withdraw-candidate'; readonly instance: InstanceId }
  | {
      readonly kind: 'declare-own-writes';
      readonly instance: InstanceId;
      readonly owner: string;
      readonly reason: string;
      /** `null`: until somebody withdraws it. */
      readonly durationMs: Milliseconds | null;
    }
  | { readonly kind: 'withdraw-own-writes'; readonly instance: InstanceId }
  | {
      readonly kind: 'set-cluster-alias';
      readonly cluster: ClusterId;
      /** `null`: none by hand any more. */
      readonly alias: string | null;
    }
  | {
      readonly kind: 'set-detection-profile';
      readonly cluster: ClusterId;
      /** `null`: as the configuration says. */
      readonly profile: DetectionProfile | null;
      readonly reason: string;
    }
  | {
      readonly kind: 'forget';
      /** With all its addresses. */
      readonly instance: InstanceId;
      readonly why: ForgottenReason;
      /** How long nobody is looked for there. */
      readonly durationMs: Milliseconds;
    }
  | { readonly kind: 'forget-cluster'; readonly cluster: ClusterId; readonly durationMs: Milliseconds }
  | {
      /** The address may be found again. */
      readonly kind: 'remember';
      readonly instance: InstanceId;
      /** `replicates`: it came back by itself. */
      readonly why: 'asked' | 'replicates';
    }
  | {
      readonly kind: 'set-virtual-name';
      readonly instance: InstanceId;
      readonly host: string;
      /** `null`: until it is taken away. */
      readonly durationMs: Milliseconds | null;
    }
  | { readonly kind: 'remove-virtual-name'; readonly instance: InstanceId }
  /** `instance` is another address of the server that is kept under `kept`. */
  | { readonly kind: 'declare-same'; readonly instance: InstanceId; readonly kept: InstanceId }
  | { readonly kind: 'declare-different'; readonly instance: InstanceId; readonly other: InstanceId }
  /** What was declared of these two, either way. */
  | { readonly kind: 'withdraw-declaration'; readonly instance: InstanceId; readonly other: InstanceId };

interface BeginTimed<Kind extends 'begin-downtime' | 'begin-maintenance'> {
  readonly kind: Kind;
  readonly instance: InstanceId;
  readonly owner: string;
  readonly reason: string;
  readonly durationMs: Milliseconds;
}

export type RegistryCommandKind = RegistryCommand['kind'];
