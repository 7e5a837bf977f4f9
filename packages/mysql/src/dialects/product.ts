/** From a server's own words about itself to a `Product`. Source: spec/dialects §1. */
import type { Flavor, Product, ServerVersion } from '@topiary/domain';

/** MariaDB 10 puts this before its version in the greeting, for old replicas' sake; `@@version` does not have it. */
const REPLICATION_PREFIX = '5.5.5-';

export function productOf(version: string, comment: string): Product {
  const text = version.startsWith(REPLICATION_PREFIX) ? version.slice(REPLICATION_PREFIX.length) : version;
  return { flavor: flavorOf(text, comment), version: versionOf(text), comment };
}

/** Major, minor, patch: digits up to the first that is not; a part that is missing counts as 0. */
export function versionOf(text: string): ServerVersion {
  const [, major = '0', minor = '0', patch = '0'] = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text) ?? [];
  return { major: Number(major), minor: Number(minor), patch: Number(patch), text };
}

function flavorOf(version: string, comment: string): Flavor {
  const lowerVersion = version.toLowerCase();
  if (lowerVersion.includes('maxscale')) return 'maxscale';
  if (lowerVersion.includes('mariadb')) return 'mariadb';
  if (lowerVersion.includes('-ndb-') || lowerVersion.includes('-cluster')) return 'ndb';
  return comment.toLowerCase().includes('percona') ? 'percona' : 'mysql';
}
