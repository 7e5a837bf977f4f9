import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SandboxError } from '../shared/errors.ts';

/**
 * What a sandbox writes into its directory before it starts anything: enough for another process to find, stop and
 * start its servers, and to clear them away when the process that made them is gone. It holds passwords of throw-away
 * servers on loopback and is readable by its owner only. Process ids are not in it but beside each server.
 */
const accountSchema = z.object({ user: z.string(), password: z.string() });

export const LOOPBACK = '127.0.0.1';

const serverSchema = z.object({
  name: z.string(),
  directory: z.string(),
  /** What it listens on. */
  host: z.string().default(LOOPBACK),
  port: z.number().int(),
  family: z.enum(['mysql', 'mariadb']),
  version: z.string(),
  /** The whole command, program first. */
  command: z.array(z.string()).min(2),
  admin: accountSchema,
});

const clusterSchema = z.object({ name: z.string(), servers: z.array(serverSchema) });

export const sandboxStateSchema = z.object({
  name: z.string(),
  /** The process whose end is the sandbox's end; null for a sandbox that outlives the process that made it. */
  owner: z.object({ pid: z.number().int(), startedAt: z.string() }).nullable(),
  credentials: z.object({ topology: accountSchema, replication: accountSchema, application: accountSchema }),
  clusters: z.array(clusterSchema),
  /** On which members of groups will talk to each other, though nobody may listen there yet. */
  groupPorts: z.array(z.number().int()).default([]),
});

/** The part that clearing away needs. It is read apart, so that what another version of this program left can go too. */
const tracesSchema = sandboxStateSchema.pick({ name: true, owner: true }).extend({
  clusters: z.array(z.object({ servers: z.array(serverSchema.pick({ directory: true })) })),
});

export type SandboxTraces = Readonly<z.infer<typeof tracesSchema>>;
export type SandboxState = Readonly<z.infer<typeof sandboxStateSchema>>;
export type ClusterState = SandboxState['clusters'][number];
export type ServerState = Readonly<z.infer<typeof serverSchema>>;
export type Credentials = SandboxState['credentials'];

const STATE_FILE = 'sandbox.json';

export function stateFileOf(directory: string): string {
  return join(directory, STATE_FILE);
}

/** @throws SandboxError `not-a-sandbox` where there is none, or not one that this version reads. */
export async function readState(directory: string): Promise<SandboxState> {
  const file = stateFileOf(directory);
  try {
    return sandboxStateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new SandboxError(
      'not-a-sandbox',
      `${directory} is not a sandbox: ${file} is missing or cannot be read. “topiary sandbox list” shows those there are.`,
      { data: { directory }, cause },
    );
  }
}

/** Null where there are none, or none that can be read. */
export async function readTraces(directory: string): Promise<SandboxTraces | null> {
  try {
    return tracesSchema.parse(JSON.parse(await readFile(stateFileOf(directory), 'utf8')));
  } catch {
    return null;
  }
}

export async function writeState(directory: string, state: SandboxState): Promise<void> {
  const file = stateFileOf(directory);
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, JSON.stringify(state, null, 1), { mode: 0o600 });
  await rename(aside, file);
}
