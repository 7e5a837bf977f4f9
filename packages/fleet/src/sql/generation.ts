/**
 * What the generations of servers understand, by name. Everything that depends on a version asks here, so that the one
 * place to correct is this table. Source marks are those of spec/dialects.
 */
import { atLeast, familyOf, type Product } from '@topiary/domain';

/** MaxScale's binlog router answers a handful of statements and nothing else. */
export type SqlFamily = 'mysql' | 'mariadb' | 'maxscale';

export interface Generation {
  /** Equal for products that parse and answer alike: the key of parsed statements. */
  readonly key: string;
  readonly family: SqlFamily;
  /** As in executable comments: 80404, 101118. */
  readonly versionNumber: number;
  /** Who speaks in `check the manual that corresponds to your … server version`. */
  readonly serverName: 'MySQL' | 'MariaDB';
  readonly words: Words;
  readonly has: Features;
}

/** `SLAVE` and `MASTER`, `REPLICA` and `SOURCE`: which of them the grammar has, statement by statement. */
export interface Words {
  /** START/STOP/RESET/SHOW SLAVE …, SHOW SLAVE HOSTS. */
  readonly slave: boolean;
  /** START/STOP/RESET/SHOW REPLICA …. */
  readonly replica: boolean;
  readonly changeMaster: boolean;
  readonly changeSource: boolean;
  readonly showMasterStatus: boolean;
  readonly showBinlogStatus: boolean;
  readonly showBinaryLogStatus: boolean;
  readonly showMasterLogs: boolean;
  readonly showReplicas: boolean;
  readonly showReplicaHosts: boolean;
  readonly resetMaster: boolean;
  readonly resetBinaryLogsAndGtids: boolean;
  readonly purgeMasterLogs: boolean;
  /** UNTIL SOURCE_LOG_FILE = …. */
  readonly untilSource: boolean;
  readonly untilMaster: boolean;
  readonly untilGtids: boolean;
  readonly untilGaps: boolean;
  readonly untilMasterGtidPos: boolean;
  /** SHOW ALL SLAVES STATUS, SHOW SLAVE 'c' STATUS, START ALL SLAVES, CHANGE MASTER 'c' TO. */
  readonly connectionNames: boolean;
  readonly forChannel: boolean;
  readonly changeFilter: boolean;
  readonly groupReplication: boolean;
  readonly persist: boolean;
}

export interface Features {
  readonly performanceSchemaProcesslist: boolean;
  readonly encryptedBinlogColumn: boolean;
  readonly networkNamespace: boolean;
  readonly publicKey: boolean;
  /** `Waiting for source …` in thread states. */
  readonly newThreadStates: boolean;
  readonly gtids: 'mysql' | 'mariadb' | 'none';
  /** 5.7's GTID role comes from a status variable. */
  readonly groupMemberRole: boolean;
  readonly communicationStack: boolean;
  readonly fineGrainedPrivileges: boolean;
  readonly eventTimes: boolean;
  /** MariaDB from 11.0 on: SUPER stands for nothing but itself [M11]. */
  readonly bareSuper: boolean;
}

export function generationOf(product: Product): Generation {
  if (product.flavor === 'maxscale') return MAXSCALE;
  return familyOf(product) === 'mariadb' ? mariadbGeneration(product) : mysqlGeneration(product);
}

function versionNumberOf({ version: { major, minor, patch } }: Product): number {
  return major * 10_000 + minor * 100 + patch;
}

function mysqlGeneration(product: Product): Generation {
  const { version } = product;
  const from = (major: number, minor = 0, patch = 0): boolean => atLeast(version, major, minor, patch);
  const newOnly = from(8, 4);
  const words: Words = {
    slave: !newOnly, // [97][D]
    replica: from(8, 0, 22), // [D]
    changeMaster: !newOnly, // [97]
    changeSource: from(8, 0, 23), // [D]
    showMasterStatus: !newOnly, // [97]
    showBinlogStatus: false,
    showBinaryLogStatus: from(8, 2), // [D]
    showMasterLogs: !newOnly, // [97]
    showReplicas: from(8, 0, 22), // [D]
    showReplicaHosts: false,
    resetMaster: !newOnly, // [97]
    resetBinaryLogsAndGtids: from(8, 2), // [D]
    purgeMasterLogs: !newOnly, // [97]
    untilSource: from(8, 0, 23), // [D]
    untilMaster: !newOnly, // [97]
    untilGtids: true,
    untilGaps: true,
    untilMasterGtidPos: false,
    connectionNames: false,
    forChannel: true,
    changeFilter: true,
    groupReplication: true,
    persist: from(8), // [D]
  };
  const has: Features = {
    performanceSchemaProcesslist: from(8, 0, 22), // [D]
    encryptedBinlogColumn: from(8, 0, 14), // [D]
    networkNamespace: from(8, 0, 22), // [D]
    publicKey: from(8, 0, 4), // [D]
    newThreadStates: from(8, 0, 26), // [D]
    gtids: 'mysql',
    groupMemberRole: from(8, 0, 2), // [D]
    communicationStack: from(8, 0, 27), // [D]
    fineGrainedPrivileges: from(8), // [97]
    eventTimes: false,
    bareSuper: false,
  };
  return {
    key: `mysql ${version.major}.${version.minor}.${version.patch}`,
    family: 'mysql',
    versionNumber: versionNumberOf(product),
    serverName: 'MySQL',
    words,
    has,
  };
}

function mariadbGeneration(product: Product): Generation {
  const { version } = product;
  const from = (major: number, minor = 0, patch = 0): boolean => atLeast(version, major, minor, patch);
  const words: Words = {
    slave: true,
    replica: from(10, 5, 1), // [M10][D]
    changeMaster: true,
    changeSource: false, // [M10][M11]
    showMasterStatus: true,
    showBinlogStatus: from(10, 5, 2), // [M10][D]
    // Refused by 11.8.6, accepted by 11.8.9 [M11].
    showBinaryLogStatus: from(11, 8, 9),
    showMasterLogs: true,
    showReplicas: false, // [M10][M11]
    showReplicaHosts: from(10, 5, 1), // [M10]
    resetMaster: true,
    resetBinaryLogsAndGtids: false,
    purgeMasterLogs: true,
    untilSource: false,
    untilMaster: true,
    untilGtids: from(11, 3, 1), // [M11], first version [D]
    untilGaps: false, // [M10]
    untilMasterGtidPos: true, // [M10]
    connectionNames: true,
    forChannel: from(10, 7), // [D]
    changeFilter: false, // [M10]
    groupReplication: false,
    persist: false, // [M10]
  };
  const has: Features = {
    performanceSchemaProcesslist: false, // [M10][M11]
    encryptedBinlogColumn: false, // [M10]
    networkNamespace: false,
    publicKey: false,
    newThreadStates: false,
    gtids: 'mariadb',
    groupMemberRole: false,
    communicationStack: false,
    fineGrainedPrivileges: from(10, 5, 2), // [D]
    eventTimes: from(11, 6), // [M11], first version [?]
    bareSuper: from(11, 0, 1),
  };
  return {
    key: `mariadb ${version.major}.${version.minor}.${version.patch}`,
    family: 'mariadb',
    versionNumber: versionNumberOf(product),
    serverName: 'MariaDB',
    words,
    has,
  };
}

/** The old binlog router (1.x to 2.4): SHOW SLAVE STATUS, SHOW SLAVE HOSTS, START/STOP/CHANGE, and little else [?]. */
const MAXSCALE: Generation = {
  key: 'maxscale',
  family: 'maxscale',
  versionNumber: 50_717,
  serverName: 'MariaDB',
  words: {
    slave: true,
    replica: false,
    changeMaster: true,
    changeSource: false,
    showMasterStatus: true,
    showBinlogStatus: false,
    showBinaryLogStatus: false,
    showMasterLogs: false,
    showReplicas: false,
    showReplicaHosts: false,
    resetMaster: false,
    resetBinaryLogsAndGtids: false,
    purgeMasterLogs: false,
    untilSource: false,
    untilMaster: false,
    untilGtids: false,
    untilGaps: false,
    untilMasterGtidPos: false,
    connectionNames: false,
    forChannel: false,
    changeFilter: false,
    groupReplication: false,
    persist: false,
  },
  has: {
    performanceSchemaProcesslist: false,
    encryptedBinlogColumn: false,
    networkNamespace: false,
    publicKey: false,
    newThreadStates: false,
    gtids: 'none',
    groupMemberRole: false,
    communicationStack: false,
    fineGrainedPrivileges: false,
    eventTimes: false,
    bareSuper: false,
  },
};
