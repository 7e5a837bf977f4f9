/** Pictures of topologies, through the store's two clients: read by one, written by the other. */
import type { ClusterId, Instant } from '@topiary/domain';
import { asInstant } from '@topiary/domain';
import type { TopologyPicture, Pictures } from '@topiary/engine';
import { PICTURES_DEADLINE_MS, READ_DEADLINE_MS } from '../bounds.ts';
import { pictureRow } from '../stored/picture.ts';
import type { ClientSourceMemoryOptions } from './client-source-memory.ts';

const READ = { deadlineMs: READ_DEADLINE_MS, dropWhenLate: 'yes' } as const;
const WRITE = { deadlineMs: PICTURES_DEADLINE_MS, dropWhenLate: 'yes' } as const;

export interface ClientPicturesOptions extends ClientSourceMemoryOptions {
  /** The term under which this process acts or last acted; `null`: it never did. */
  readonly ownTerm: () => number | null;
}

export class ClientPictures implements Pictures {
  readonly #options: ClientPicturesOptions;

  constructor(options: ClientPicturesOptions) {
    this.#options = options;
  }

  async save(pictures: readonly TopologyPicture[]): Promise<void> {
    const { writer, ownTerm, onWritten } = this.#options;
    await writer.call('savePictures', { rows: pictures.map(pictureRow), ownTerm: ownTerm() }, WRITE);
    onWritten();
  }

  async times(cluster: ClusterId | null): Promise<readonly Instant[]> {
    return (await this.#options.reader.call('pictureTimes', cluster, READ)).map(asInstant);
  }

  async read(cluster: ClusterId, at: Instant): Promise<TopologyPicture | null> {
    const row = await this.#options.reader.call('readPicture', { cluster, at }, READ);
    return row === null ? null : this.#options.parse.picture(row);
  }
}
