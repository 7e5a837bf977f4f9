/** The servers as a process has them, with everything that it does to them in the ledger and in the narration. */
import { describeStep, sayAll } from '@topiary/domain';
import type { Step } from '@topiary/domain';
import type { ExecuteResult, Servers } from '@topiary/engine';
import type { Ledger, SentStep } from '../checks/ledger.ts';
import type { Narration } from '../narration/narration.ts';

export interface RecordingParts {
  readonly processName: string;
  readonly ledger: Ledger;
  readonly narration: Narration;
  readonly onSent: (sent: SentStep) => void;
  readonly onDone: (step: Step) => void;
}

export function recording(servers: Servers, parts: RecordingParts): Servers {
  const { processName, ledger, narration, onSent, onDone } = parts;
  return {
    observe: async (address, options) => {
      const beganMs = ledger.nowMs;
      const result = await servers.observe(address, options);
      ledger.knowledge.looked(processName, address, {
        beganMs,
        found: result.kind === 'observed' ? result.observation : null,
      });
      if (result.kind === 'observed') ledger.looked(processName, address, beganMs);
      return result;
    },
    ask: (address, queries, options) => servers.ask(address, queries, options),
    observeChannels: async (address, options) => {
      const beganMs = ledger.nowMs;
      const result = await servers.observeChannels(address, options);
      if (result.kind === 'observed') {
        ledger.looked(processName, address, beganMs);
        ledger.knowledge.lookedAtChannels(processName, address, result.channels);
      } else ledger.knowledge.looked(processName, address, { beganMs, found: null });
      return result;
    },
    listen: (address, options) => servers.listen(address, options),
    pulse: (address, options) => servers.pulse(address, options),
    greets: (address, options) => servers.greets(address, options),
    prepareToAct: (address, options) => servers.prepareToAct(address, options),
    listBinaryLogs: (address, options) => servers.listBinaryLogs(address, options),
    listProcesses: (address, options) => servers.listProcesses(address, options),
    readStanding: (address, options) => servers.readStanding(address, options),
    readSettings: (address, options) => servers.readSettings(address, options),
    readAccounts: (address, options) => servers.readAccounts(address, options),
    readLog: (address, request, options) => servers.readLog(address, request, options),
    writeMarker: (address, statement, options) => servers.writeMarker(address, statement, options),
    render: (step, context) => servers.render(step, context),
    proveSame: (first, second, options) => servers.proveSame(first, second, options),
    onConnectionLost: (listener) => servers.onConnectionLost(listener),
    onServerBack: (listener) => servers.onServerBack(listener),
    forget: (id) => servers.forget(id),
    close: () => servers.close(),
    execute: async (step, context) => {
      const sent = ledger.send(processName, step, context.address);
      const what = `${step.id} ${sent.isPutBack ? '(taken back) ' : ''}${sayAll([describeStep(step)], 'en')}`;
      narration.say(processName, `${sent.plan?.plan.id ?? 'no plan'}: sends ${what}`);
      onSent(sent);
      const result = await servers.execute(step, context);
      ledger.knowledge.ended(processName, step, { atMs: ledger.nowMs, isDone: result.kind === 'done' });
      narration.say(processName, `${sent.plan?.plan.id ?? 'no plan'}: ${step.id} ${resultText(result)}`);
      if (result.kind === 'done') onDone(step);
      return result;
    },
  };
}

function resultText(result: ExecuteResult): string {
  switch (result.kind) {
    case 'done':
      return 'answered';
    case 'refused':
      return `refused with error ${result.errorNumber}: ${result.text}`;
    case 'lost':
      return `not answered: ${result.failure.kind} (${result.failure.code})`;
    case 'timed-out':
      return 'waited in vain';
    case 'unlike-plan':
      return 'found otherwise than planned';
  }
}
