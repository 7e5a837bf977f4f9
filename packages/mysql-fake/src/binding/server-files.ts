/** What a fake has of a server's data directory: the files of its certificate. */
import type { Fleet, ServerState, SqlFaceOptions } from '@topiary/fleet';
import type { Certificates } from '../certificates.ts';

type InstanceId = ServerState['id'];

/** MySQL dropped the variable in 8.4: from then on every server has a certificate, one of its own making if need be. */
export function offersTls(fleet: Fleet, id: InstanceId): boolean {
  return fleet.variable(id, 'have_ssl') !== 'DISABLED';
}

export function serverFiles(fleet: Fleet, certificates: Certificates): SqlFaceOptions {
  return {
    certificateEnds: opensslTime(certificates.notAfter),
    readFile: ({ server }, path) => {
      const directory = String(fleet.variable(server, 'datadir') ?? '');
      if (!path.startsWith(directory) || !offersTls(fleet, server)) return null;
      switch (path.slice(directory.length)) {
        case 'ca.pem':
          return certificates.authorityPem;
        case 'public_key.pem':
          return certificates.publicKeyPem;
        default:
          return null;
      }
    },
  };
}

/** As OpenSSL prints it and servers repeat it: `Nov  2 07:22:24 2036 GMT`. */
function opensslTime(time: Date): string {
  const [, day = '', month = '', year = '', clock = ''] = time.toUTCString().split(' ');
  return `${month} ${String(Number(day)).padStart(2, ' ')} ${clock} ${year} GMT`;
}
