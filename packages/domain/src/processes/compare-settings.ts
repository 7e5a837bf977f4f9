/** The settings of two servers side by side: what differs, what differs by nature, and what nobody is to see. */

export interface SettingDifference {
  /** As the first server calls it, or, where it has none, the second. */
  readonly name: string;
  /** `null`: this server has no such setting. */
  readonly here: string | null;
  readonly there: string | null;
  /** Of servers that are set up alike it differs all the same: who they are, where their files lie, who of them writes. */
  readonly isExpected: boolean;
}

export interface SettingsComparison {
  /** In order of name, those that are not expected first. */
  readonly differences: readonly SettingDifference[];
  /** In order of name. */
  readonly same: readonly { readonly name: string; readonly value: string }[];
}

/** By name in lower case. */
export type Settings = Readonly<Record<string, string>>;

/** In place of a value that is a secret; two that differ are told to. */
export const HIDDEN_SETTING = '***';
export const MAX_SETTING_LENGTH = 2_000;
/** More than any server has. */
export const MAX_SETTINGS = 5_000;

export function compareSettings(here: Settings, there: Settings): SettingsComparison {
  const [ours, theirs] = [byMeaning(here), byMeaning(there)];
  const differences: SettingDifference[] = [];
  const same: { name: string; value: string }[] = [];
  for (const meaning of [...new Set([...ours.keys(), ...theirs.keys()])].toSorted()) {
    const [own, other] = [ours.get(meaning), theirs.get(meaning)];
    const name = own?.name ?? other?.name ?? meaning;
    if (own?.value === other?.value) same.push({ name, value: shownSetting(name, own?.value ?? '') });
    else
      differences.push({
        name,
        here: own === undefined ? null : shownSetting(name, own.value),
        there: other === undefined ? null : shownSetting(name, other.value),
        isExpected: isExpected(meaning, own?.value, other?.value),
      });
  }
  const [expected, others] = [
    differences.filter((one) => one.isExpected),
    differences.filter((one) => !one.isExpected),
  ];
  return { differences: [...others, ...expected], same };
}

interface Named {
  readonly name: string;
  readonly value: string;
}

/** Versions call the same thing by other words, and some have both: those of today win. */
function byMeaning(settings: Settings): ReadonlyMap<string, Named> {
  const entries = Object.entries(settings).map(([name, value]) => [meaningOf(name), { name, value }] as const);
  return new Map(
    entries.toSorted(([meaning, one], [, other]) => Number(one.name === meaning) - Number(other.name === meaning)),
  );
}

function meaningOf(name: string): string {
  return name.replaceAll('slave', 'replica').replaceAll('master', 'source');
}

/** Passwords, tokens and what stands for one. Not where a key lies, nor what a password has to look like. */
const SECRET_NAME = /(?:^|_)(?:password|passwd|pwd|secret|secret_id|token|filekey|auth|access_key|passphrase)$/;
/** Statements, which may hold a password. */
const STATEMENT_NAME = /^init_(?:connect|replica|slave|file_sql)$/;
/** Within lists of options, such as those of a provider. */
const SECRET_OPTION = /\b([\w.-]*(?:password|passwd|pwd|secret|token)[\w.-]*\s*[=:]\s*)[^;,&\s]+/gi;
const IDENTIFIED = /\b(identified\s+by|password)\b[^]*/i;

export function shownSetting(name: string, value: string): string {
  if (value === '') return value;
  if (SECRET_NAME.test(name)) return HIDDEN_SETTING;
  const shown = STATEMENT_NAME.test(name)
    ? value.replace(IDENTIFIED, `$1 ${HIDDEN_SETTING}`)
    : value.replaceAll(SECRET_OPTION, `$1${HIDDEN_SETTING}`);
  return shown.slice(0, MAX_SETTING_LENGTH);
}

/** By meaning: who a server is, where it listens, how far it is, and what it is for. */
const EXPECTED: ReadonlySet<string> = new Set([
  'server_id',
  'server_uuid',
  'server_uid',
  'hostname',
  'report_host',
  'report_port',
  'bind_address',
  'admin_address',
  'admin_port',
  'port',
  'extra_port',
  'mysqlx_bind_address',
  'mysqlx_port',
  'proxy_protocol_networks',
  'read_only',
  'super_read_only',
  'auto_increment_offset',
  'group_replication_local_address',
  'group_replication_group_seeds',
  'wsrep_node_name',
  'wsrep_node_address',
  'wsrep_node_incoming_address',
  'wsrep_sst_receive_address',
  'wsrep_start_position',
  'rpl_semi_sync_source_enabled',
  'rpl_semi_sync_replica_enabled',
  'timestamp',
]);
const EXPECTED_NAME = /^gtid_(?:executed|purged|owned|(?:current|binlog|replica)_pos|binlog_state)$/;
const PATH = /^(?:\.{0,2}\/|[\w-]+(?:-bin|-relay-bin)?\.(?:pid|log|err|sock|index)$)/;

function isExpected(meaning: string, here: string | undefined, there: string | undefined): boolean {
  if (EXPECTED.has(meaning) || EXPECTED_NAME.test(meaning)) return true;
  const values = [here, there];
  return (
    values.every((value) => value !== undefined && (value === '' || PATH.test(value))) &&
    values.some((value) => value !== '')
  );
}
