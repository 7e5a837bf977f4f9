// Kysely is 257 files, which take 130 ms to load, and each thread of the store loads them anew: in one piece it takes 20 ms.
// Its version is pinned, so that the piece is made when packages are installed and never grows old.

export default {
  input: { index: 'kysely', migration: 'kysely/migration' },
  platform: 'node',
  output: { dir: 'dist/kysely', format: 'esm' },
};
