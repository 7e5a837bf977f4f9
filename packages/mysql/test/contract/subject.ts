/** The port under test, and helpers that every part of the suite uses. */
import { inspect } from 'node:util';
import {
  instanceIdOf,
  asStepId,
  type Address,
  type Observation,
  type ProbeFailure,
  type ReplicationChannel,
  type Step,
} from '@topiary/domain';
import type { ExecuteContext, Servers } from '@topiary/engine';
import { afterEach, vi } from 'vitest';
import { createServers, type TlsOptions } from '../../src/index.ts';
import type { ContractAccount, ContractFleet, ContractServer } from './world.ts';

export interface SubjectOptions {
  readonly account?: ContractAccount;
  readonly tls?: TlsOptions;
  readonly lagQuery?: string;
}

/** What a part of the suite works with. */
export interface Subject {
  readonly fleet: () => ContractFleet;
  /** A new port; closed after the test. */
  readonly servers: (options?: SubjectOptions) => Servers;
}

/** Makes ports, and closes each after the test that asked for it. To be called once in a `describe`. */
export function portsFor(usualAccount: () => ContractAccount): Subject['servers'] {
  const open: Servers[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((servers) => servers.close()));
  });
  return ({ account = usualAccount(), lagQuery = '', tls = { mode: 'preferred' } }: SubjectOptions = {}) => {
    const credentials = (): ContractAccount => account;
    const timeouts = { connectMs: DEADLINE_MS, waitAnswerMarginMs: DEADLINE_MS };
    const servers = createServers({ credentials, tls, lagQuery, timeouts, monotonicMs: () => performance.now() });
    open.push(servers);
    return servers;
  };
}

/**
 * For whatever is to succeed. A probe takes a few milliseconds; servers and tests that share a busy machine's processor, fakes
 * even one thread, take what they get.
 */
export const DEADLINE_MS = 20_000;

export async function observationOf(servers: Servers, address: Address): Promise<Observation> {
  const result = await servers.observe(address, { deadlineMs: DEADLINE_MS });
  if (result.kind === 'failed') throw new Error(`no observation: ${inspect(result.failure)}`);
  return result.observation;
}

export async function failureOf(servers: Servers, address: Address, deadlineMs = DEADLINE_MS): Promise<ProbeFailure> {
  const result = await servers.observe(address, { deadlineMs });
  if (result.kind === 'observed') throw new Error('observed what should have failed');
  return result.failure;
}

export async function channelOf(servers: Servers, server: ContractServer, name = ''): Promise<ReplicationChannel> {
  const observation = await observationOf(servers, server.address);
  const channel = observation.channels.find((candidate) => candidate.name === name);
  if (channel === undefined) throw new Error(`no channel called "${name}" at ${instanceIdOf(server.address)}`);
  return channel;
}

export async function contextFor(servers: Servers, server: ContractServer): Promise<ExecuteContext> {
  const { product } = await observationOf(servers, server.address);
  return { address: server.address, product, results: {} };
}

/** The fields that every step has, for a step that runs on `server`. */
export function stepBase(
  server: ContractServer,
  deadlineMs = DEADLINE_MS,
): Pick<Step, 'id' | 'lane' | 'instance' | 'deadlineMs'> {
  const instance = instanceIdOf(server.address);
  return { id: asStepId('s1'), lane: instance, instance, deadlineMs };
}

/**
 * Asks until the answer is as expected; the last answer is what a failure shows. Not by `expect.poll`, which belongs to
 * one test, while suites of several fleets run beside each other.
 */
export async function eventually(check: () => Promise<void>, withinMs = DEADLINE_MS): Promise<void> {
  await vi.waitFor(check, { timeout: withinMs, interval: 25 });
}

export function pause(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, ms);
  return promise;
}
