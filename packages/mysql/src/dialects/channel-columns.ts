/**
 * Names of a replica status's columns, in lower case as they are looked up: two spellings of the same row, of which the
 * newer says `source` and `replica`. Made once per dialect, since a probe reads them for every row. spec/dialects §2.
 */
export type SourceWord = 'master' | 'source';
export type ReplicaWord = 'slave' | 'replica';

export type ChannelColumns = ReturnType<typeof channelColumns>;

export function channelColumns(source: SourceWord, replica: ReplicaWord) {
  return {
    host: `${source}_host`,
    port: `${source}_port`,
    user: `${source}_user`,
    serverId: `${source}_server_id`,
    uuid: `${source}_uuid`,
    receiver: `${replica}_io_running`,
    applier: `${replica}_sql_running`,
    lag: `seconds_behind_${source}`,
    readFile: `${source}_log_file`,
    readPosition: `read_${source}_log_pos`,
    executedFile: `relay_${source}_log_file`,
    executedPosition: `exec_${source}_log_pos`,
    retryCount: `${source}_retry_count`,
    publicKeyPath: `${source}_public_key_path`,
    getPublicKey: `get_${source}_public_key`,
    tls: {
      enabled: `${source}_ssl_allowed`,
      ca: `${source}_ssl_ca_file`,
      caPath: `${source}_ssl_ca_path`,
      cert: `${source}_ssl_cert`,
      key: `${source}_ssl_key`,
      cipher: `${source}_ssl_cipher`,
      crl: `${source}_ssl_crl`,
      crlPath: `${source}_ssl_crlpath`,
      version: `${source}_tls_version`,
      verifyServerCert: `${source}_ssl_verify_server_cert`,
    },
  } as const;
}
