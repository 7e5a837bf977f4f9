// The one file that an older Node must still be able to read: it says what is wrong before any newer syntax is parsed.

const OLDEST_MAJOR = 20;

/**
 * @param {string} version such as `20.11.1`
 * @returns {string | undefined} what is wrong with this Node and what to do, or nothing
 */
export function nodeVersionProblem(version) {
  const major = Number(version.split('.')[0]);
  if (major >= OLDEST_MAJOR) {
    return undefined;
  }
  return (
    `Topiary needs Node ${OLDEST_MAJOR} or newer to set itself up and this is Node ${version}: ` +
    `install a newer one (https://nodejs.org or your distribution's packages) and run this again.`
  );
}

/** Ends the process with one sentence when this Node is too old. */
export function requireNode() {
  const problem = nodeVersionProblem(process.versions.node);
  if (problem !== undefined) {
    console.error(problem);
    process.exit(1);
  }
}
