import {
  atLeast,
  getIn,
  isList,
  isObject,
  parseVersion,
  podTemplates,
  podTemplateKinds,
  type JsonObject,
  type JsonValue,
  type KindMatch,
  type Manifest,
  type Path,
  type Recorder,
  type Version,
} from '../../src/transform.js';

/** The programs of Kubernetes that run as containers and share the flag library. */
export const components = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'cloud-controller-manager',
] as const;
export type Component = (typeof components)[number];

/** How hyperkube called them up to 1.18, besides their own names. */
const hyperkubeNames: Readonly<Record<string, Component>> = {
  apiserver: 'kube-apiserver',
  'controller-manager': 'kube-controller-manager',
  scheduler: 'kube-scheduler',
  proxy: 'kube-proxy',
};

const shells = new Set(['sh', 'bash', 'ash', 'dash']);
/** Programs that run the one named behind their own flags. */
const wrappers = new Set(['go-runner', 'kube-log-runner', 'tini', 'dumb-init']);

/** A string of `command` or `args`. */
export interface Word {
  readonly path: Path;
  readonly text: string;
}

/** Where a flag is written, and so what has to be edited. */
type FlagForm =
  | { readonly type: 'word'; readonly path: Path; readonly text: string; readonly next: Word | undefined }
  /** kubeadm up to v1beta3: `extraArgs: {name: value}`. */
  | { readonly type: 'key'; readonly path: Path }
  /** kubeadm since v1beta4: `extraArgs: [{name: …, value: …}]`. */
  | { readonly type: 'entry'; readonly path: Path };

/** A flag of a component. */
export interface Flag {
  /** Without dashes in front; `_` reads as `-`, as the components take it. */
  readonly name: string;
  /** What stands behind the equals sign, or the value that kubeadm passes on. */
  readonly value: string | undefined;
  readonly path: Path;
  readonly form: FlagForm;
}

/** The flags that one component is started with. */
export interface ComponentFlags {
  readonly component: Component;
  /** The container, or the `extraArgs` of kubeadm. */
  readonly path: Path;
  /** Absent for what kubeadm starts, which adds flags of its own. */
  readonly container?: JsonObject;
  readonly flags: readonly Flag[];
  /** The release that the file says it runs: of the image, or `kubernetesVersion`. */
  readonly release?: Version;
}

/** Shell text that names components; it is never edited. */
export interface ComponentScript extends Word {
  readonly components: readonly Component[];
}

const kubeadmKinds = ['ClusterConfiguration', 'InitConfiguration', 'JoinConfiguration', 'MasterConfiguration', 'NodeConfiguration'];

/** Every kind in which flags of components can stand; for a transform's `kinds`. */
export const componentFlagKinds: readonly KindMatch[] = [
  ...podTemplateKinds,
  ...kubeadmKinds.map((kind) => ({ group: 'kubeadm.k8s.io', kind })),
];

/** Every set of component flags in an object, in the order in which they stand in a container list. */
export function componentFlags(manifest: Manifest): ComponentFlags[] {
  if (manifest.group === 'kubeadm.k8s.io') return kubeadmFlags(manifest.data);
  return containersOf(manifest).flatMap(({ path, container }) => {
    const started = startOf(container, wordsOf(container, path));
    if (!started || !('component' in started)) return [];
    const release = releaseOf(container);
    return [{ component: started.component, path, container, flags: flagsIn(started.words), ...(release === undefined ? {} : { release }) }];
  });
}

/** The shell texts of containers that name a component, such as `sh -c "exec kube-apiserver …"`. */
export function componentScripts(manifest: Manifest): ComponentScript[] {
  return containersOf(manifest).flatMap(({ path, container }) => {
    const started = startOf(container, wordsOf(container, path));
    if (!started || !('script' in started)) return [];
    const named = components.filter((component) => new RegExp(`(?<![\\w.-])${component}(?![\\w.-])`).test(started.script.text));
    return named.length === 0 ? [] : [{ ...started.script, components: named }];
  });
}

/**
 * The value of a flag that needs one: behind the equals sign, else the next argument.
 *
 * Source: github.com/spf13/pflag, `parseLongArg`.
 */
export function valueOf({ value, form }: Flag): string | undefined {
  return value ?? (form.type === 'word' ? form.next?.text : undefined);
}

/** Gives a flag another value, where its value stands. */
export function setFlagValue(edit: Recorder, { value, form }: Flag, text: string): void {
  if (form.type === 'key') edit.set(form.path, text);
  else if (form.type === 'entry') edit.set([...form.path, 'value'], text);
  else if (value === undefined && form.next) edit.set(form.next.path, text);
  else edit.set(form.path, `${form.text.slice(0, nameEnd(form.text))}=${text}`);
}

/** Gives a flag another name; dashes and value stay. */
export function renameFlag(edit: Recorder, { form }: Flag, name: string): void {
  if (form.type === 'key') edit.rename(form.path, name);
  else if (form.type === 'entry') edit.set([...form.path, 'name'], name);
  else edit.set(form.path, `--${name}${form.text.slice(nameEnd(form.text))}`);
}

/**
 * Takes a flag that needs a value out, and with it what would be left empty of kubeadm's configuration.
 * Of several flags in one list the last goes first, or else the paths of those behind it are no longer
 * true.
 */
export function removeFlag(edit: Recorder, { value, form }: Flag, data: JsonObject): void {
  if (form.type === 'word') {
    if (value === undefined && form.next) edit.remove(form.next.path);
    return edit.remove(form.path);
  }
  let { path } = form;
  while (path.length > 1 && isSingle(getIn(data, path.slice(0, -1)))) path = path.slice(0, -1);
  edit.remove(path);
}

function isSingle(collection: JsonValue | undefined): boolean {
  return (isList(collection) && collection.length === 1) || (isObject(collection) && Object.keys(collection).length === 1);
}

/**
 * Whether a flag that needs a value is all that a container hands to its image: without it, the
 * arguments that the image brings along would come back.
 */
export function isOnlyArgument({ value, form }: Flag, data: JsonObject): boolean {
  if (form.type !== 'word') return false;
  const list = form.path.slice(0, -1);
  const container = list.slice(0, -1);
  const command = getIn(data, [...container, 'command']);
  const args = getIn(data, list);
  const own = value === undefined && form.next ? 2 : 1;
  return list.at(-1) === 'args' && isList(args) && args.length === own && !(isList(command) && command.length > 0);
}

function containersOf(manifest: Manifest): { readonly path: Path; readonly container: JsonObject }[] {
  return podTemplates(manifest).flatMap((template) =>
    ['initContainers', 'containers'].flatMap((key) => {
      const list = template.spec?.[key];
      if (!isList(list)) return [];
      return list.flatMap((container, index) => (isObject(container) ? [{ path: [...template.path, 'spec', key, index], container }] : []));
    }),
  );
}

function wordsOf(container: JsonObject, path: Path): Word[] {
  return ['command', 'args'].flatMap((key) => {
    const list = container[key];
    if (!isList(list)) return [];
    return list.flatMap((text, index) => (typeof text === 'string' ? [{ path: [...path, key, index], text }] : []));
  });
}

/** What a container runs: a component with the words behind its name, a shell text, or neither. */
function startOf(container: JsonObject, words: readonly Word[]): { component: Component; words: readonly Word[] } | { script: Word } | undefined {
  const command = isList(container['command']) && container['command'].length > 0;
  if (command || imageOf(container)?.name === 'hyperkube') {
    let rest = words;
    while (rest[0] && wrappers.has(programOf(rest[0]))) rest = skipFlags(rest.slice(1));
    if (rest[0] && programOf(rest[0]) === 'hyperkube') rest = rest.slice(1);
    const [first] = rest;
    const program = first && programOf(first);
    const known = components.find((component) => component === program) ?? (rest === words && command ? undefined : hyperkubeNames[program ?? '']);
    if (known) return { component: known, words: rest.slice(1) };
    if (program !== undefined && shells.has(program)) {
      const index = rest.findIndex((word) => /^-[a-z]*c$/.test(word.text));
      const script = index < 0 ? undefined : rest[index + 1];
      return script && { script };
    }
  }
  const names = [imageOf(container)?.name, container['name']];
  const named = components.find((component) => names.includes(component));
  return named && { component: named, words };
}

function programOf({ text }: Word): string {
  return (text.split(/[\\/]/).at(-1) ?? '').replace(/\.exe$/, '');
}

function skipFlags(words: readonly Word[]): readonly Word[] {
  const index = words.findIndex((word) => !word.text.startsWith('-') || word.text === '--');
  if (index < 0) return [];
  return words.slice(words[index]?.text === '--' ? index + 1 : index);
}

/** The flags among arguments; what stands behind a bare `--` is none. */
function flagsIn(words: readonly Word[]): Flag[] {
  const end = words.findIndex((word) => word.text === '--');
  return (end < 0 ? words : words.slice(0, end)).flatMap(({ path, text }, index) => {
    if (!/^--[A-Za-z]/.test(text)) return [];
    const stop = nameEnd(text);
    const value = stop < text.length ? text.slice(stop + 1) : undefined;
    return [{ name: normal(text.slice(2, stop)), value, path, form: { type: 'word', path, text, next: words[index + 1] } }];
  });
}

function nameEnd(text: string): number {
  const equals = text.indexOf('=');
  return equals < 0 ? text.length : equals;
}

/** As `WordSepNormalizeFunc` of k8s.io/component-base/cli/flag reads the name of a flag. */
function normal(name: string): string {
  return name.replaceAll('_', '-');
}

function imageOf(container: JsonObject): { readonly name: string; readonly tag: string } | undefined {
  const match = /(?:^|\/)([^/:@]+)(?::([^/@]+))?(?:@.*)?$/.exec(String(container['image'] ?? ''));
  return match ? { name: (match[1] ?? '').replace(/-(?:amd64|arm|arm64|ppc64le|s390x)$/, ''), tag: match[2] ?? '' } : undefined;
}

/** The release of a container's image, where the image is one of Kubernetes' own. */
function releaseOf(container: JsonObject): Version | undefined {
  const image = imageOf(container);
  if (!image || ![...components, 'hyperkube'].includes(image.name)) return undefined;
  const [version] = /^v1\.\d+\.\d+/.exec(image.tag) ?? [];
  return version === undefined ? undefined : parseVersion(version);
}

/** Where kubeadm takes flags from, in all versions of its configuration. */
const kubeadmArguments: readonly { readonly path: Path; readonly component: Component }[] = [
  { path: ['apiServer', 'extraArgs'], component: 'kube-apiserver' },
  { path: ['controllerManager', 'extraArgs'], component: 'kube-controller-manager' },
  { path: ['scheduler', 'extraArgs'], component: 'kube-scheduler' },
  { path: ['apiServerExtraArgs'], component: 'kube-apiserver' },
  { path: ['controllerManagerExtraArgs'], component: 'kube-controller-manager' },
  { path: ['schedulerExtraArgs'], component: 'kube-scheduler' },
  { path: ['nodeRegistration', 'kubeletExtraArgs'], component: 'kubelet' },
];

function kubeadmFlags(data: JsonObject): ComponentFlags[] {
  const release = parseVersion(String(data['kubernetesVersion'] ?? ''));
  return kubeadmArguments.flatMap(({ path, component }) => {
    const written = getIn(data, path);
    const flags: Flag[] = [];
    if (isObject(written)) {
      for (const [name, value] of Object.entries(written)) {
        const at = [...path, name];
        if (typeof value === 'string') flags.push({ name: normal(name), value, path: at, form: { type: 'key', path: at } });
      }
    } else if (isList(written)) {
      written.forEach((entry, index) => {
        if (!isObject(entry) || typeof entry['name'] !== 'string' || typeof entry['value'] !== 'string') return;
        const at = [...path, index];
        flags.push({ name: normal(entry['name']), value: entry['value'], path: at, form: { type: 'entry', path: at } });
      });
    }
    return flags.length === 0 ? [] : [{ component, path, flags, ...(release === undefined ? {} : { release }) }];
  });
}

/** Whether the file says that it runs a release older than `version`. */
export function runsOlderThan(version: Version, release: Version | undefined): boolean {
  return release !== undefined && !atLeast(release, version);
}
