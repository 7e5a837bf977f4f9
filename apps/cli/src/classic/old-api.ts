/** orchestrator's API as its commands need it: a path, and the envelope or the object that answers. */
import { z } from 'zod';
import type { FetchLike } from '@topiary/contract';
import { Fatal } from './command.ts';

const keySchema = z.object({ Hostname: z.string(), Port: z.number() });
const placeSchema = z.object({ LogFile: z.string(), LogPos: z.number() });

export const instanceSchema = z.object({
  Key: keySchema,
  MasterKey: keySchema,
  IsDetachedMaster: z.boolean(),
  ClusterName: z.string(),
  ReplicationDepth: z.number(),
  IsLastCheckValid: z.boolean(),
  LogBinEnabled: z.boolean(),
  LogReplicationUpdatesEnabled: z.boolean(),
  Binlog_format: z.string(),
  GtidErrant: z.string(),
  ReplicationSQLThreadState: z.number(),
  ReplicationIOThreadState: z.number(),
  SelfBinlogCoordinates: placeSchema,
  ReplicationLagSeconds: z.object({ Int64: z.number(), Valid: z.boolean() }),
});
export const clusterInfoSchema = z.object({
  ClusterName: z.string(),
  ClusterAlias: z.string(),
  ClusterDomain: z.string(),
});
const envelopeSchema = z.object({ Code: z.enum(['OK', 'ERROR']), Message: z.string(), Details: z.unknown() });

export const keysSchema = z.array(keySchema);
export const instancesSchema = z.array(instanceSchema);
export { keySchema };

export type Key = z.output<typeof keySchema>;
export type OldInstance = z.output<typeof instanceSchema>;
export type OldClusterInfo = z.output<typeof clusterInfoSchema>;

export interface Answer<Details> {
  readonly message: string;
  readonly details: Details;
}

export type Query = Readonly<Record<string, string | undefined>>;

/** Every method throws `Fatal` with the sentence of an answer that is an error. */
export interface OldApi {
  /** The object itself. */
  bare<Schema extends z.ZodType>(schema: Schema, path: readonly string[], query?: Query): Promise<z.output<Schema>>;
  /** An envelope. */
  ask<Schema extends z.ZodType>(
    schema: Schema,
    path: readonly string[],
    query?: Query,
  ): Promise<Answer<z.output<Schema>>>;
  /** `null`: the answer is an error. */
  find<Schema extends z.ZodType>(schema: Schema, path: readonly string[]): Promise<z.output<Schema> | null>;
}

export function keyText({ Hostname, Port }: Key): string {
  return `${Hostname.includes(':') ? `[${Hostname}]` : Hostname}:${Port}`;
}

/** `send` is given paths that begin with a slash. */
export function createOldApi(send: FetchLike, headers: Readonly<Record<string, string>>): OldApi {
  const get = async (path: readonly string[], query: Query = {}): Promise<unknown> => {
    const asked = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
    );
    const url = `/api/${path.map(encodeURIComponent).join('/')}${asked.length === 0 ? '' : `?${asked.join('&')}`}`;
    const response = await send(url, { method: 'GET', headers: { ...headers, accept: 'application/json' } });
    const text = await response.text();
    const json = parseJson(text);
    if (json !== undefined && response.status !== UNAUTHORISED) return json;
    throw new Fatal(problemOf(response.status, url));
  };
  const answered = async (path: readonly string[], query?: Query): Promise<unknown> => {
    const json = await get(path, query);
    const envelope = envelopeSchema.safeParse(json);
    if (envelope.success && envelope.data.Code === 'ERROR') throw new Fatal(envelope.data.Message);
    return json;
  };
  return {
    bare: async (schema, path, query) => parsed(schema, await answered(path, query), path),
    ask: async (schema, path, query) => {
      const { Message, Details } = parsed(envelopeSchema, await answered(path, query), path);
      return { message: Message, details: parsed(schema, Details, path) };
    },
    find: async (schema, path) => {
      const json = await get(path);
      const envelope = envelopeSchema.safeParse(json);
      return envelope.success && envelope.data.Code === 'ERROR' ? null : parsed(schema, json, path);
    },
  };
}

const UNAUTHORISED = 401;
const NOT_FOUND = 404;

function problemOf(status: number, url: string): string {
  if (status === UNAUTHORISED)
    return 'Topiary wants a user and a password: pass -auth user:password, or set TOPIARY_AUTH.';
  if (status === NOT_FOUND) return `The Topiary that answers does not know ${url}: it is probably of another version.`;
  return `${url} was answered with status ${status}, but not as Topiary does. Look at the address in -api or TOPIARY_API.`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, json: unknown, path: readonly string[]): z.output<Schema> {
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  throw new Fatal(
    `${path.join('/')} was answered in a form that is not known here: Topiary there is of another version.`,
  );
}
