/** What makes one registry of another; what is equal in both is in neither list, and stays the same object. */
import type { Registry, RegistryChange } from '@topiary/domain';
import { keyOfRegistration } from '@topiary/domain';

export function differenceOf(before: Registry, after: Registry): RegistryChange {
  const put = [...after.entries].flatMap(([key, one]) => {
    const known = before.entries.get(key);
    return known !== undefined && JSON.stringify(known) === JSON.stringify(one) ? [] : [one];
  });
  const remove = [...before.entries].flatMap(([key, one]) => (after.entries.has(key) ? [] : [keyOfRegistration(one)]));
  return { put, remove };
}
