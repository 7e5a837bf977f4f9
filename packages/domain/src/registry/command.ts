/** What people ask of the registry. Texts are as they were typed; `decideRegistration` trims and judges them. */
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId } from '../topology/snapshot.ts';
import type { Milliseconds } from './duration.ts';
import type { PromotionRule } from './promotion-rule.ts';

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
      readonly kind: 'register-candidate';
      readonly instance: InstanceId;
      readonly rule: PromotionRule;
      /** `null`: until somebody changes it. */
      readonly durationMs: Milliseconds | null;
    }
  | { readonly kind: 'withdraw-candidate'; readonly instance: InstanceId }
  | {
      readonly kind: 'set-cluster-alias';
      readonly cluster: ClusterId;
      /** `null`: none by hand any more. */
      readonly alias: string | null;
    };

interface BeginTimed<Kind extends 'begin-downtime' | 'begin-maintenance'> {
  readonly kind: Kind;
  readonly instance: InstanceId;
  readonly owner: string;
  readonly reason: string;
  readonly durationMs: Milliseconds;
}

export type RegistryCommandKind = RegistryCommand['kind'];
