/**
 * Opens a store as a user without rights, and prints the error's code. Everything is loaded before root gives its
 * rights up, because that user may not be able to read the sources. Run as somebody else, it stays who it is.
 */
import { openForWriting } from '../src/sqlite/open-file.ts';
import { storeErrorOf } from '../src/sqlite/sqlite-error.ts';

const [file = ''] = process.argv.slice(2);
const NOBODY = 65_534;

if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
try {
  const { database } = await openForWriting(file);
  database.close();
  process.stdout.write('opened\n');
} catch (error) {
  process.stdout.write(`${storeErrorOf(error, file).code}\n`);
}
