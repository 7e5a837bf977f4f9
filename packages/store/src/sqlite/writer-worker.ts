/** Entry point of the writing thread. */
import { serveOperations } from '../worker/serve-operations.ts';
import { createWriter } from './writer.ts';

serveOperations(createWriter());
