/** Entry point of the reading thread. */
import { serveOperations } from '../worker/serve-operations.ts';
import { createReader } from './reader.ts';

serveOperations(createReader());
