/** Names of keys that orchestrator 3.2.6 does not read any more, in lower case; files still hold them. */
export const RETIRED_KEYS: ReadonlySet<string> = new Set(
  [
    'ActiveNodeExpireSeconds',
    'AgentAutoDiscover',
    'AuditPageSize',
    'BinlogFileHistoryDays',
    'BufferBinlogEvents',
    'DatabaselessMode__experimental',
    'DiscoveryPollSeconds',
    'HttpTimeoutSeconds',
    'MaintenanceExpireMinutes',
    'MaintenanceOwner',
    'MaintenancePurgeDays',
    'MaxOutdatedKeysToShow',
    'MySQLTopologyMaxPoolConnections',
    'PseudoGTIDCoordinatesHistoryHeuristicMinutes',
    'PseudoGTIDPreferIndependentMultiMatch',
    'ReadLongRunningQueries',
    'SlaveStartPostWaitMilliseconds',
    'StatusSimpleHealth',
  ].map((key) => key.toLowerCase()),
);
