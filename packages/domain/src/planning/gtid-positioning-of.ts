import { familyOf } from '../replication/product.ts';
import type { Observation, Positioning } from '../topology/observation.ts';

/** How a channel follows GTIDs on a server, where nobody says otherwise. */
export function gtidPositioningOf({ product }: Pick<Observation, 'product'>): Positioning {
  return familyOf(product) === 'mariadb' ? 'slave-pos' : 'auto-position';
}
