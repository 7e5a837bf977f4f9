/**
 * Capability flags of the client/server protocol that these fakes know. What they do not offer (compression, query
 * attributes, session tracking, the shorter end of results) clients then do without.
 */
export const CLIENT_LONG_PASSWORD = 0x0000_0001;
export const CLIENT_FOUND_ROWS = 0x0000_0002;
export const CLIENT_LONG_FLAG = 0x0000_0004;
export const CLIENT_CONNECT_WITH_DB = 0x0000_0008;
export const CLIENT_ODBC = 0x0000_0040;
export const CLIENT_IGNORE_SPACE = 0x0000_0100;
export const CLIENT_PROTOCOL_41 = 0x0000_0200;
export const CLIENT_INTERACTIVE = 0x0000_0400;
export const CLIENT_SSL = 0x0000_0800;
export const CLIENT_TRANSACTIONS = 0x0000_2000;
export const CLIENT_SECURE_CONNECTION = 0x0000_8000;
export const CLIENT_MULTI_STATEMENTS = 0x0001_0000;
export const CLIENT_MULTI_RESULTS = 0x0002_0000;
export const CLIENT_PLUGIN_AUTH = 0x0008_0000;
export const CLIENT_CONNECT_ATTRS = 0x0010_0000;
export const CLIENT_PLUGIN_AUTH_LENENC = 0x0020_0000;

/** Of both families. MariaDB leaves out the first flag, which there means "extended capabilities follow", of which it has none here. */
const COMMON =
  CLIENT_FOUND_ROWS |
  CLIENT_LONG_FLAG |
  CLIENT_CONNECT_WITH_DB |
  CLIENT_ODBC |
  CLIENT_IGNORE_SPACE |
  CLIENT_PROTOCOL_41 |
  CLIENT_INTERACTIVE |
  CLIENT_TRANSACTIONS |
  CLIENT_SECURE_CONNECTION |
  CLIENT_MULTI_STATEMENTS |
  CLIENT_MULTI_RESULTS |
  CLIENT_PLUGIN_AUTH |
  CLIENT_CONNECT_ATTRS |
  CLIENT_PLUGIN_AUTH_LENENC;

export function serverCapabilities({ mariadb, tls }: { readonly mariadb: boolean; readonly tls: boolean }): number {
  return COMMON | (mariadb ? 0 : CLIENT_LONG_PASSWORD) | (tls ? CLIENT_SSL : 0);
}
