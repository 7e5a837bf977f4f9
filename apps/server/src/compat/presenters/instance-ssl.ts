/** Keys 82 to 93: how a replica's channel is secured. Only a live probe fills them. */
import type { InstanceInput } from './instance-input.ts';
import { nullBool } from './shapes.ts';

export function sslFields({ channel, form }: InstanceInput) {
  const settings = form === 'live' ? (channel?.settings ?? null) : null;
  const tls = settings?.tls;
  return {
    ReplicationSSLCAFile: tls?.ca ?? '',
    ReplicationSSLCAPath: tls?.caPath ?? '',
    ReplicationSSLCert: tls?.cert ?? '',
    ReplicationSSLCipher: tls?.cipher ?? '',
    ReplicationSSLCRLFile: tls?.crl ?? '',
    ReplicationSSLCRLPath: tls?.crlPath ?? '',
    ReplicationSSLKey: tls?.key ?? '',
    ReplicationSSLVerifyServerCert: nullBool(tls?.verifyServerCert ?? null),
    ReplicationTLSVersion: tls?.version ?? '',
    ReplicationTLSCiphersuites: '',
    ReplicationSourcePublicKeyPath: settings?.publicKeyPath ?? '',
    ReplicationGetSourcePublicKey: nullBool(settings?.getPublicKey ?? null),
  };
}
