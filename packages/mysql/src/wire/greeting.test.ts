import { describe, expect, test } from 'vitest';
import { readGreeting } from './greeting.ts';

const CLIENT_SSL = 0x0800;

function greeting(version: string, capabilities: number): Buffer {
  const body = Buffer.concat([
    Buffer.from([10]),
    Buffer.from(`${version}\0`),
    Buffer.from([7, 0, 0, 0]),
    Buffer.from('12345678'),
    Buffer.from([0]),
    Buffer.from([capabilities & 0xff, capabilities >> 8]),
    Buffer.alloc(20),
  ]);
  return packet(body);
}

function packet(body: Buffer, sequence = 0): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(body.length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, body]);
}

describe('the first packet', () => {
  test('of a server tells its version and whether it offers TLS', () => {
    expect(readGreeting(greeting('9.7.4-2', CLIENT_SSL))).toEqual({
      kind: 'server',
      version: '9.7.4-2',
      offersTls: true,
    });
    expect(readGreeting(greeting('9.7.4-2', 0))).toMatchObject({ offersTls: false });
  });

  test('is waited for while it is not complete', () => {
    const whole = greeting('9.7.4-2', CLIENT_SSL);
    for (let length = 0; length < whole.length; length += 1) {
      expect(readGreeting(whole.subarray(0, length)).kind, `after ${length} bytes`).toBe('incomplete');
    }
  });

  test('may be an error, which the driver reads', () => {
    const tooMany = packet(Buffer.concat([Buffer.from([0xff, 0x10, 0x04]), Buffer.from('Too many connections')]));
    expect(readGreeting(tooMany)).toEqual({ kind: 'error' });
  });

  test.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n'],
    ['Redis', "-ERR unknown command 'GET'\r\n"],
    ['a mail server', '220 mail.example ESMTP\r\n'],
    ['an X protocol port', '\x05\x00\x00\x00\x0b\x08\x05\x1a\x00'],
  ])('of %s is no MySQL', (_name, words) => {
    expect(readGreeting(Buffer.from(words, 'latin1')).kind).toBe('not-mysql');
  });

  test('of a stranger is quoted without control characters and not at length', () => {
    const strange = readGreeting(Buffer.from(`HTTP/1.1 400\r\n\x1b[31m${'x'.repeat(500)}`));
    expect(strange).toMatchObject({
      kind: 'not-mysql',
      quoted: expect.stringMatching(/^[\x20-\x7e]{1,40}$/) as string,
    });
  });
});
