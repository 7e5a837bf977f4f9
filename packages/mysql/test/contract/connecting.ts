/** The part of the contract on authentication, TLS, and what is left behind. */
import { inspect } from 'node:util';
import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/dialects/result-set.ts';
import type { TlsMode } from '../../src/index.ts';
import { RecordingProxy } from './proxy.ts';
import { wordsOf } from './raw-sql.ts';
import { eventually, failureOf, observationOf, stepBase, type Subject, DEADLINE_MS } from './subject.ts';

export function authenticationContract({ fleet, servers }: Subject): void {
  /** What a client sends in a first connection after the server forgot the passwords that it had verified. */
  async function sentWith(
    mode: TlsMode,
  ): Promise<{ readonly sent: Buffer; readonly queries: readonly string[]; readonly outcome: string }> {
    const m = fleet().server('m');
    await m.sql(wordsOf(fleet()).flushCredentials);
    const proxy = await RecordingProxy.to(m.address);
    try {
      const result = await servers({ tls: { mode } }).observe(proxy.address, { deadlineMs: DEADLINE_MS });
      return {
        sent: proxy.sent,
        queries: proxy.queries,
        outcome: result.kind === 'failed' ? result.failure.kind : result.kind,
      };
    } finally {
      await proxy.close();
    }
  }

  async function offersTls(): Promise<boolean> {
    const [row] = await fleet().server('m').sql("SHOW GLOBAL STATUS LIKE 'Ssl_server_not_after'");
    return textOf(row?.['Value']) !== '';
  }

  describe('authentication', () => {
    test.each<TlsMode>(['disabled', 'preferred'])(
      'in TLS mode %s succeeds without the password in clear',
      async (mode) => {
        const { outcome, sent } = await sentWith(mode);
        expect(outcome).toBe('observed');
        expect(sent.includes(fleet().account.password)).toBe(false);
        expect(sent.length).toBeGreaterThan(100);
      },
    );

    test('in TLS mode required is encrypted from the first word, or refused where the server has no TLS', async () => {
      const { outcome, queries, sent } = await sentWith('required');
      const tls = await offersTls();
      expect(outcome).toBe(tls ? 'observed' : 'tls');
      expect(queries).toEqual([]);
      expect(sent.includes('SELECT')).toBe(false);
      expect(sent.includes(fleet().account.user), 'not even the name is told').toBe(false);
    });

    test('in TLS mode verify-ca refuses a certificate from elsewhere', async () => {
      const failure = await failureOf(
        servers({ tls: { mode: 'verify-ca', ca: rootCertificates[0] ?? '' } }),
        fleet().server('m').address,
      );
      expect(failure.kind).toBe('tls');
    });

    test('in TLS mode verify-ca accepts the certificate of the authority it was given', async ({ skip }) => {
      if (!(await offersTls())) skip('this server offers no TLS');
      const [row] = await fleet().server('m').sql("SELECT LOAD_FILE(CONCAT(@@datadir, 'ca.pem')) AS pem");
      const ca = textOf(row?.['pem']);
      expect(ca).toContain('BEGIN CERTIFICATE');
      expect(
        (await observationOf(servers({ tls: { mode: 'verify-ca', ca } }), fleet().server('m').address)).channels,
      ).toEqual([]);
    });
  });
}

export function discretionContract({ fleet, servers }: Subject): void {
  const connectionsOf = async (user: string): Promise<number> => {
    const rows = await fleet().server('m').sql(`SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '${user}'`);
    return rows.length;
  };

  describe('what is left behind', () => {
    test('by an observation is one connection, which ends with the port', async () => {
      const { account } = fleet();
      const port = servers();
      await eventually(async () => expect(await connectionsOf(account.user)).toBe(0));
      await observationOf(port, fleet().server('m').address);
      expect(await connectionsOf(account.user)).toBe(1);
      await port.observeChannels(fleet().server('m').address, { deadlineMs: DEADLINE_MS });
      expect(await connectionsOf(account.user), 'acts have a connection of their own').toBe(2);
      await port.close();
      await eventually(async () => expect(await connectionsOf(account.user)).toBe(0));
    });

    test('in any answer is no credential', async () => {
      const { account } = fleet();
      const m = fleet().server('m');
      const port = servers();
      const wrong = servers({ account: { user: account.user, password: `${account.password}-wrong` } });
      const answers = [
        await port.observe(m.address, { deadlineMs: DEADLINE_MS }),
        await wrong.observe(m.address, { deadlineMs: DEADLINE_MS }),
        await wrong.observeChannels(m.address, { deadlineMs: DEADLINE_MS }),
        await wrong.execute(
          {
            ...stepBase(m),
            kind: 'start-replication',
            channel: '',
            before: { receiver: 'running', applier: 'running' },
          },
          { address: m.address, product: (await observationOf(port, m.address)).product, results: {} },
        ),
        await port.execute(
          {
            ...stepBase(m),
            kind: 'start-replication',
            channel: 'nothing',
            before: { receiver: 'running', applier: 'running' },
          },
          { address: m.address, product: (await observationOf(port, m.address)).product, results: {} },
        ),
      ];
      const shown = `${JSON.stringify(answers)} ${inspect({ answers, port, wrong }, { depth: 12, showHidden: true })}`;
      expect(shown).not.toContain(account.password);
      expect(shown).toContain('1045');
    });
  });
}
