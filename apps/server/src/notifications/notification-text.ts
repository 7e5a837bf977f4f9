/** What a person is told, in a few lines. */
import { say } from '@topiary/domain';
import type { Language } from '@topiary/domain';
import type { HookFacts, HookList } from '@topiary/engine';

export interface NotificationText {
  readonly title: string;
  readonly lines: readonly string[];
}

interface Words {
  readonly moments: Readonly<Record<HookList, string>>;
  readonly cluster: string;
  readonly server: string;
  readonly successor: string;
  readonly lost: string;
  readonly recovery: string;
  readonly colon: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    moments: {
      OnFailureDetectionProcesses: 'Failure detected',
      PreGracefulTakeoverProcesses: 'A takeover begins',
      PreFailoverProcesses: 'A recovery begins',
      PostMasterFailoverProcesses: 'A master was replaced',
      PostIntermediateMasterFailoverProcesses: 'An intermediate master was replaced',
      PostFailoverProcesses: 'A recovery has ended',
      PostUnsuccessfulFailoverProcesses: 'A recovery has FAILED',
      PostGracefulTakeoverProcesses: 'A takeover has ended',
      TopiaryFencingProcesses: 'A master is fenced',
      PostTakeMasterProcesses: 'A replica took the place of its master',
    },
    cluster: 'Cluster',
    server: 'Server',
    successor: 'In its place',
    lost: 'Lost replicas',
    recovery: 'Recovery',
    colon: ': ',
  },
  zh: {
    moments: {
      OnFailureDetectionProcesses: '检测到故障',
      PreGracefulTakeoverProcesses: '主库切换开始',
      PreFailoverProcesses: '恢复开始',
      PostMasterFailoverProcesses: '主库已被接替',
      PostIntermediateMasterFailoverProcesses: '中间主库已被接替',
      PostFailoverProcesses: '恢复已结束',
      PostUnsuccessfulFailoverProcesses: '恢复失败',
      PostGracefulTakeoverProcesses: '主库切换已结束',
      TopiaryFencingProcesses: '隔离主库',
      PostTakeMasterProcesses: '从库已接替其主库',
    },
    cluster: '集群',
    server: '服务器',
    successor: '接替者',
    lost: '丢失的从库',
    recovery: '恢复',
    colon: '：',
  },
};

export function notificationText(list: HookList, facts: HookFacts, language: Language): NotificationText {
  const words = WORDS[language];
  const { cluster, failed, code, successor, lost, uid, summary, description } = facts;
  const row = (name: string, value: string): readonly string[] =>
    value === '' ? [] : [`${name}${words.colon}${value}`];
  return {
    title: `${words.moments[list]}${words.colon}${code} ${failed}`,
    lines: [
      ...row(words.cluster, cluster.alias || cluster.name),
      ...row(words.server, failed),
      summary === undefined ? description : say(summary, language),
      ...row(words.successor, successor?.instance ?? ''),
      ...row(words.lost, lost.join(', ')),
      ...row(words.recovery, uid),
    ].filter((line) => line !== ''),
  };
}
