/** A transaction with a chosen GTID and nothing in it. */
import { familyOf, MariadbGtidPosition, MysqlGtidSet } from '@topiary/domain';
import { failed, OK } from '../model/outcome.ts';
import { isOn, setting } from '../model/settings.ts';
import type { TransactionGtid } from '../model/transaction.ts';
import type { CommandContext, Handler } from './context.ts';
import { parseMysqlGtid } from './own-gtid.ts';
import { commitAs } from './write.ts';

export const injectEmptyCommand: Handler<'inject-empty'> = (context, { gtid: text }, answer) => {
  const { server, session } = context;
  if (session.transaction !== null)
    return answer(
      failed(1766, 'The system variable @@SESSION.GTID_NEXT cannot be set when a transaction is in progress.'),
    );
  if (isOn(server, 'super_read_only'))
    return answer(
      failed(1290, 'The MySQL server is running with the --super-read-only option so it cannot execute this statement'),
    );
  const gtid = parse(context, text);
  if (gtid === null) return answer(failed(1774, `Malformed GTID specification '${text}'.`));
  if (gtid.family === 'mysql' && setting(server, 'gtid_mode') === 'OFF')
    return answer(failed(1781, '@@SESSION.GTID_NEXT cannot be set to UUID:NUMBER when @@GLOBAL.GTID_MODE = OFF.'));
  if (
    gtid.family === 'mysql' &&
    server.gtid.kind === 'mysql' &&
    MysqlGtidSet.range(gtid).isSubsetOf(server.gtid.executed)
  )
    return answer(OK);
  return commitAs(context, { kind: 'empty', rows: [], schema: '', statement: '', gtid }, answer);
};

function parse({ server }: CommandContext, text: string): Exclude<TransactionGtid, null> | null {
  if (familyOf(server.product) === 'mysql') return parseMysqlGtid(text);
  const parsed = MariadbGtidPosition.parse(text);
  const [only] = parsed.ok ? parsed.position.gtids() : [];
  return only === undefined ? null : { family: 'mariadb', ...only };
}
