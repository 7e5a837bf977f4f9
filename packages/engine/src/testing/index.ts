/** Worlds for the tests of this and other packages; nothing that runs in production imports this. */
export * from './busy-clock.ts';
export * from './engine-world.ts';
export * from './fake-servers.ts';
export * from './mortal-servers.ts';
export * from './virtual-clock.ts';
