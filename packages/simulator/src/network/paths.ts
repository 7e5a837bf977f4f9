/** The network between Topiary's processes and the servers; that among the servers is the fleet's own. */
import type { InstanceId } from '@topiary/domain';
import type { Prng } from '../chance/prng.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';
import { Direction } from './direction.ts';
import type { DirectionState } from './direction.ts';

export interface Path {
  readonly toServer: Direction;
  readonly fromServer: Direction;
}

export const WAYS = ['to-server', 'from-server', 'both'] as const;
export type Way = (typeof WAYS)[number];

export class Paths {
  private readonly byEnds = new Map<string, Path>();
  private readonly time: VirtualTime;
  private readonly prng: Prng;
  private readonly usual: DirectionState;

  constructor(time: VirtualTime, prng: Prng, usual: DirectionState) {
    this.time = time;
    this.prng = prng;
    this.usual = usual;
  }

  between(processName: string, server: InstanceId): Path {
    const key = `${processName} ${server}`;
    const known = this.byEnds.get(key);
    if (known !== undefined) return known;
    const path: Path = {
      toServer: new Direction(this.time, this.prng.fork(`${key} to`), this.usual),
      fromServer: new Direction(this.time, this.prng.fork(`${key} from`), this.usual),
    };
    this.byEnds.set(key, path);
    return path;
  }

  change(path: Path, way: Way, state: Partial<DirectionState>): void {
    if (way !== 'from-server') path.toServer.change(state);
    if (way !== 'to-server') path.fromServer.change(state);
  }

  mendAll(): void {
    for (const path of this.byEnds.values()) this.change(path, 'both', this.usual);
  }
}
