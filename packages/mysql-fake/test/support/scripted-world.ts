import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { FakeServers, makeCertificates, type Certificates, type ListenAddress } from '../../src/index.ts';
import { freeAddress } from './fakes.ts';
import { ScriptedAnswerer, type ScriptedSession } from './scripted-answerer.ts';

export interface ScriptedWorld {
  readonly answerer: () => ScriptedAnswerer;
  readonly fakes: () => FakeServers<ScriptedSession>;
  readonly address: () => ListenAddress;
  readonly certificates: () => Certificates;
}

/** One fake server per test; registers its own set-up and end. */
export function scriptedWorld(): ScriptedWorld {
  let certificates: Certificates | null = null;
  let world: {
    readonly answerer: ScriptedAnswerer;
    readonly fakes: FakeServers<ScriptedSession>;
    readonly address: ListenAddress;
  } | null = null;
  const there = <Part>(part: Part | null | undefined): Part => {
    if (part === null || part === undefined) throw new Error('the fakes are not there yet');
    return part;
  };
  beforeAll(async () => {
    certificates = await makeCertificates(new Date());
  });
  beforeEach(async () => {
    const answerer = new ScriptedAnswerer();
    const fakes = new FakeServers({ answerer, certificates: there(certificates), listening: 'own' });
    const address = await freeAddress();
    await fakes.listen(address);
    world = { answerer, fakes, address };
  });
  afterEach(async () => {
    await world?.fakes.close();
  });
  afterAll(() => {
    world = null;
  });
  return {
    answerer: () => there(world).answerer,
    fakes: () => there(world).fakes,
    address: () => there(world).address,
    certificates: () => there(certificates),
  };
}
