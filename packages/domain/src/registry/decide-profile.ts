/** How soon failures of a cluster are to be repaired, as people choose it. */
import { message } from '../planning/message.ts';
import { sameProfile } from '../policy/detection-rules.ts';
import type { DetectionProfile } from '../policy/detection-rules.ts';
import type { RegistryCommand } from './command.ts';
import type { RegistryDecision, RegistryQuestion } from './decide.ts';
import { refused, withinBounds } from './decision.ts';
import { MAX_GRACE_MS, MAX_REASON_LENGTH, MIN_GRACE_MS } from './limits.ts';
import type { Registration, RegistrationKey } from './registration.ts';

export function decideProfile(
  { cluster, profile, reason: text }: Extract<RegistryCommand, { readonly kind: 'set-detection-profile' }>,
  { registry, snapshot, now, user = '' }: RegistryQuestion,
): RegistryDecision {
  const before = registry.profiles.get(cluster);
  const name = snapshot.clusters.get(cluster)?.name ?? cluster;
  const change = { kind: 'change', instances: [], cluster } as const;
  if (profile === null) {
    if (before === undefined) return { kind: 'nothing' };
    const key: RegistrationKey = { kind: 'detection-profile', subject: cluster, name: '' };
    return {
      ...change,
      change: { put: [], remove: [key] },
      summary: message('audit-profile-unset', { cluster: name }),
    };
  }
  if (before !== undefined && sameProfile(before.profile, profile)) return { kind: 'nothing' };
  const reason = text.trim();
  if (reason === '' || reason.length > MAX_REASON_LENGTH)
    return refused(message('profile-reason-missing', { limit: MAX_REASON_LENGTH }));
  if (profile.kind === 'grace' && (profile.graceMs < MIN_GRACE_MS || profile.graceMs > MAX_GRACE_MS))
    return refused(message('profile-grace-wrong', { least: MIN_GRACE_MS / 1000, most: MAX_GRACE_MS / 1000 }));
  const one: Registration = { kind: 'detection-profile', cluster, profile, by: user, reason, at: now, expiresAt: null };
  return withinBounds(registry, {
    ...change,
    change: { put: [one], remove: [] },
    summary: said(profile, { name, reason }),
  });
}

function said(
  profile: DetectionProfile,
  { name: cluster, reason }: { readonly name: string; readonly reason: string },
) {
  switch (profile.kind) {
    case 'fast':
      return message('audit-profile-fast', { cluster, reason });
    case 'grace':
      return message('audit-profile-grace', { cluster, reason, seconds: profile.graceMs / 1000 });
    case 'by-hand':
      return message('audit-profile-by-hand', { cluster, reason });
  }
}
