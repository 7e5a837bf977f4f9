/** One read of one source: what it names, or why it could not be read. */
import { unreachable } from '@topiary/domain';
import { namedServers } from './named-servers.ts';
import type { NamedEntry, NamedServers } from './named-servers.ts';
import { readConsul } from './read-consul.ts';
import { readHttp } from './read-http.ts';
import { readSrv } from './read-srv.ts';
import type { Deadline } from './read-srv.ts';
import type { SourceReading, SourceSettings } from './source-settings.ts';

/** Throws `SourceFailure`. */
export type ReadSource = (source: SourceSettings, signal: AbortSignal) => Promise<NamedServers>;

export async function readSource(source: SourceSettings, signal: AbortSignal): Promise<NamedServers> {
  const entries = await entriesOf(source.reading, { deadlineMs: source.deadlineMs, signal });
  return namedServers(entries, source.defaultPort);
}

function entriesOf(reading: SourceReading, deadline: Deadline): Promise<readonly NamedEntry[]> {
  switch (reading.kind) {
    case 'srv':
      return readSrv(reading, deadline);
    case 'http':
      return readHttp(reading, deadline);
    case 'consul':
      return readConsul(reading, deadline);
    default:
      return unreachable(reading);
  }
}
