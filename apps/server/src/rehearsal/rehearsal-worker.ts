/** The thread of one rehearsal: it plays what it was started with, answers once, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { clusterFilterOf } from '@topiary/domain';
import { rehearse } from '@topiary/simulator';
import { createMemoryStore } from '@topiary/store';
import type { RehearsalReply, RehearsalRequest } from './rehearsal-messages.ts';

/** Whoever asks what would happen wants to see it also where nothing is done by itself yet. */
const EVERYWHERE = [clusterFilterOf('*', () => null)];

async function play({ rules, ignored, ...question }: RehearsalRequest): Promise<RehearsalReply> {
  try {
    const rehearsal = await rehearse({
      ...question,
      rules: {
        ...rules,
        masters: EVERYWHERE,
        intermediateMasters: EVERYWHERE,
        ignores: (instance) => ignored.get(instance) ?? null,
      },
      store: (clock) => createMemoryStore({ clock }),
    });
    return { kind: 'done', rehearsal };
  } catch (error) {
    return { kind: 'failed', detail: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(await play(workerData as RehearsalRequest));
