/**
 * Lets go of what the driver remembers of bytes that it has read. A few bytes of a buffer keep the whole piece of memory
 * that the buffer was cut from, 64 kB of Node's pool: with a connection to each of 10,000 servers that is 100 MB. The driver
 * has no public names for these places. Each function touches only what is as it expects, and says whether it was; the
 * tests fail when a new version of the driver keeps such bytes elsewhere.
 */

const NOTHING = Buffer.alloc(0);
/** Both are kept for a change of the user. */
const SCRAMBLE_PARTS = ['authPluginData1', 'authPluginData2'] as const;

/**
 * To be called when nothing of the driver is on the stack: it fills the packet anew before it reads it again.
 */
export function releaseLastPacket(connection: object): boolean {
  const packet = partOf(partOf(connection, 'packetParser'), '_reusablePacket');
  if (!Buffer.isBuffer(fieldOf(packet, 'buffer'))) return false;
  return packet !== null && Reflect.set(packet, 'buffer', NOTHING);
}

/** To be called once the server has let us in: what answers its questions until then remembers the scramble too. */
export function releaseHandshake(connection: object): boolean {
  const handshake = partOf(connection, '_handshakePacket');
  if (handshake === null) return false;
  if (typeof fieldOf(connection, '_authPlugin') === 'function') Reflect.set(connection, '_authPlugin', null);
  return SCRAMBLE_PARTS.every((name) => {
    const bytes = fieldOf(handshake, name);
    return Buffer.isBuffer(bytes) && Reflect.set(handshake, name, withMemoryOfItsOwn(bytes));
  });
}

/** Not `Buffer.from`, which cuts from the pool. */
function withMemoryOfItsOwn(bytes: Buffer): Buffer {
  const own = Buffer.alloc(bytes.length);
  bytes.copy(own);
  return own;
}

function fieldOf(object: object | null, name: string): unknown {
  return object === null ? undefined : Reflect.get(object, name);
}

function partOf(object: object | null, name: string): object | null {
  const part = fieldOf(object, name);
  return typeof part === 'object' ? part : null;
}
