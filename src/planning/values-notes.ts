import { basename, join, relative, sep } from 'node:path';
import helmValues from '../../transforms/helm-values/transform.js';
import type { Finding } from '../model/finding.js';
import { abridge } from '../model/phrases.js';
import type { FilePlan } from '../model/plan.js';
import { isDirectory } from '../workspace/stat.js';
import { readChartMetadata } from './chart-metadata.js';
import type { PlannedFiles } from './chart-remarks.js';
import { textOf } from './text-of.js';

/**
 * Says of what was found in the values of charts whose they are, and which templates use it, where these name it in
 * full: `.Values.controller.tolerations`. Returns the plans of all files.
 */
export function withUsers({ found, files, charts }: PlannedFiles): readonly FilePlan[] {
  const texts = new Map<string, string>();
  const read = (file: string): string => {
    const text = texts.get(file) ?? textOf(file) ?? '';
    texts.set(file, text);
    return text;
  };
  /** The templates of a chart that hold the longest beginning of a path that one of them names in full. */
  const usersOf = (chart: string, keys: readonly string[]): { readonly path: string; readonly templates: readonly string[] } | undefined => {
    for (let length = keys.length; length > 0; length--) {
      const path = `.Values.${keys.slice(0, length).join('.')}`;
      const named = new RegExp(`${path.replaceAll('.', '\\.')}(?![\\w.-])`);
      const templates = charts.templatesOf(chart).filter((file) => named.test(read(file)));
      if (templates.length > 0) return { path, templates };
    }
    // What stands under the name of a subchart is its own values.
    const [name = '', ...rest] = keys;
    const subchart = join(chart, 'charts', name);
    return rest.length > 0 && isDirectory(subchart) ? usersOf(subchart, rest) : undefined;
  };
  const noteOf = (chart: string, { path }: Finding): readonly string[] => {
    const users = usersOf(chart, /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/.exec(path)?.[0].split('.') ?? []);
    if (!users) return [];
    const names = users.templates.map((file) => relative(chart, file).split(sep).join('/'));
    return [`Used as ${users.path} in ${abridge(names, 3)}.`];
  };
  return files.map((file, index) => {
    const chart = charts.chartOfValues(found[index]?.absolute ?? '');
    if (chart === undefined || !file.findings.some(({ transform }) => transform === helmValues.meta.id)) return file;
    const written = readChartMetadata(chart)?.chart.data['name'];
    const name = typeof written === 'string' ? written : basename(chart);
    const about = (finding: Finding): Finding => (finding.transform === helmValues.meta.id ? { ...finding, name, notes: [...finding.notes, ...noteOf(chart, finding)] } : finding);
    return { ...file, findings: file.findings.map(about) };
  });
}
