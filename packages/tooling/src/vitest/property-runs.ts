// Property tests run fast-check's usual number of cases; a soak asks for more through FC_NUM_RUNS. Test files that import no
// fast-check do not pay for it.

const runs = Number(process.env['FC_NUM_RUNS']);

if (Number.isInteger(runs) && runs > 0) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ numRuns: runs });
}
