/** Commands that move replicas. */
import { z } from 'zod';
import { Fatal, lines } from '../command.ts';
import type { ClassicCommand, ClassicContext, Output, Section } from '../command.ts';
import { instanceSchema, instancesSchema, keySchema, keyText } from '../old-api.ts';
import type { OldInstance } from '../old-api.ts';
import { runPlan } from '../run-plan.ts';
import { destinationOf, instanceOf, knownInstanceOf } from '../subjects.ts';

const CLASSIC: Section = 'Classic file:pos relocation';

export const relocationCommands: readonly ClassicCommand[] = [
  ...(['relocate', 'relocate-below'] as const).map((name) =>
    below(name, {
      section: 'Smart relocation',
      description: 'Move a replica below another instance',
      help: 'By GTID, Pseudo-GTID or file and position, whichever can be proved.',
      twin: 'relocate <replica> --below <address>',
    }),
  ),
  {
    ...many('relocate-replicas', 'relocate-slaves', 'relocate-replicas'),
    section: 'Smart relocation',
    description: 'Move all, or with -pattern some, replicas of an instance below another',
    needs: ['instance', 'destination'],
    twin: 'relocate-replicas <master> --below <address>',
  },
  alone('take-siblings', {
    synonyms: ['enslave-siblings'],
    section: 'Smart relocation',
    description: 'Put all siblings of a replica below it',
    twin: 'take-siblings <replica>',
  }),
  regroup('regroup-replicas', {
    synonyms: ['regroup-slaves'],
    section: 'Smart relocation',
    description: 'Put the best replica of an instance above its siblings',
    twin: 'regroup-replicas <master>',
  }),
  upwards('move-up', {
    section: CLASSIC,
    description: 'Move a replica one level up, below the source of its source',
    twin: 'move-up <replica>',
  }),
  {
    ...many('move-up-replicas', 'move-up-slaves', 'move-up-replicas'),
    section: CLASSIC,
    description: 'Move the replicas of an instance one level up, beside it',
    needs: ['instance'],
    twin: 'move-up-replicas <master>',
  },
  below('move-below', {
    section: CLASSIC,
    description: 'Move a replica below one of its siblings',
    twin: 'move-below <replica> --below <sibling>',
  }),
  below('move-equivalent', {
    section: CLASSIC,
    description: 'Move a replica below another instance where both are at a place that is provably the same',
    twin: 'relocate <replica> --below <address>',
  }),
  {
    name: 'repoint',
    section: CLASSIC,
    description: 'Point a replica at another instance, or at its own source once more, without a change of position',
    needs: ['known-instance'],
    changes: true,
    twin: 'repoint <replica>',
    run: repoint,
  },
  {
    name: 'repoint-replicas',
    synonyms: ['repoint-slaves'],
    section: CLASSIC,
    description: 'Repoint the replicas of an instance, to it or to the instance of -d',
    needs: ['known-instance'],
    changes: true,
    twin: 'repoint-replicas <master>',
    run: repointReplicas,
  },
  alone('take-master', {
    synonyms: ['enslave-master'],
    section: CLASSIC,
    description: 'Let a replica change places with its source, which is a replica itself',
    twin: 'take-master <replica>',
  }),
  alone('make-co-master', {
    section: CLASSIC,
    description: 'Let the master of a replica replicate from it too',
    twin: 'make-co-master <replica>',
  }),
  {
    name: 'get-candidate-replica',
    synonyms: ['get-candidate-slave'],
    section: CLASSIC,
    description: 'Print the replica of an instance that would go above its siblings',
    needs: ['known-instance'],
    twin: 'get-candidate-replica <master>',
    run: candidate,
  },
  regroupBinlogServers('regroup-replicas-bls', {
    section: 'Binlog server relocation',
    description: 'Put the binlog server that has most of the log of an instance above its other binlog servers',
    twin: 'regroup-replicas-bls <master>',
  }),
  below('move-gtid', {
    section: 'GTID relocation',
    description: 'Move a replica below another instance by GTID',
    twin: 'move-gtid <replica> --below <address>',
  }),
  {
    name: 'move-replicas-gtid',
    synonyms: ['move-slaves-gtid'],
    section: 'GTID relocation',
    description: 'Move all, or with -pattern some, replicas of an instance below another by GTID',
    needs: ['instance', 'destination'],
    changes: true,
    twin: 'move-replicas-gtid <master> --below <address>',
    run: (context) => moveAll(context, 'move-replicas-gtid'),
  },
  regroup('regroup-replicas-gtid', {
    synonyms: ['regroup-slaves-gtid'],
    section: 'GTID relocation',
    description: 'Put the best replica of an instance above its siblings by GTID',
    twin: 'regroup-replicas <master>',
  }),
  below('match', {
    section: 'Pseudo-GTID relocation',
    description: 'Move a replica below another instance by Pseudo-GTID',
    twin: 'match <replica> --below <address>',
  }),
  upwards('match-up', {
    section: 'Pseudo-GTID relocation',
    description: 'Move a replica one level up by Pseudo-GTID',
    twin: 'match-up <replica>',
  }),
  {
    name: 'rematch',
    section: 'Pseudo-GTID relocation',
    description: 'Prove the place of a replica below its source anew by Pseudo-GTID, and point it there',
    needs: ['known-instance'],
    changes: true,
    twin: 'rematch <replica>',
    run: rematch,
  },
  {
    name: 'match-replicas',
    synonyms: ['match-slaves'],
    section: 'Pseudo-GTID relocation',
    description: 'Move all, or with -pattern some, replicas of an instance below another by Pseudo-GTID',
    needs: ['instance', 'destination'],
    changes: true,
    twin: 'match-replicas <master> --below <address>',
    run: (context) => moveAll(context, 'match-replicas'),
  },
  {
    name: 'match-up-replicas',
    synonyms: ['match-up-slaves'],
    section: 'Pseudo-GTID relocation',
    description: 'Move the replicas of an instance one level up by Pseudo-GTID',
    needs: ['known-instance'],
    changes: true,
    twin: 'match-up-replicas <master>',
    run: matchUpReplicas,
  },
  regroup('regroup-replicas-pgtid', {
    synonyms: ['regroup-slaves-pgtid'],
    section: 'Pseudo-GTID relocation',
    description: 'Put the best replica of an instance above its siblings by Pseudo-GTID',
    twin: 'regroup-replicas-pgtid <master>',
  }),
];

type Told = Pick<ClassicCommand, 'synonyms' | 'section' | 'description' | 'help' | 'twin' | 'notSupported'>;

/** Below -d; prints `instance<destination`. */
function below(name: string, told: Told): ClassicCommand {
  return {
    name,
    ...told,
    needs: ['instance', 'destination'],
    changes: true,
    run: async (context) => {
      const [subject, target] = [await instanceOf(context), await destinationOf(context)];
      const { details } = await context.old.ask(instanceSchema, [name, ...subject.path, ...target.path]);
      return { lines: [`${subject.key}<${target.key}`], value: details };
    },
  };
}

/** Asks under its own name, of the instance alone. */
function ofInstance<Details>(
  name: string,
  told: Told,
  {
    details: schema,
    print,
  }: {
    readonly details: z.ZodType<Details>;
    readonly print: (subject: Subject, answer: { readonly message: string; readonly details: Details }) => Output;
  },
): ClassicCommand {
  return {
    name,
    ...told,
    needs: ['instance'],
    changes: true,
    run: async (context) => {
      const subject = await instanceOf(context);
      return print(subject, await context.old.ask(schema, [name, ...subject.path]));
    },
  };
}

type Subject = Awaited<ReturnType<typeof instanceOf>>;

/** Prints `instance<its new source`. */
function upwards(name: string, told: Told): ClassicCommand {
  return ofInstance(name, told, {
    details: instanceSchema,
    print: ({ key }, { details }) => ({ lines: [`${key}<${keyText(details.MasterKey)}`], value: details }),
  });
}

function alone(name: string, told: Told): ClassicCommand {
  return ofInstance(name, told, {
    details: instanceSchema,
    print: ({ key }, { details }) => ({ lines: [key], value: details }),
  });
}

/** Prints those that were moved; why others were not goes to the standard error stream, and is no failure. */
function many(
  name: string,
  synonym: string,
  path: string,
): Pick<ClassicCommand, 'name' | 'synonyms' | 'changes' | 'run'> {
  return {
    name,
    synonyms: [synonym],
    changes: true,
    run: async (context) => {
      const subject = await instanceOf(context);
      const target = context.destination === null ? [] : (await destinationOf(context)).path;
      const { message, details } = await context.old.ask(
        instancesSchema,
        [path, ...subject.path, ...target],
        patternOf(context),
      );
      warnOfErrors(context, message);
      return listOf(details);
    },
  };
}

function patternOf({ flags }: ClassicContext): { readonly pattern?: string } {
  return flags.pattern === '' ? {} : { pattern: flags.pattern };
}

/** `Moved 2 replicas of a:3306 below b:3306; 1 errors: [c:3306: …]`. */
function warnOfErrors(context: ClassicContext, message: string): void {
  const found = /; [1-9]\d* errors?: \[(.*)\]$/s.exec(message);
  if (found?.[1] !== undefined) context.warn(found[1]);
}

function listOf(instances: readonly OldInstance[]): Output {
  return { lines: instances.map(({ Key }) => keyText(Key)), value: instances };
}

/** The answer names the destination alone: who stands there and stood below the instance before was moved. */
async function moveAll(context: ClassicContext, path: string): Promise<Output> {
  const [subject, target] = [await instanceOf(context), await destinationOf(context)];
  const before = await replicasOf(context, subject.path);
  const { message } = await context.old.ask(z.unknown(), [path, ...subject.path, ...target.path], patternOf(context));
  warnOfErrors(context, message);
  return movedTo(context, target.path, before);
}

async function matchUpReplicas(context: ClassicContext): Promise<Output> {
  const subject = await knownInstanceOf(context);
  const { Hostname, Port } = subject.instance.MasterKey;
  const before = await replicasOf(context, subject.path);
  const { message } = await context.old.ask(z.unknown(), ['match-up-replicas', ...subject.path], patternOf(context));
  warnOfErrors(context, message);
  return movedTo(context, [Hostname, String(Port)], before);
}

async function replicasOf({ old }: ClassicContext, path: readonly string[]): Promise<readonly OldInstance[]> {
  return old.bare(instancesSchema, ['instance-replicas', ...path]);
}

async function movedTo(
  context: ClassicContext,
  path: readonly string[],
  before: readonly OldInstance[],
): Promise<Output> {
  const keys = new Set(before.map(({ Key }) => keyText(Key)));
  const there = await replicasOf(context, path);
  return listOf(there.filter(({ Key }) => keys.has(keyText(Key))));
}

async function repoint(context: ClassicContext): Promise<Output> {
  const subject = await knownInstanceOf(context);
  const { Hostname, Port } = subject.instance.MasterKey;
  const target =
    context.destination === null ? ([Hostname, String(Port)] as const) : (await destinationOf(context)).path;
  if (target[0] === '')
    throw new Fatal(`${subject.key} has no source: say with -d to which instance it is to be pointed`);
  const { details } = await context.old.ask(instanceSchema, ['repoint', ...subject.path, ...target]);
  return { lines: [`${subject.key}<${keyText(details.MasterKey)}`], value: details };
}

async function repointReplicas(context: ClassicContext): Promise<Output> {
  const subject = await knownInstanceOf(context);
  const target = context.destination === null ? null : await destinationOf(context);
  const replicas = (await replicasOf(context, subject.path)).map(({ Key }) => keyText(Key));
  const wanted = replicas.filter(matcher(context.flags.pattern));
  if (wanted.length === 0) return lines();
  const only = context.flags.pattern === '' ? {} : { only: wanted };
  const to = target === null ? {} : { target: target.key };
  const plan = await runPlan(context, {
    kind: 'reshape',
    shape: { kind: 'repoint-replicas', source: subject.key, ...to, ...only },
  });
  return { lines: wanted.map((replica) => `${replica}<${subject.key}`), value: plan };
}

async function rematch(context: ClassicContext): Promise<Output> {
  const { key, instance } = await knownInstanceOf(context);
  const source = keyText(instance.MasterKey);
  const shape = { kind: 'repoint', replica: key, channel: null, target: null } as const;
  const plan = await runPlan(context, { kind: 'reshape', shape, method: 'pseudo-gtid' });
  return { lines: [`${key}<${source}`], value: plan };
}

async function candidate(context: ClassicContext): Promise<Output> {
  const { key } = await knownInstanceOf(context);
  const found = await context.api.read('candidateReplicas', { params: { instance: key } });
  if (found.candidate === null) throw new Fatal(`No candidate replica found for ${key}`);
  return { lines: [found.candidate], value: found };
}

/** Prints who was put above the others, then how many were moved and lost, as the answer counts them. */
/** Prints who went above the others, and nothing of them. */
function regroupBinlogServers(name: string, told: Told): ClassicCommand {
  return ofInstance(name, told, {
    details: keySchema,
    print: (_, { details }) => ({ lines: [keyText(details)], value: { promoted: keyText(details) } }),
  });
}

function regroup(name: string, told: Told): ClassicCommand {
  return ofInstance(name, told, {
    details: keySchema,
    print: (_, { message, details }) => {
      const promoted = keyText(details);
      const counts = message.split(', ').slice(1).join(', ');
      return { lines: [promoted, `${promoted} ${counts}`], value: { promoted, counts } };
    },
  });
}

export function matcher(pattern: string): (text: string) => boolean {
  try {
    const expression = new RegExp(pattern);
    return (text) => expression.test(text);
  } catch {
    throw new Fatal(`-pattern is no regular expression: ${pattern}`);
  }
}
