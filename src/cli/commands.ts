import { stderr, stdout } from 'node:process';
import yargs, { type Argv } from 'yargs';
import { nearestName } from '../catalogue/nearest-name.js';
import { KnownError } from '../model/known-error.js';
import type { Command } from './command.js';
import { commands } from './command-list.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { print } from './output.js';
import { tool } from './package.js';

const program = 'k8s-upgrade';

/** Lines of help are no longer than this, however wide the terminal is. */
const widestHelp = 100;

// A value is only what is written as one: no numbers are made of versions, no flags of one letter
// out of others, and a flag never takes more than one value.
const parserConfiguration = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'short-option-groups': false,
};

/**
 * Parses a command line and runs its command.
 *
 * @throws {KnownError} for an unknown command or flag, with the nearest known one
 */
export async function runCommand(args: readonly string[]): Promise<ExitStatus> {
  // `k8s-upgrade help migrate`
  const given = args[0] === 'help' ? [...args.slice(1), '--help'] : args;
  checkCommand(given);
  let chosen: { readonly command: Command; readonly values: Record<string, unknown> } | undefined;
  const parser = parserFor(given, (command, values) => (chosen = { command, values }));
  let help = '';
  try {
    await parser.parseAsync(given, {}, (_error: unknown, _values: unknown, output: string) => {
      help = output;
    });
  } catch (error) {
    throw asKnown(error);
  }
  if (help !== '') {
    await print(stdout, `${help.trimEnd()}\n`);
    return exitStatus.done;
  }
  if (!chosen) {
    await print(stdout, `${(await parser.getHelp()).trimEnd()}\n`);
    return exitStatus.done;
  }
  const { command, values } = chosen;
  checkFlags(command, values, given);
  return command.run({ operands: (values['_'] as readonly string[]).slice(1).map(String), values });
}

function parserFor(args: readonly string[], choose: (command: Command, values: Record<string, unknown>) => void): Argv {
  let parser = yargs([...args])
    .scriptName(program)
    .parserConfiguration(parserConfiguration)
    .locale('en')
    .exitProcess(false)
    .fail(false)
    .usage('$0 <command>\n\nRewrites outdated Kubernetes manifests to the forms of a newer version, changing nothing else.')
    .help('help', 'Show this help')
    .alias('h', 'help')
    .version('version', 'Show the version', tool().version)
    .epilogue('Exit status: 0 done; 1 only with migrate --check: something is outdated; 2 could not run.')
    .wrap(Math.min(stdout.columns ?? stderr.columns ?? 80, widestHelp));
  for (const command of commands) {
    parser = parser.command(
      command.name,
      command.summary,
      (builder) => describeCommand(builder, command),
      (values) => choose(command, values),
    );
  }
  return commands.flatMap(({ examples }) => examples.slice(0, 2)).reduce((help, [line, what]) => help.example(`$0 ${line}`, what), parser);
}

function describeCommand(builder: Argv, { name, operands, description, flags, examples }: Command): Argv {
  const described = builder.usage(`$0 ${name} ${operands}`.trimEnd() + `\n\n${description}`).options(flags);
  return examples.reduce((help, [line, what]) => help.example(`$0 ${line}`, what), described);
}

/** Refuses a command line that does not begin with a command. */
function checkCommand(args: readonly string[]): void {
  const [first] = args;
  const names = commands.map(({ name }) => name);
  if (first === undefined || names.includes(first)) return;
  if (!first.startsWith('-') || first === '-') throw unknownCommand(first, names);
  if (args.some((arg) => arg === '--help' || arg === '-h' || arg === '--version')) return;
  const known = commands.flatMap(({ flags }) => Object.keys(flags));
  if (known.includes(nameOf(first))) {
    throw new KnownError(`${first} stands before the command.`, { hint: `Write the command first: ${program} migrate ${first} …` });
  }
  throw unknownFlag(nameOf(first), known);
}

function unknownCommand(name: string, names: readonly string[]): KnownError {
  const nearest = nearestName(name, names);
  return new KnownError(`There is no command ${JSON.stringify(name)}.`, {
    hint: nearest === undefined ? `Commands are ${names.join(', ')}. To rewrite a path: ${program} migrate ${name}` : `Did you mean ${nearest}?`,
  });
}

/** Refuses flags that the command does not know, and values for flags that take none. */
function checkFlags(command: Command, values: Readonly<Record<string, unknown>>, args: readonly string[]): void {
  const known = [...Object.keys(command.flags), 'help', 'version'];
  const unknown = Object.keys(values).find((name) => !known.includes(name) && !['_', '$0', 'h'].includes(name));
  if (unknown !== undefined) throw unknownFlag(unknown, known, command);
  const end = args.indexOf('--');
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    const flag = command.flags[nameOf(arg)];
    if (arg.startsWith('-') && arg.includes('=') && flag?.type === 'boolean') {
      throw new KnownError(`--${nameOf(arg)} takes no value.`, { hint: `Write --${nameOf(arg)} alone, or leave it out.` });
    }
  }
}

function unknownFlag(name: string, known: readonly string[], command?: Command): KnownError {
  // Everything is near to a single letter.
  const nearest = name.length < 3 ? undefined : nearestName(name, known);
  const help = `${[program, command?.name].filter((part) => part !== undefined).join(' ')} --help`;
  const dashes = name.length === 1 ? '-' : '--';
  return new KnownError(`There is no flag ${dashes}${name}.`, { hint: nearest === undefined ? `See ${help}.` : `Did you mean --${nearest}?` });
}

/** `dry-run` of `--dry-run` and of `--dry-run=true`. */
function nameOf(arg: string): string {
  return arg.replace(/^--?/, '').replace(/=.*$/s, '');
}

function asKnown(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'YError') return error;
  return new KnownError(`The command line cannot be read: ${error.message}`, { hint: `See ${program} --help.`, cause: error });
}
