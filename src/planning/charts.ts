import { basename, dirname, join, relative, sep } from 'node:path';
import type { ChartFacts } from '../engine/file-input.js';
import { integerValues } from '../engine/template/integer-values.js';
import type { JsonValue } from '../model/json.js';
import { readDocument } from '../source/parse.js';
import type { TemplateTarget } from '../source/template/conditions.js';
import { indexHelpers, readHelpers, type Helpers } from '../source/template/helpers.js';
import { isFile } from '../workspace/stat.js';
import { textOf } from './text-of.js';

/**
 * The Helm charts among some files. A chart is a directory with a `Chart.yaml`; its templates stand
 * under `templates/`, its subcharts under `charts/`. All templates of a chart and its subcharts
 * share their named templates.
 */
export class Charts {
  private readonly known = new Map<string, boolean>();
  /** By the outermost chart; those of its subcharts are among them. */
  private readonly templates = new Map<string, string[]>();
  private readonly helpers = new Map<string, Helpers>();
  private readonly values = new Map<string, JsonValue | undefined>();
  private readonly integers = new Map<string, ReadonlySet<string>>();

  /** @param files absolute paths; `cwd` is what paths in reports are relative to */
  constructor(
    files: readonly string[],
    private readonly cwd: string,
  ) {
    for (const file of files) {
      const chart = this.chartOfTemplate(file);
      if (chart === undefined) continue;
      const root = this.rootOf(chart);
      const list = this.templates.get(root);
      if (list) list.push(file);
      else this.templates.set(root, [file]);
    }
  }

  /** The chart that a file is a template of; its named templates are read when they are asked for. */
  factsOf(file: string, settledHelpers?: ReadonlySet<string>): ChartFacts | undefined {
    const chart = this.chartOfTemplate(file);
    if (chart === undefined) return undefined;
    const helpersOf = (): Helpers => this.helpersOf(this.rootOf(chart));
    const integers = (target: TemplateTarget): ReadonlySet<string> => this.integersOf(chart, target);
    const valuesOf = (): JsonValue | undefined => this.valuesOf(chart);
    return {
      directory: this.shown(chart),
      get helpers() {
        return helpersOf();
      },
      integers,
      get values() {
        return valuesOf();
      },
      ...(settledHelpers ? { settledHelpers } : {}),
    };
  }

  /** The templates of a chart without those of its subcharts, helpers included; in the order of the files. */
  templatesOf(chart: string): readonly string[] {
    return (this.templates.get(this.rootOf(chart)) ?? []).filter((file) => this.chartOfTemplate(file) === chart);
  }

  /** A chart's directory as reports show it. */
  shown(chart: string): string {
    const shown = relative(this.cwd, chart).split(sep).join('/');
    return shown === '' ? '.' : shown.startsWith('..') ? chart : shown;
  }

  private helpersOf(root: string): Helpers {
    const known = this.helpers.get(root);
    if (known) return known;
    const found = indexHelpers((this.templates.get(root) ?? []).flatMap((file) => readHelpers(file, textOf(file) ?? '')));
    this.helpers.set(root, found);
    return found;
  }

  /** The chart whose values a file holds: those of the chart itself, of its variants, or of its tests in CI. */
  chartOfValues(file: string): string | undefined {
    const directory = dirname(file);
    const name = basename(file);
    if (!/\.ya?ml$/.test(name)) return undefined;
    const inside = basename(directory);
    const isValues = /^values[._-]|[._-]values\.ya?ml$/.test(name);
    if (isValues && this.isChart(directory)) return directory;
    const isIn = inside === 'values' || (inside === 'ci' && isValues);
    return isIn && this.isChart(dirname(directory)) ? dirname(directory) : undefined;
  }

  private valuesOf(chart: string): JsonValue | undefined {
    if (!this.values.has(chart)) {
      const read = readDocument(textOf(join(chart, 'values.yaml')) ?? '');
      this.values.set(chart, read.ok ? read.document.data : undefined);
    }
    return this.values.get(chart);
  }

  /** Of the chart alone: its subcharts have values of their own. */
  private integersOf(chart: string, target: TemplateTarget): ReadonlySet<string> {
    const key = `${target.version} ${chart}`;
    const known = this.integers.get(key);
    if (known) return known;
    const root = this.rootOf(chart);
    const found = integerValues(this.templatesOf(chart).flatMap((file) => textOf(file) ?? []), target, this.helpersOf(root));
    this.integers.set(key, found);
    return found;
  }

  /** The chart in whose `templates/` a file lies. */
  chartOfTemplate(file: string): string | undefined {
    const parts = file.split(sep);
    for (let index = parts.length - 2; index > 0; index--) {
      if (parts[index] !== 'templates') continue;
      const directory = parts.slice(0, index).join(sep);
      if (this.isChart(directory)) return directory;
    }
    return undefined;
  }

  /** The outermost chart that a chart is a part of, as `web` is of `web/charts/cache`. */
  private rootOf(chart: string): string {
    const parts = chart.split(sep);
    if (parts.at(-2) !== 'charts') return chart;
    const parent = parts.slice(0, -2).join(sep);
    return this.isChart(parent) ? this.rootOf(parent) : chart;
  }

  private isChart(directory: string): boolean {
    let known = this.known.get(directory);
    if (known === undefined) this.known.set(directory, (known = isFile(join(directory, 'Chart.yaml'))));
    return known;
  }
}
