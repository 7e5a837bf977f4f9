/** In which binary logs a server's errant transactions stand: read when somebody asks. */
import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ErrantLogsView, InstanceId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { errantLogsQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Failure } from '../../shared/ui/states.tsx';
import { ErrantTransactions } from './errant-transactions.tsx';
import { GtidSet } from './gtid-set.tsx';

export function ErrantLogs({ id }: { readonly id: InstanceId }): ReactElement {
  const { t } = useWords();
  const { data, error, isFetching, refetch } = useQuery(errantLogsQuery(useApi(), id));
  return (
    <>
      <Button size="xs" variant="default" mb="xs" loading={isFetching} onClick={() => void refetch()}>
        {t('gtidTab.locate')}
      </Button>
      {error !== null && <Failure error={error} />}
      {data !== undefined && error === null && <Places view={data} />}
    </>
  );
}

function Places({ view }: { readonly view: ErrantLogsView }): ReactElement {
  const { t, message } = useWords();
  const { files, purged, notLogged, notReached, transactions, notDescribed, problem } = view;
  if (problem !== null) return <Notice mark="warning">{message(problem)}</Notice>;
  return (
    <>
      {transactions.length > 0 && <ErrantTransactions transactions={transactions} />}
      {notDescribed !== '' && <GtidSet title={t('gtidTab.notDescribed')} set={notDescribed} />}
      {files.map(({ file, transactions }) => (
        <GtidSet key={file} title={t('gtidTab.inLog', { file })} set={transactions} />
      ))}
      {purged !== '' && <GtidSet title={t('gtidTab.inPurgedLogs')} set={purged} />}
      {notLogged !== '' && <GtidSet title={t('gtidTab.notLogged')} set={notLogged} />}
      {notReached !== '' && <GtidSet title={t('gtidTab.notReached')} set={notReached} />}
    </>
  );
}
