/** The contract of the `Servers` port: one suite, run on every real server found and on wire-level fakes. */
import { afterAll, beforeAll, describe } from 'vitest';
import { adaptiveContract } from './adaptive.ts';
import { classifyingContract } from './classifying.ts';
import { authenticationContract, discretionContract } from './connecting.ts';
import {
  actingFailuresContract,
  movingContract,
  samenessContract,
  stepwiseContract,
  stoppedThreadsContract,
  waitingContract,
} from './executing.ts';
import { frozenContract, killedContract, strangerContract, unreachableContract } from './failing.ts';
import { fewerGrantsContract } from './fewer-grants.ts';
import { grantingContract } from './granting.ts';
import { hangingContract } from './hanging.ts';
import { changingContract, observingContract, roundTripContract } from './observing.ts';
import { processesContract } from './processes.ts';
import { readingLogsContract } from './reading-logs.ts';
import { settingsContract } from './settings.ts';
import { shapingContract } from './shaping.ts';
import { standingContract } from './standing.ts';
import { portsFor, type Subject } from './subject.ts';
import type { ContractFleet } from './world.ts';

export interface ServersContract {
  /** Shown in the report: which servers these are. */
  readonly name: string;
  readonly make: () => Promise<ContractFleet>;
  /** What is asked of these servers alone. */
  readonly more?: readonly ((subject: Subject) => void)[];
}

/** Starting seven servers on a busy machine. */
const MAKE_MS = 120_000;

export function describeServersContract({ name, make, more = [] }: ServersContract): void {
  describe(`the Servers port on ${name}`, () => {
    let fleet: ContractFleet | null = null;
    beforeAll(async () => {
      fleet = await make();
    }, MAKE_MS);
    afterAll(async () => {
      await fleet?.stop();
    });
    const made = (): ContractFleet => {
      if (fleet === null) throw new Error('the servers are not there yet');
      return fleet;
    };
    const subject: Subject = { fleet: made, servers: portsFor(() => made().account) };
    for (const part of [...more, ...PARTS]) part(subject);
  });
}

/** Those that kill servers or change grants come last. */
const PARTS = [
  observingContract,
  changingContract,
  roundTripContract,
  adaptiveContract,
  authenticationContract,
  discretionContract,
  unreachableContract,
  strangerContract,
  movingContract,
  stoppedThreadsContract,
  stepwiseContract,
  waitingContract,
  samenessContract,
  readingLogsContract,
  processesContract,
  standingContract,
  settingsContract,
  shapingContract,
  frozenContract,
  hangingContract,
  actingFailuresContract,
  classifyingContract,
  grantingContract,
  fewerGrantsContract,
  killedContract,
];
