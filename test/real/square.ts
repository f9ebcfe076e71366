import { join, relative } from 'node:path';
import type { FilePlan, Plan, StatedSettings, Version } from '../../src/index.js';
import { prepareChart, reasonOf, renderChart, templateFile, valuesOf, type Preparation } from './chart.js';
import { compareObjects, type ComparedObject } from './compare.js';
import { build, filesOf, prepareRepository, reasonOfBuild } from './kustomization.js';
import { leftInText, migratedCopy, migratedText } from './migrate.js';
import { readObjects } from './objects.js';
import type { ProgramRun } from './programs.js';

/**
 * Rendering and migrating have to commute: what a migrated source renders to is what migrating the
 * rendered source gives. One square is one source with one set of values.
 */
export type Square =
  | { readonly outcome: 'compared'; readonly name: string; readonly objects: readonly SquareObject[] }
  /** The source does not render as it is. */
  | { readonly outcome: 'not rendered'; readonly name: string; readonly reason: string; readonly message: string }
  /** The migrated source no longer renders. */
  | { readonly outcome: 'broken'; readonly name: string; readonly message: string; readonly left: boolean };

export interface SquareObject extends ComparedObject {
  /** It does not agree, and a finding about its file says that a person has to see to it. */
  readonly left: boolean;
  /** What the finding is: `ingress-v1/printed`, or the file's bucket. */
  readonly leftBy?: string;
  /** It differs because a person has to see to what is rendered: with these values, no version of Kubernetes accepts it, say. */
  readonly leftAsRendered: boolean;
  /** The file it is rendered from, where one is known. */
  readonly file?: string;
}

export interface SquareOptions {
  readonly to: Version;
  /** What `.Capabilities.KubeVersion` says; default: `to`. */
  readonly kubeVersion?: Version;
  readonly accept?: readonly string[];
  /** Versions are chosen by what the cluster serves. */
  readonly compat?: boolean;
  /** An empty directory without a configuration at or above it; the caller removes it. */
  readonly scratch: string;
}

export interface Squares {
  readonly squares: readonly Square[];
  /** See {@link migratedCopy}. */
  readonly mistakes: readonly string[];
}

/**
 * The squares of a chart: with its own values, and with each of its files of values for CI.
 *
 * @param charts every chart of the tree, to take dependencies from
 */
export async function chartSquares(chart: string, charts: readonly string[], options: SquareOptions): Promise<Squares & { readonly preparation: Preparation }> {
  const { scratch, to } = options;
  const [original, migrated] = [join(scratch, 'original'), join(scratch, 'migrated')];
  const preparation = prepareChart(chart, original, charts);
  const settings = settingsOf(options);
  const { plan, mistakes } = await migratedCopy(original, migrated, settings);
  const cluster = { to, kubeVersion: options.kubeVersion ?? to };
  const squares = await Promise.all(
    valuesOf(original).map((values) =>
      square({
        name: values.name,
        render: (migratedSource) => renderChart(migratedSource ? migrated : original, values, cluster),
        reason: reasonOf,
        filesOf: (source) => (source === undefined ? [] : [templateFile(migrated, source)]),
        valuesFiles: ['values.yaml', ...(values.file === undefined ? [] : [values.file])],
        plan,
        settings,
        scratch,
      }),
    ),
  );
  return { squares, mistakes, preparation };
}

/** The squares of kustomizations, by their directories, which lie in the given one: the repository. */
export async function kustomizationSquares(repository: string, kustomizations: readonly string[], options: SquareOptions): Promise<Squares> {
  const [original, migrated] = [join(options.scratch, 'original'), join(options.scratch, 'migrated')];
  prepareRepository(repository, original);
  const settings = settingsOf(options);
  const { plan, mistakes } = await migratedCopy(original, migrated, settings);
  const squares = await Promise.all(
    kustomizations.map((directory) => {
      const path = relative(repository, directory);
      const files = filesOf(join(original, path)).map((file) => relative(original, file));
      return square({
        name: path || '.',
        render: (migratedSource) => build(join(migratedSource ? migrated : original, path)),
        reason: reasonOfBuild,
        filesOf: () => files,
        valuesFiles: [],
        plan,
        settings,
        scratch: options.scratch,
      });
    }),
  );
  return { squares, mistakes };
}

function settingsOf({ to, accept = [], compat = false }: SquareOptions): StatedSettings {
  return { target: { to }, accept, helm: { compat, bumpVersion: false } };
}

interface Sides {
  readonly name: string;
  render(migrated: boolean): Promise<ProgramRun>;
  reason(stderr: string): string;
  /** The files of the plan that an object may come from. */
  filesOf(source: string | undefined): readonly string[];
  /** The values that are rendered. */
  readonly valuesFiles: readonly string[];
  readonly plan: Plan;
  readonly settings: StatedSettings;
  readonly scratch: string;
}

async function square({ name, render, reason, filesOf, valuesFiles, plan, settings, scratch }: Sides): Promise<Square> {
  const migrate = async (text: string): Promise<string> => migratedText(text, scratch, settings);
  const rendered = await render(false);
  if (rendered.status !== 0) return { outcome: 'not rendered', name, reason: reason(rendered.stderr), message: rendered.stderr.trim() };
  const [actual, expected] = [await render(true), await migrate(rendered.stdout)];
  const planned = new Map(plan.files.map((file) => [file.path, file]));
  const filePlans = (source?: string): FilePlan[] => filesOf(source).flatMap((file) => planned.get(file) ?? []);
  if (actual.status !== 0) {
    const left = (filePlans().length > 0 ? filePlans() : plan.files).some((file) => leavesToPerson(file) !== undefined);
    return { outcome: 'broken', name, message: actual.stderr.trim(), left };
  }
  const compared = await compareObjects({
    original: readObjects(rendered.stdout),
    expected: readObjects(expected),
    actual: readObjects(actual.stdout),
    again: async () => readObjects(await migrate((await render(false)).stdout)),
  });
  const leftAsRendered = compared.some(({ agreement }) => agreement === 'different') ? await leftInText(rendered.stdout, scratch, settings) : new Set<string>();
  const objects = compared.map((result) => {
    const { agreement, object } = result;
    const files = filePlans(result.object.source);
    const [file] = files;
    const reasons = agreement === 'equal' ? [] : [...files.map((other) => leavesToPerson(other, object.kind)), ...files.map((other) => isChosen(other, object.kind)), ...valuesFiles.map((name) => leftInValues(planned.get(name)))];
    const leftBy = reasons.find((reason) => reason !== undefined);
    return {
      ...result,
      left: leftBy !== undefined,
      ...(leftBy === undefined ? {} : { leftBy }),
      leftAsRendered: agreement === 'different' && leftAsRendered.has(object.name),
      ...(file && files.length === 1 ? { file: file.path } : {}),
    };
  });
  return { outcome: 'compared', name, objects };
}

/** What the tool says is left for a person to do about the values that are rendered. */
function leftInValues(file: FilePlan | undefined): string | undefined {
  const found = file?.findings.find(({ status, transform }) => transform === 'helm-values' && status === 'manual');
  return found && `${found.transform}/${found.messageId}`;
}

/**
 * Whether a template asks the cluster for the version of objects of a kind. Helm can be told of more
 * versions than the cluster serves, but not of fewer: it may render what the target does not get.
 */
function isChosen({ findings }: FilePlan, kind: string): string | undefined {
  return findings.some((finding) => finding.transform === 'templated-api-version' && finding.messageId === 'chosen' && finding.kind === kind) ? 'Helm serves what the target does not' : undefined;
}

/** What the tool says is left for a person to do about objects of a kind in a file. */
function leavesToPerson({ bucket, findings }: FilePlan, kind?: string): string | undefined {
  // A template's kind may come from a value, and then a finding cannot name it.
  const found = findings.find((finding) => ['manual', 'held', 'refused'].includes(finding.status) && (kind === undefined || finding.kind === kind || finding.kind === '' || finding.kind.includes('{{')));
  if (found) return `${found.transform}/${found.messageId}${found.status === 'refused' ? ', refused' : ''}`;
  return ['template', 'patch', 'refused', 'unreadable', 'encrypted'].includes(bucket) ? bucket : undefined;
}
