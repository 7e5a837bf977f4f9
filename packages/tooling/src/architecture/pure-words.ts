import type { Node } from 'oxc-parser';
import { isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';
import { walk } from './walk.ts';
import type { Place } from './walk.ts';
import { worldOf } from './worlds.ts';

const PURE_WORLDS: ReadonlySet<string> = new Set(['domain', 'contract', 'engine', 'fleet']);

/** Words for time and chance; in the pure worlds they may not even name something else. */
const BANNED: ReadonlySet<string> = new Set([
  'Date',
  'Temporal',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'crypto',
]);

/** Time comes in as an argument or through `Clock`, chance through `Random`. */
export function pureWordViolations(file: SourceFile): readonly Violation[] {
  if (!PURE_WORLDS.has(worldOf(file.path) ?? '') || isTest(file.path)) {
    return [];
  }
  const found: Violation[] = [];
  walk(file.program, (node, place) => {
    const word = bannedWord(node, place);
    if (word !== undefined) {
      found.push({
        path: file.path,
        line: file.lineAt(node.start),
        message: `"${word}": time comes in as an argument or through the Clock port, chance through the Random port.`,
      });
    }
  });
  return found;
}

function bannedWord(node: Node, place: Place): string | undefined {
  if (node.type === 'MemberExpression') {
    const isRandom =
      node.object.type === 'Identifier' && node.object.name === 'Math' && propertyName(node) === 'random';
    return isRandom ? 'Math.random' : undefined;
  }
  return node.type === 'Identifier' && BANNED.has(node.name) && !isMemberName(place) ? node.name : undefined;
}

function propertyName(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') {
    return undefined;
  }
  if (node.property.type === 'Literal') {
    return String(node.property.value);
  }
  return node.computed || node.property.type !== 'Identifier' ? undefined : node.property.name;
}

/** The name after a dot, or of a member in an object or a type: it belongs to its owner, not to the global object. */
function isMemberName({ parent, key }: Place): boolean {
  if (parent === undefined || !('computed' in parent) || parent.computed) {
    return false;
  }
  return key === 'property' || key === 'key';
}
