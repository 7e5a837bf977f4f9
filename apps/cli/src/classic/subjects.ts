/** What a command is about: instances and clusters by the rules of orchestrator's command line. */
import { hostname } from 'node:os';
import { parseAddress } from '@topiary/contract';
import { clusterInfoSchema, instanceSchema, keyText } from './old-api.ts';
import type { Key, OldClusterInfo, OldInstance } from './old-api.ts';
import { Fatal } from './command.ts';
import type { ClassicContext } from './command.ts';

type Address = Extract<ReturnType<typeof parseAddress>, { ok: true }>['address'];

/** A server by its whole address. */
export interface Subject {
  /** As `host:port`, as it is printed. */
  readonly key: string;
  /** Of paths. */
  readonly path: readonly [host: string, port: string];
  /** `null`: Topiary does not know it. */
  readonly instance: OldInstance | null;
}

/** -i, or this machine; a part of a host's name is enough where it is the only one. */
export function instanceOf(context: ClassicContext): Promise<Subject> {
  return figure(context, context.instance ?? hostname());
}

export async function knownInstanceOf(context: ClassicContext): Promise<Subject & { readonly instance: OldInstance }> {
  return known(await instanceOf(context));
}

export function destinationOf(context: ClassicContext): Promise<Subject> {
  return figure(context, context.destination ?? '');
}

export async function knownDestinationOf(context: ClassicContext): Promise<Subject> {
  return known(await destinationOf(context));
}

function known(subject: Subject): Subject & { readonly instance: OldInstance } {
  if (subject.instance === null) throw new Fatal(`Unable to get instance: ${subject.key} is not known to Topiary`);
  return { ...subject, instance: subject.instance };
}

export async function figure({ old }: ClassicContext, text: string): Promise<Subject> {
  const written = readAddress(text);
  const path = [written.host, String(written.port)] as const;
  const instance = await old.find(instanceSchema, ['instance', ...path]);
  if (instance === null) return { ...asWritten(written), instance };
  return { ...subjectOf(instance.Key), instance };
}

/** As it is written, whether or not Topiary knows it. */
export function writtenInstance(context: ClassicContext): Subject {
  return { ...asWritten(readAddress(context.instance ?? hostname())), instance: null };
}

export function readAddress(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Fatal(`Cannot deduce instance: "${text}" is not of the form host or host:port`);
  return parsed.address;
}

function asWritten({ host, port }: Address): Omit<Subject, 'instance'> {
  return subjectOf({ Hostname: host, Port: port });
}

function subjectOf(key: Key): Omit<Subject, 'instance'> {
  return { key: keyText(key), path: [key.Hostname, String(key.Port)] };
}

/**
 * The cluster by -alias (its name or alias), by -i, or that of this machine. What was written and names none is never
 * replaced by something else. `null`: there is none.
 */
export async function clusterOf(context: ClassicContext): Promise<OldClusterInfo | null> {
  const { old, flags, instance } = context;
  if (flags.alias !== '') return old.find(clusterInfoSchema, ['cluster-info', 'alias', flags.alias]);
  return old.find(clusterInfoSchema, ['cluster-info', instance ?? hostname()]);
}

/** The cluster's name, for a command that cannot do without. */
export async function sureClusterOf(context: ClassicContext): Promise<OldClusterInfo> {
  const found = await clusterOf(context);
  if (found !== null) return found;
  throw new Fatal(noCluster(context));
}

/** As orchestrator: an ERROR line, and then as if it had no name. */
export async function clusterOrWarn(context: ClassicContext): Promise<OldClusterInfo | null> {
  const found = await clusterOf(context);
  if (found === null) context.warn(noCluster(context));
  return found;
}

function noCluster({ flags, instance }: ClassicContext): string {
  const asked = flags.alias === '' ? (instance ?? `this machine, ${hostname()}`) : flags.alias;
  return `Unable to determine cluster name: ${asked} names none that Topiary knows; use -alias or -i`;
}
