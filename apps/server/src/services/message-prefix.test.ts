import { describe, expect, test } from 'vitest';
import { httpOf } from '../config/http-settings.ts';
import type { MessageIdentity } from '../config/http-settings.ts';
import { loaded, loadText } from '../testing/load-text.ts';
import { messagePrefix } from './message-prefix.ts';

function identity(values: object): MessageIdentity {
  const { configuration, stated } = loaded(loadText(JSON.stringify(values)));
  return httpOf(configuration, stated).messageIdentity;
}

const names = { hostname: () => 'node-1', fqdn: () => Promise.resolve('node-1.x.com') };
const asked = (PrependMessagesWithOrcIdentity: string) => identity({ PrependMessagesWithOrcIdentity });

describe('messages begin', () => {
  test.each(['', 'none', 'fqdn', 'Hostname', 'else'])('with nothing more for %j', (value) => {
    expect(messagePrefix(asked(value), names)()).toBe('');
  });

  test('with the host name', () => {
    expect(messagePrefix(asked('hostname'), names)()).toBe('Orchestrator node-1 says: ');
  });

  test('with the whole name, as soon as the name service has told it', async () => {
    const prefix = messagePrefix(asked('FQDN'), names);
    expect(prefix()).toBe('Orchestrator node-1 says: ');
    await Promise.resolve();
    expect(prefix()).toBe('Orchestrator node-1.x.com says: ');
  });

  test.each([() => Promise.reject(new Error('ENOTFOUND')), () => Promise.resolve('localhost')])(
    'with the host name where the name service knows no other',
    async (fqdn) => {
      const prefix = messagePrefix(asked('FQDN'), { ...names, fqdn });
      await Promise.resolve();
      expect(prefix()).toBe('Orchestrator node-1 says: ');
    },
  );

  test('with what is written', () => {
    const custom = { PrependMessagesWithOrcIdentity: 'custom', CustomOrcIdentity: 'ams' };
    expect(messagePrefix(identity(custom), names)()).toBe('Orchestrator ams says: ');
    expect(messagePrefix(asked('custom'), names)()).toBe('');
    expect(messagePrefix(identity({ CustomOrcIdentity: 'ams' }), names)()).toBe('');
  });
});
