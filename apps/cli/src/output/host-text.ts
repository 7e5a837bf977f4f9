/** One host as text: its servers by port, then what its death would do. */
import type { ClusterLossView, HostServerView, HostView } from '@topiary/contract';
import { roleWord } from './role-word.ts';
import { table, when } from './table.ts';

export function hostText({ host, down, servers, death }: HostView): string {
  const state =
    down === null
      ? []
      : [
          `${host} is DOWN since ${when(down.since)}: ${down.instances} servers, masters among them: ${down.masters}.`,
          '',
        ];
  return [
    ...state,
    table(['PORT', 'ROLE', 'HEALTH', 'CLUSTER', 'VERSION', 'LAG', 'PROBLEMS'], servers.map(rowOf)),
    '',
    `If ${host} died: ${counted(death.loseMaster, 'cluster')} would lose a master, ${death.loseReplicas} would lose replicas, ` +
      `${death.loseEverything} everything; ${death.loseLastReplica} would have no replica left${unsure(death.mayLoseLastReplica)}.`,
    table(['CLUSTER', 'LOSES', 'LEFT'], death.clusters.map(lossOf)),
  ].join('\n');
}

function unsure(count: number): string {
  return count === 0 ? '' : ` (and ${count} perhaps)`;
}

function rowOf(server: HostServerView): readonly string[] {
  const { port, role, groupRole, health, clusterName, flavor, version, lagSeconds, problems, downtimed } = server;
  return [
    String(port),
    roleWord(role, groupRole),
    health,
    clusterName,
    flavor === null ? '' : `${flavor} ${version ?? ''}`,
    lagSeconds === null ? '' : `${lagSeconds}s`,
    [...problems.map(({ code }) => code), ...(downtimed ? ['(downtime)'] : [])].join(', '),
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function lossOf(loss: ClusterLossView): readonly string[] {
  const { name, whole, masters, mastersLeft, replicas, replicasLeft, replicasUnsure, cutOff } = loss;
  const loses = [...masters.map((id) => `master ${id}`), ...replicas];
  const left = [
    ...(masters.length > 0 && mastersLeft > 0 ? [counted(mastersLeft, 'master')] : []),
    counted(replicasLeft, 'replica'),
    ...(replicasUnsure > 0 ? [`${replicasUnsure} not sure`] : []),
    ...(cutOff.length > 0 ? [`${cutOff.length} without a source`] : []),
  ];
  return [name, loses.join(', '), whole ? 'nothing' : left.join(', ')];
}
