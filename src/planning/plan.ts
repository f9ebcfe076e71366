import { dirname, relative, resolve, sep } from 'node:path';
import chartVersion from '../../transforms/helm-chart-version/transform.js';
import { transforms as builtIn } from '../../transforms/index.js';
import { lifecycleOf } from '../catalogue/api-lifecycle.js';
import { planFile, type PlannedFile } from '../engine/plan-file.js';
import { helperKey } from '../engine/template/helper-use.js';
import { Triggers } from '../engine/triggers.js';
import { isMarkdownName } from '../model/embedding.js';
import type { Impact, StaleSuppression } from '../model/finding.js';
import { KnownError } from '../model/known-error.js';
import { groupOf, versionOf } from '../model/manifest.js';
import type { FilePlan, Plan } from '../model/plan.js';
import type { FileInput } from '../engine/file-input.js';
import type { FindCodeBlocks } from '../source/markdown.js';
import type { FileSettings, IgnoreEntry } from '../model/settings.js';
import type { Target } from '../model/target.js';
import type { Transform, TransformMeta } from '../model/transform.js';
import { atLeast, type Version } from '../model/version.js';
import { findConfiguration, loadConfiguration, type Configuration, type LoadedConfiguration } from '../workspace/configuration.js';
import { displayPath, findFiles } from '../workspace/files.js';
import type { Problem } from '../workspace/problem.js';
import { readFile } from '../workspace/read.js';
import { resolveSettings } from '../workspace/settings.js';
import { planChartSurroundings, type ChartPlanner } from './chart-surroundings.js';
import { Charts } from './charts.js';
import { contestedHelpers, helperEdits, withEdits } from './helper-edits.js';
import { findKustomizations } from './kustomizations.js';
import { loadOwnTransforms } from './own-transforms.js';
import { planKustomizations } from './patches.js';
import { fileRoles } from './roles.js';
import { checkSettings, checkTarget, fileSettings, type StatedSettings } from './settings.js';
import { withUsers } from './values-notes.js';

export interface PlanOptions extends StatedSettings {
  /** Files and directories, relative to `cwd` or absolute. */
  readonly paths: readonly string[];
  /** Default: the process's working directory. */
  readonly cwd?: string;
  /** Globs of further files to take from directories. */
  readonly include?: readonly string[];
  /** Globs of files and directories to leave out. */
  readonly exclude?: readonly string[];
  /** A configuration file; by default the nearest one at or above the paths. */
  readonly configuration?: string;
  /** Default: the built-in ones. */
  readonly transforms?: readonly Transform[];
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly path: string }) => void;
}

export interface Planned {
  readonly plan: Plan;
  /** Places that could not be looked at. */
  readonly problems: readonly Problem[];
  readonly symlinksSkipped: number;
  readonly configuration?: LoadedConfiguration;
  /** All transforms there are, own ones included. */
  readonly transforms: readonly TransformMeta[];
}

/**
 * Plans the migration of files and directories. Reads files, writes nothing.
 *
 * @throws {KnownError} for a path that does not exist, a bad configuration, an unknown transform,
 * option, version or gate
 */
export async function plan(options: PlanOptions): Promise<Planned> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const session = await Session.open(options, options.paths, cwd);
  const { configuration } = session;
  const found = findFiles(options.paths, {
    cwd,
    include: [...(configuration?.configuration.include ?? []), ...(options.include ?? [])],
    exclude: [...(configuration?.configuration.exclude ?? []), ...(options.exclude ?? [])],
    ...(configuration ? { globBase: configuration.directory } : {}),
  });
  const absolute = found.files.map((file) => file.absolute);
  const charts = new Charts(absolute, cwd);
  const kustomizations = findKustomizations(absolute);
  const roleOf = fileRoles(charts, kustomizations.patches);
  const planned: PlannedPath[] = [];
  for (const [index, file] of found.files.entries()) {
    options.onProgress?.({ done: index, total: found.files.length, path: file.path });
    // Leaves the event loop a turn, for progress to be drawn.
    if (index % 50 === 49) await new Promise((next) => setImmediate(next));
    const again = (settledHelpers?: ReadonlySet<string>): PlannedFile => {
      const read = readFile(file.absolute);
      if (!read.ok) return { file: unreadable(file.path, read.reason), usedIgnores: new Set(), helpers: [] };
      const chart = charts.factsOf(file.absolute, settledHelpers);
      return session.planOne({ path: file.path, bytes: read.bytes, role: roleOf(file.absolute), ...(chart ? { chart } : {}) }, file.absolute);
    };
    planned.push({ absolute: file.absolute, result: again(), again });
  }
  const files = settleHelpers(planned);
  const shown = (path: string): string => displayPath(cwd, path);
  const together = planKustomizations(session, { found: found.files, files, kustomizations, roleOf, shown });
  const noted = withUsers({ found: found.files, files: together, charts, shown });
  const complete = await planChartSurroundings(session, { found: found.files, files: noted, charts, shown }, found.archives);
  return {
    plan: { target: session.target, files: complete, staleSuppressions: session.staleEntries() },
    problems: found.problems,
    symlinksSkipped: found.symlinksSkipped,
    transforms: session.metas,
    ...(configuration ? { configuration } : {}),
  };
}

/** A file with its plan, and a way to plan it with some helpers left as they are. */
interface PlannedPath {
  readonly absolute: string;
  readonly result: PlannedFile;
  readonly again: (settledHelpers: ReadonlySet<string>) => PlannedFile;
}

/**
 * Writes the new versions into the helpers that print them. A helper is changed where everything
 * that prints it can take the new version; where not, nothing that prints it is changed.
 */
function settleHelpers(planned: readonly PlannedPath[]): FilePlan[] {
  const current = [...planned];
  const settled = new Set<string>();
  for (;;) {
    const uses = current.flatMap(({ result }) => result.helpers);
    const contested = [...contestedHelpers(uses)].filter((key) => !settled.has(key));
    const edits = helperEdits(uses);
    const impossible = [...edits].flatMap(([file, changes]) => {
      const place = current.find(({ absolute }) => absolute === file);
      return place && withEdits(place.result.file, file, changes) ? [] : uses.filter((use) => use.file === file).map(helperKey);
    });
    const more = [...contested, ...impossible].filter((key) => !settled.has(key));
    if (more.length === 0) {
      return current.map(({ absolute, result }) => {
        const changes = edits.get(absolute);
        return (changes && withEdits(result.file, absolute, changes)) ?? result.file;
      });
    }
    for (const key of more) settled.add(key);
    current.forEach((path, index) => {
      if (path.result.helpers.some((use) => use.text !== undefined && settled.has(helperKey(use)))) current[index] = { ...path, result: path.again(settled) };
    });
  }
}

/**
 * Plans one text that is in no file, as standard input is; `name` is what reports call it.
 *
 * @throws {KnownError} as {@link plan} does
 */
export async function planText(bytes: Uint8Array, name: string, options: Omit<PlanOptions, 'paths' | 'include' | 'exclude'>): Promise<Planned> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const session = await Session.open(options, ['.'], cwd);
  const { file } = session.planOne({ path: name, bytes, role: 'manifest' }, resolve(cwd, name));
  return {
    plan: { target: session.target, files: [file], staleSuppressions: [] },
    problems: [],
    symlinksSkipped: 0,
    transforms: session.metas,
    ...(session.configuration ? { configuration: session.configuration } : {}),
  };
}

function unreadable(path: string, reason: string): FilePlan {
  return { path, bucket: 'unreadable', reason, objects: 0, findings: [], suppressed: [], staleSuppressions: [] };
}

/** The settings of one run and what it has learned. */
class Session implements ChartPlanner {
  readonly target: Target;
  /** The settings of every file, where the configuration does not tell files apart. */
  private common: FileSettings | undefined;
  private readonly usedIgnores = new Set<IgnoreEntry>();

  private constructor(
    private readonly stated: StatedSettings,
    private readonly transforms: readonly Transform[],
    readonly configuration: LoadedConfiguration | undefined,
    private readonly coversConfiguration: boolean,
    /** Absent where no Markdown is wanted: the library takes time to load. */
    private readonly findCodeBlocks: FindCodeBlocks | undefined,
  ) {
    checkSettings(stated, this.transforms);
    if (configuration) {
      const { overrides = [], ...common } = configuration.configuration;
      for (const settings of [common, ...overrides]) checkSettings(settings, this.transforms, configuration.file);
    }
    this.target = this.settingsFor('').target;
    checkTarget(this.target);
  }

  static async open(options: Omit<PlanOptions, 'paths'>, paths: readonly string[], cwd: string): Promise<Session> {
    const configuration = await configurationFor(options.configuration, paths, cwd);
    const covers = paths.some((path) => configuration && isInside(resolve(cwd, path), configuration.directory));
    const known = options.transforms ?? builtIn;
    const own = configuration ? await loadOwnTransforms(configuration, known) : [];
    const { overrides = [], ...common }: Configuration = configuration?.configuration ?? {};
    const markdown = [options, common, ...overrides].some(({ embedded }) => embedded?.includes('markdown'));
    const findCodeBlocks = markdown ? (await import('../source/markdown.js')).codeBlocks : undefined;
    return new Session(options, [...known, ...own], configuration, covers, findCodeBlocks);
  }

  get metas(): TransformMeta[] {
    return this.transforms.map(({ meta }) => meta);
  }

  planOne(input: FileInput, absolute: string, without: ReadonlySet<string> = new Set()): PlannedFile {
    const all = this.settingsFor(absolute);
    const settings = without.size === 0 ? all : { ...all, transforms: all.transforms.filter(({ meta }) => !without.has(meta.id)) };
    if (settings.target !== this.target) checkTarget(settings.target);
    try {
      const markdown = this.findCodeBlocks !== undefined && settings.embedded?.has('markdown') === true && isMarkdownName(input.path);
      const planned = planFile(markdown && this.findCodeBlocks ? { ...input, codeBlocks: this.findCodeBlocks } : input, settings);
      for (const entry of planned.usedIgnores) this.usedIgnores.add(entry);
      return planned;
    } catch (error) {
      if (error instanceof KnownError) throw error;
      // One file must not take the others down; a mistake of the tool is said to be one.
      const message = error instanceof Error ? error.message : String(error);
      const file: FilePlan = { ...unreadable(input.path, `an internal error, please report it: ${message}`), bucket: 'refused' };
      return { file, usedIgnores: new Set(), helpers: [] };
    }
  }

  /** Ignore entries of the configuration that silenced nothing although all they could concern was looked at. */
  staleEntries(): StaleSuppression[] {
    if (!this.configuration || !this.coversConfiguration || this.stated.only?.length || this.stated.skip?.length) return [];
    const { ignore = [], overrides = [] } = this.configuration.configuration;
    return [...ignore, ...overrides.flatMap((override) => override.ignore ?? [])]
      .filter((entry) => !this.usedIgnores.has(entry) && (entry.id !== chartVersion.meta.id || this.runs(entry.id, '')))
      .map((entry) => ({ text: describeEntry(entry), problem: 'matches nothing' as const }));
  }

  runs(id: string, absolute: string): boolean {
    return this.settingsFor(absolute).transforms.some(({ meta }) => meta.id === id);
  }

  fateOf(absolute: string, apiVersion: string, kind: string): Impact | undefined {
    const { target, apis } = this.settingsFor(absolute);
    const row = lifecycleOf(groupOf(apiVersion), versionOf(apiVersion), kind, apis);
    if (row?.deprecated === undefined || !atLeast(target.to, row.deprecated)) return undefined;
    return row.removed !== undefined && atLeast(target.to, row.removed) ? 'breaks' : 'later';
  }

  /** Kustomize has the schemas of 1.20 before 4.3, which comes with kubectl 1.23 (kubernetes-sigs/kustomize#4062). */
  lacksSchema(absolute: string, apiVersion: string, kind: string): boolean {
    const { target, apis } = this.settingsFor(absolute);
    const row = lifecycleOf(groupOf(apiVersion), versionOf(apiVersion), kind, apis);
    return row !== undefined && atLeast(row.introduced, '1.21') && !atLeast(target.to, '1.23');
  }

  versionFor(absolute: string): Version {
    return this.settingsFor(absolute).target.to;
  }

  concerns(absolute: string, text: string): boolean {
    return Triggers.of(this.settingsFor(absolute), 'manifest').occurIn(text);
  }

  private settingsFor(absolute: string): FileSettings {
    const { configuration, directory }: Pick<LoadedConfiguration, 'configuration' | 'directory'> = this.configuration ?? { configuration: {}, directory: '' };
    const { overrides = [], ignore = [] } = configuration;
    if (overrides.length > 0 || ignore.length > 0) return this.settingsAt(absolute, configuration, directory);
    return (this.common ??= this.settingsAt(absolute, configuration, directory));
  }

  private settingsAt(absolute: string, configuration: Configuration, directory: string): FileSettings {
    const path = absolute === '' || directory === '' ? absolute : relative(directory, absolute).split(sep).join('/');
    return fileSettings(this.transforms, resolveSettings(configuration, path), this.stated, configuration.apis ?? []);
  }
}

async function configurationFor(named: string | undefined, paths: readonly string[], cwd: string): Promise<LoadedConfiguration | undefined> {
  if (named !== undefined) return loadConfiguration(resolve(cwd, named));
  const files = new Set(paths.map((path) => findConfiguration(resolve(cwd, path))));
  if (files.size > 1) {
    throw new KnownError('The paths belong to different configuration files.', {
      hint: `Run once for each of them, or name one with --config: ${[...files].map((file) => file ?? '(none)').join(', ')}.`,
    });
  }
  const [file] = files;
  return file === undefined ? undefined : loadConfiguration(file);
}

/** Whether a directory is the given path or lies in it. */
function isInside(path: string, directory: string): boolean {
  const toPath = relative(path, directory);
  return toPath === '' || (!toPath.startsWith('..') && dirname(toPath) !== toPath);
}

function describeEntry({ reason, ...rest }: IgnoreEntry): string {
  return `${Object.entries(rest).map(([key, value]) => `${key}: ${value}`).join(', ')} (${reason})`;
}
