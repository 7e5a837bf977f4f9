/**
 * What a process holds when its collector has run. Between collections a heap grows as far as it may, and says nothing of
 * what is kept. Needs a process that was started with `inspected`.
 */
import { usageOf } from '../bench/scale/usage.ts';
import { eventually } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const CALL_WITHIN_MS = 30_000;

export interface CollectedMemory {
  readonly heapMegabytes: number;
  readonly residentMegabytes: number;
}

export interface MemoryProbe {
  look(): Promise<CollectedMemory>;
  close(): void;
}

export async function probeMemory(topiary: TopiaryProcess): Promise<MemoryProbe> {
  const url = await eventually(() => {
    const found = /Debugger listening on (ws:\S+)/.exec(topiary.output.join(''))?.[1];
    return found === undefined ? Promise.reject(new Error('the process tells no debugger')) : Promise.resolve(found);
  });
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  let calls = 0;
  const call = (method: string): Promise<string> => {
    calls += 1;
    const id = calls;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer to ${method}`)), CALL_WITHIN_MS);
      socket.addEventListener('message', function hear({ data }) {
        const text = String(data);
        if (!text.startsWith(`{"id":${id},`)) return;
        clearTimeout(late);
        socket.removeEventListener('message', hear);
        resolve(text);
      });
      socket.send(JSON.stringify({ id, method }));
    });
  };
  return {
    look: async () => {
      await call('HeapProfiler.collectGarbage');
      const usedBytes = Number(/"usedSize":(\d+)/.exec(await call('Runtime.getHeapUsage'))?.[1] ?? Number.NaN);
      const { residentMegabytes } = await usageOf(topiary.processId);
      return { heapMegabytes: usedBytes / 1_048_576, residentMegabytes };
    },
    close: () => socket.close(),
  };
}
