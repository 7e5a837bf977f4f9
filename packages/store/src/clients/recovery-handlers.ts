/** What is done about failures and recoveries: one transaction each. */
import * as findings from '../queries/finding-changes.ts';
import * as reads from '../queries/recovery-reads.ts';
import * as writes from '../queries/recovery-writes.ts';
import type { Handlers } from '../worker/operations.ts';
import type { RecoveryReads, RecoveryWrites } from '../worker/recovery-operations.ts';
import type { InTransaction, Tx, WriteParts } from './data-handlers.ts';

type Input<Name extends keyof RecoveryWrites> = RecoveryWrites[Name]['input'];

export function recoveryWriteHandlers({ transaction, assertTerm }: WriteParts): Handlers<RecoveryWrites> {
  const acting =
    <Input extends { readonly ownTerm: number | null }, Value>(action: (tx: Tx, input: Input) => Promise<Value>) =>
    (input: Input): Promise<Value> =>
      transaction(async (tx) => {
        await assertTerm(tx, input.ownTerm);
        return action(tx, input);
      });
  return {
    registerRecovery: acting((tx, input: Input<'registerRecovery'>) => writes.registerRecovery(tx, input)),
    updateRecovery: acting((tx, input: Input<'updateRecovery'>) => writes.updateRecovery(tx, input)),
    endUnfinishedRecoveries: acting((tx, { by }: Input<'endUnfinishedRecoveries'>) =>
      writes.endUnfinishedRecoveries(tx, by),
    ),
    addRecoverySteps: acting((tx, { rows }: Input<'addRecoverySteps'>) => writes.addRecoverySteps(tx, rows)),
    acknowledgeRecoveries: acting((tx, input: Input<'acknowledgeRecoveries'>) =>
      writes.acknowledgeRecoveries(tx, input),
    ),
    registerDetection: acting((tx, input: Input<'registerDetection'>) => writes.registerDetection(tx, input)),
    setRecoverySwitch: acting((tx, input: Input<'setRecoverySwitch'>) => writes.setRecoverySwitch(tx, input)),
  };
}

export function recoveryReadHandlers(read: InTransaction): Handlers<RecoveryReads> {
  return {
    listRecoveries: (query) => read((tx) => reads.listRecoveries(tx, query)),
    recoverySteps: (uid) => read((tx) => reads.recoverySteps(tx, uid)),
    earlierRecoveries: (of) => read((tx) => reads.earlierRows(tx, of)),
    listDetections: (query) => read((tx) => reads.listDetections(tx, query)),
    blockedRecoveries: (since) => read((tx) => reads.blockedRecoveries(tx, since)),
    recoverySwitches: () => read((tx) => reads.recoverySwitches(tx)),
    listFindingChanges: (query) => read((tx) => findings.listFindingChanges(tx, query)),
    openFindings: () => read((tx) => findings.openFindings(tx)),
    pastVerdicts: () => read((tx) => findings.pastVerdicts(tx)),
  };
}
