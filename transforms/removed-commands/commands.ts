import { isList, isObject, parseVersion, podTemplates, type JsonObject, type JsonValue, type Manifest, type Path, type Version } from '../../src/transform.js';
import { textOf } from '../_shared/texts.js';

/** Command lines that stand in one place of an object. */
export interface CommandPlace {
  readonly path: Path;
  /** The text as it is written: a script, or the words of a list joined. */
  readonly text: string;
  /** Each a program with its arguments. */
  readonly commands: readonly (readonly string[])[];
  /** The release of kubectl in the container's image, where its tag names one. */
  readonly release?: Version;
}

/** Words in front of a program that do not change what it does. */
const openers = new Set(['sudo', 'exec', 'time', 'nohup', 'if', 'then', 'elif', 'else', 'do', 'while', 'until', '!', '{']);
/** Flags of kubectl that take the next word for their value. */
const valueFlags = new Set(['-n', '--namespace', '--context', '--kubeconfig', '-s', '--server', '--token', '--user', '--cluster', '--as', '--request-timeout', '-v', '--v']);

/** Every command line of an object: of containers and their probes and hooks, and of scripts in ConfigMaps. */
export function commandPlaces(manifest: Manifest): CommandPlace[] {
  if (manifest.kind === 'ConfigMap') {
    const { data } = manifest.data;
    return Object.entries(isObject(data) ? data : {}).flatMap(([key, value]) => {
      const text = textOf(value);
      return text === undefined ? [] : [{ path: ['data', key], text, commands: commandsIn(text) }];
    });
  }
  return podTemplates(manifest).flatMap(({ path, spec }) =>
    ['initContainers', 'containers'].flatMap((list) => {
      const containers = spec?.[list];
      return (isList(containers) ? containers : []).flatMap((container, index) => (isObject(container) ? placesOf(container, [...path, 'spec', list, index]) : []));
    }),
  );
}

function placesOf(container: JsonObject, path: Path): CommandPlace[] {
  const image = /(?:^|\/)([^/:@]*kubectl)(?::v?(1\.\d+(?:\.\d+)?)[^/@]*)?(?:@.*)?$/.exec(String(container['image'] ?? ''));
  const release = image?.[2] === undefined ? undefined : parseVersion(image[2]);
  const own = isList(container['command']) && container['command'].length > 0;
  const words = [...wordsOf(container['command'], [...path, 'command']), ...wordsOf(container['args'], [...path, 'args'])];
  const hooks = ['postStart', 'preStop'].map((key) => ['lifecycle', key, 'exec', 'command']);
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].map((key) => [key, 'exec', 'command']);
  return [
    ...placesAmong(words, own || !image ? [] : ['kubectl'], release),
    ...[...hooks, ...probes].flatMap((keys) => placesAmong(wordsOf(at(container, keys), [...path, ...keys]), [], release)),
  ];
}

interface Word {
  readonly path: Path;
  readonly text: string;
}

/** The list as one command, and each word that is a script of its own. */
function placesAmong(words: readonly Word[], before: readonly string[], release: Version | undefined): CommandPlace[] {
  const [first] = words;
  if (!first) return [];
  const known = release === undefined ? {} : { release };
  const scripts = words.filter(({ text }) => /\s/.test(text));
  const plain = [...before, ...words.map(({ text }) => text)];
  const list = { path: first.path.slice(0, -1), text: plain.join(' '), commands: [plain], ...known };
  return [...(scripts.length > 0 ? [] : [list]), ...scripts.map(({ path, text }) => ({ path, text, commands: commandsIn(text), ...known }))];
}

function wordsOf(list: JsonValue | undefined, path: Path): Word[] {
  return (isList(list) ? list : []).flatMap((value, index) => {
    const text = textOf(value);
    return text === undefined ? [] : [{ path: [...path, index], text: withoutHoles(text) }];
  });
}

function at(value: JsonObject, keys: readonly string[]): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const key of keys) found = isObject(found) ? found[key] : undefined;
  return found;
}

/** What a template fills in is one word that is not known, as a variable of the shell is. */
function withoutHoles(text: string): string {
  return text.replace(/\{\{[^{}]*\}\}/g, '$$_');
}

/**
 * The simple commands of a shell text. A shell is not understood here: what stands behind a separator is
 * taken for a command, and what is no command is known by its first word.
 */
function commandsIn(text: string): string[][] {
  return withoutHoles(text)
    .replace(/\\\r?\n/g, ' ')
    .split(/[\n;|&()`]/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '' && !piece.startsWith('#'))
    .map((piece) => piece.replace(/\s#.*$/, '').split(/\s+/).map((word) => word.replace(/^["']+|["']+$/g, '')))
    .map((words) => {
      const start = words.findIndex((word) => !openers.has(word) && !/^[A-Za-z_]\w*=/.test(word));
      return start < 0 ? [] : words.slice(start);
    });
}

/** A command of one of the programs that are looked for. */
export interface Invocation {
  readonly program: string;
  /** Subcommands and other words that are no flags, in order. */
  readonly words: readonly string[];
  /** Names of long flags, without dashes, up to a bare `--`. */
  readonly flags: readonly string[];
}

/** What a command calls; undefined where it is none of the programs. */
export function invocationOf([program = '', ...rest]: readonly string[]): Invocation | undefined {
  const name = /^\$\{?KUBECTL\}?$/i.test(program) ? 'kubectl' : (program.split('/').at(-1) ?? '');
  if (!['kubectl', 'kubeadm', 'kustomize'].includes(name)) return undefined;
  const end = rest.indexOf('--');
  const own = end < 0 ? rest : rest.slice(0, end);
  const words = own.filter((word, index) => !word.startsWith('-') && !word.startsWith('$') && !valueFlags.has(own[index - 1] ?? ''));
  const flags = own.flatMap((word) => /^--([A-Za-z][\w-]*)(?:=|$)/.exec(word)?.[1] ?? []);
  return { program: name, words, flags };
}
