import type { Node } from 'oxc-parser';
import { isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';
import { walk } from './walk.ts';

const STATEMENTS: readonly RegExp[] = [
  /\b(show|start|stop|reset)\s+(all\s+)?slaves?\b/i,
  /\bchange\s+master\b/i,
  /\bshow\s+(master|slave)\s+(status|hosts|logs)\b/i,
  /\b(reset|purge)\s+master\b/i,
  /\bmaster_(pos|gtid)_wait\b/i,
  /\bsql_slave_skip_counter\b/i,
];

const COLUMNS: readonly RegExp[] = [
  /\bseconds_behind_master\b/i,
  /\b(slave_(io|sql)|(last|exec|read|relay)_master|relay_master_log)\w*/i,
  /\bmaster_(host|port|user|password|uuid|server_id|log_file|log_pos|ssl\w*|use_gtid|auto_position|connect_retry|retry_count|delay|heartbeat_period|bind|info_file|public_key_path|demote_to_slave)\b/i,
  /\bread_master_log_pos\b/i,
];

/**
 * Dialects speak every server's language; the sandbox sets up replication on servers that know no other; and the fleet
 * model is such a server, in what it reads and answers, in the names of its variables and in its messages.
 */
const SPEAKERS = [
  'packages/mysql/src/dialects/',
  'packages/sandbox/',
  'packages/fleet/src/sql/',
  'packages/fleet/src/model/variables/',
  'packages/fleet/src/words/',
] as const;
/** orchestrator's API names some fields after columns: names are allowed there, statements are not. */
const NAMERS = ['apps/server/src/compat/'] as const;

/** Legacy statements and column names in string and template literals, outside the places that must know them. */
export function legacySqlViolations(file: SourceFile): readonly Violation[] {
  if (isTest(file.path) || startsWithAny(file.path, SPEAKERS)) {
    return [];
  }
  const banned = startsWithAny(file.path, NAMERS) ? STATEMENTS : [...STATEMENTS, ...COLUMNS];
  const found: Violation[] = [];
  walk(file.program, (node) => {
    const text = literalText(node);
    const match = text === undefined ? null : firstMatch(text, banned);
    if (match !== null) {
      const message = `"${match}" is legacy SQL: only ${SPEAKERS[0]} knows it.`;
      found.push({ path: file.path, line: file.lineAt(node.start), message });
    }
  });
  return found;
}

function literalText(node: Node): string | undefined {
  if (node.type === 'Literal') {
    return typeof node.value === 'string' ? node.value : undefined;
  }
  return node.type === 'TemplateElement' ? node.value.raw : undefined;
}

function firstMatch(text: string, patterns: readonly RegExp[]): string | null {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match !== null) {
      return match[0];
    }
  }
  return null;
}

function startsWithAny(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => path.startsWith(prefix));
}
