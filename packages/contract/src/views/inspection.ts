/** What is read from a server because somebody asks: what runs there, and in which logs its errant transactions stand. */
import {
  ERRANT_NATURES,
  MAX_ERRANT_DESCRIBED,
  MAX_ERRANT_READS,
  MAX_ERRANT_STATEMENT,
  MAX_ERRANT_TABLES,
  MAX_LISTED_STATEMENT,
  MAX_PROCESSES,
  MAX_SETTING_LENGTH,
  MAX_SETTINGS,
  PROCESS_ROLES,
  ROW_CHANGES,
} from '@topiary/domain';
import { z } from 'zod';
import { instanceId, message } from './common.ts';

export const processView = z.object({
  id: z.number().int(),
  /** Only a client's may be ended. */
  role: z.enum(PROCESS_ROLES),
  user: z.string(),
  host: z.string(),
  database: z.string(),
  command: z.string(),
  /** In its present state; a replication thread may tell less than 0. */
  seconds: z.number(),
  state: z.string(),
  /** '' where nothing runs. Passwords are left out. */
  statement: z.string().max(MAX_LISTED_STATEMENT),
});

export const processesView = z.object({
  instance: instanceId,
  /** Those that run something first, the longest first. */
  processes: z.array(processView).max(MAX_PROCESSES),
  /** There are more. */
  isCut: z.boolean(),
  /** What would show other accounts' too; `null`: all are shown. */
  grant: z.string().nullable(),
});

export const errantLogsView = z.object({
  instance: instanceId,
  /** What was looked for; '': there is none. */
  errant: z.string(),
  /** The oldest first. */
  files: z.array(z.object({ file: z.string(), transactions: z.string() })).max(MAX_ERRANT_READS + 1),
  /** In files that are gone. */
  purged: z.string(),
  /** Of other servers, and not written to its own log. */
  notLogged: z.string(),
  /** Not looked for, because that took too many reads. */
  notReached: z.string(),
  /** What those do that were located, as far as their log tells. */
  transactions: z
    .array(
      z.object({
        gtid: z.string(),
        file: z.string(),
        /** Of its first event. */
        position: z.number().int(),
        bytes: z.number().int(),
        /** The first three are likely harmless. */
        nature: z.enum(ERRANT_NATURES),
        likelyHarmless: z.boolean(),
        tables: z.array(z.object({ table: z.string(), changes: z.array(z.enum(ROW_CHANGES)) })).max(MAX_ERRANT_TABLES),
        moreTables: z.number().int(),
        /** The first of it that the log holds as text, without passwords; '' for none. */
        statement: z.string().max(MAX_ERRANT_STATEMENT),
        moreStatements: z.number().int(),
      }),
    )
    .max(MAX_ERRANT_DESCRIBED),
  /** Located, and not read: that took too long, or the log could not be read. */
  notDescribed: z.string(),
  /** Why nothing was found out. */
  problem: message.nullable(),
});

export const lastMarkerView = z.object({
  instance: instanceId,
  /** `null`: `problem` says why there is none. */
  marker: z.object({ text: z.string(), file: z.string(), position: z.number().int() }).nullable(),
  problem: message.nullable(),
});

const settingText = z.string().max(MAX_SETTING_LENGTH);
export const settingsQuery = z.object({ with: instanceId });
export const settingsView = z.object({
  instance: instanceId,
  /** The server that it is compared with. */
  other: instanceId,
  /** Those that are not expected first, then in order of name. Values of secrets are `***`. */
  differences: z
    .array(
      z.object({
        name: z.string(),
        /** `null`: there is no such setting on this server. */
        here: settingText.nullable(),
        there: settingText.nullable(),
        /** Of servers that are set up alike it differs all the same. */
        isExpected: z.boolean(),
      }),
    )
    .max(2 * MAX_SETTINGS),
  same: z.array(z.object({ name: z.string(), value: settingText })).max(MAX_SETTINGS),
});

export const binaryLogsView = z.object({
  instance: instanceId,
  /** The oldest first; none where the log is off. Sizes in bytes. */
  logs: z.array(z.object({ name: z.string(), size: z.number().int() })),
  total: z.number().int(),
  /** As they were seen last. A plan to purge decides by what is read then. */
  readers: z.array(
    z.object({
      replica: instanceId,
      channel: z.string(),
      /** `has-all`: what it asks for next is not written yet. `not-seen`: it does not answer. `not-known`: it names none of the logs. */
      need: z.enum(['needs', 'has-all', 'not-seen', 'not-known']),
      /** The oldest that it still needs; `null` for none, or where that is not known. */
      file: z.string().nullable(),
    }),
  ),
});

export type SettingsView = z.output<typeof settingsView>;
export type BinaryLogsView = z.output<typeof binaryLogsView>;
export type ProcessView = z.output<typeof processView>;
export type ProcessesView = z.output<typeof processesView>;
export type ErrantLogsView = z.output<typeof errantLogsView>;
