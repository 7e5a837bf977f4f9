/**
 * What a change of source states: receiver options only, since applier options (delay, filters, privilege checks) are
 * kept by the server and would need the applier stopped on MySQL. Credentials are kept too. The heartbeat is reset by any
 * change of address that does not state it, and TLS is on where it is not stated in MySQL 9.7 and MariaDB 11.4: both are
 * stated wherever they are known. Source: spec/dialects §5.
 */
import type { PointReplicaAtStep } from '@topiary/domain';
import { quoteText } from '../sql/quote.ts';
import type { Option } from './statement-text.ts';

/** Options that some generations do not have: naming one there is a syntax error. */
export type OptionalOption = 'retry-count' | 'tls-version' | 'public-key' | 'compression';

export interface SourceOptionWords {
  readonly prefix: 'MASTER' | 'SOURCE';
  readonly knows: ReadonlySet<OptionalOption>;
}

export function sourceOptions(
  step: Pick<PointReplicaAtStep, 'settings' | 'to'>,
  { knows, prefix }: SourceOptionWords,
): readonly Option[] {
  const { settings, to } = step;
  const { tls } = settings;
  const only = (option: OptionalOption, value: string | null): string | null => (knows.has(option) ? value : null);
  return [
    [`${prefix}_HOST`, quoteText(to.host)],
    [`${prefix}_PORT`, String(to.port)],
    [`${prefix}_HEARTBEAT_PERIOD`, numberOption(settings.heartbeatPeriodSeconds)],
    [`${prefix}_CONNECT_RETRY`, numberOption(settings.connectRetrySeconds)],
    [`${prefix}_RETRY_COUNT`, only('retry-count', numberOption(settings.retryCount))],
    [`${prefix}_SSL`, flag(tls.enabled)],
    [`${prefix}_SSL_CA`, textOption(tls.ca)],
    [`${prefix}_SSL_CAPATH`, textOption(tls.caPath)],
    [`${prefix}_SSL_CERT`, textOption(tls.cert)],
    [`${prefix}_SSL_KEY`, textOption(tls.key)],
    [`${prefix}_SSL_CIPHER`, textOption(tls.cipher)],
    [`${prefix}_SSL_CRL`, textOption(tls.crl)],
    [`${prefix}_SSL_CRLPATH`, textOption(tls.crlPath)],
    [`${prefix}_TLS_VERSION`, only('tls-version', textOption(tls.version))],
    [`${prefix}_SSL_VERIFY_SERVER_CERT`, flag(tls.verifyServerCert)],
    [`${prefix}_PUBLIC_KEY_PATH`, only('public-key', textOption(settings.publicKeyPath ?? ''))],
    [
      `GET_${prefix}_PUBLIC_KEY`,
      only('public-key', settings.getPublicKey === null ? null : flag(settings.getPublicKey)),
    ],
    [`${prefix}_COMPRESSION_ALGORITHMS`, only('compression', textOption(settings.compression ?? ''))],
  ];
}

const flag = (value: boolean): string => (value ? '1' : '0');
const numberOption = (value: number | null): string | null => (value === null ? null : String(value));
const textOption = (value: string): string | null => (value === '' ? null : quoteText(value));
