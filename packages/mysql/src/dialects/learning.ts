/** The first questions to a server, and what their answers mean. The families differ in names only. */
import type { Answers, Learned, LearningRole, LearningStatement } from './dialect.ts';
import { privilegesIn } from './own-privileges.ts';
import { productOf } from './product.ts';
import { isYes, numberOf, textOf } from './result-set.ts';
import { showVariables } from './settings.ts';
import { shownValues, textOrNull } from './values.ts';

/** Its answer alone proves that the server lives. */
export const LIVENESS = "SELECT 'topiary'";

export interface LearningWords {
  /** Set at start; they change with a restart only, which ends the connection and so is learned anew. */
  readonly serverUuid: string | null;
  readonly serverUid: string | null;
  readonly logReplicaUpdates: string;
  /** May change while the server runs. Those that do not exist (a plugin is not loaded) are left out of the probe. */
  readonly dynamic: readonly string[];
}

/** INNODB_CMP is a table of five rows that asks for PROCESS and answers 1227 without it. */
export const SEES_ALL_PROCESSES = 'SELECT 1 FROM information_schema.INNODB_CMP LIMIT 1';

export const OWN_GRANTS = 'SHOW GRANTS';

const RELAY_LOG_RECOVERY = 'relay_log_recovery';

/** What may be refused comes last. */
export function learningStatements(words: LearningWords): readonly LearningStatement[] {
  const { dynamic, logReplicaUpdates, serverUid, serverUuid } = words;
  const identity = [serverUuid, serverUid].filter((name) => name !== null);
  const reported = ['hostname', 'port', 'report_host', 'report_port'];
  const fixed = [...identity, ...reported, 'log_bin', logReplicaUpdates, RELAY_LOG_RECOVERY];
  return [
    { role: 'liveness', sql: LIVENESS },
    { role: 'product', sql: 'SELECT @@version, @@version_comment, CURRENT_USER()' },
    { role: 'variables', sql: showVariables([...fixed, ...dynamic]) },
    { role: 'grants', sql: OWN_GRANTS },
    { role: 'processes', sql: SEES_ALL_PROCESSES },
  ];
}

export function learnedFrom(answers: Answers<LearningRole>, words: LearningWords): Learned {
  const [version, comment, account] = answers.get('product')?.rows[0] ?? [];
  const values = shownValues(answers.get('variables'));
  const valueOf = (name: string | null): unknown => (name === null ? null : values.get(name));
  return {
    product: productOf(textOf(version), textOf(comment)),
    account: textOf(account),
    identity: {
      serverUuid: textOrNull(valueOf(words.serverUuid)),
      serverUid: textOrNull(valueOf(words.serverUid)),
      hostname: textOf(values.get('hostname')),
      port: numberOf(values.get('port')) ?? 0,
      reportHost: textOrNull(values.get('report_host')),
      reportPort: numberOf(values.get('report_port')) || null,
    },
    logBin: isYes(values.get('log_bin')),
    logReplicaUpdates: isYes(values.get(words.logReplicaUpdates)),
    relayLogRecovery: values.has(RELAY_LOG_RECOVERY) ? isYes(values.get(RELAY_LOG_RECOVERY)) : null,
    variables: words.dynamic.filter((name) => values.has(name)),
    seesAllProcesses: answers.has('processes'),
    privileges: privilegesIn(answers.get('grants')),
  };
}
