/** What keeps a database of orchestrator from being read. The sentence says what to do, and is for people. */
export class OrchestratorBackendError extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'OrchestratorBackendError';
  }
}
