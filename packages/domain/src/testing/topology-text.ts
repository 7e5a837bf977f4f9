/** Topologies as tests write them: the language of `written-topology.ts`, and ids by the names in it. */
import { instanceIdOf } from '../topology/address.ts';
import type { InstanceId } from '../topology/address.ts';
import { readServerName } from '../topology/written-topology.ts';

export { readTopologyText } from '../topology/written-topology.ts';
export type { WrittenLink, WrittenTopology } from '../topology/written-topology.ts';

/** The id of a server as a test writes it: `id('a')` is `a:3306`. */
export function id(name: string): InstanceId {
  return instanceIdOf(readServerName(name));
}
