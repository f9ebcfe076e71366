import type { Transform } from '../model/transform.js';
import { reportJsonSchema } from '../reporters/report-schema.js';
import { configurationJsonSchema } from '../workspace/configuration-schema.js';
import { enhancementPage } from './enhancement-page.js';
import { lifecyclePage } from './lifecycle-page.js';

/** A file that is made from metadata: the whole of it, or what stands between two markers. */
export interface GeneratedText {
  /** Relative to the repository's root. */
  readonly file: string;
  /** Given the file's text as it is (empty where there is none), the text it has to have. */
  text(current: string): string;
}

const start = '<!-- transforms: made by "npm run docs" -->';
const end = '<!-- /transforms -->';

/** Every generated file of the repository. */
export function generatedTexts(transforms: readonly Transform[]): GeneratedText[] {
  const json = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`;
  return [
    { file: 'transforms/README.md', text: (current) => between(current, transformTable(transforms)) },
    { file: 'src/catalogue/API-LIFECYCLE.md', text: () => lifecyclePage(transforms) },
    { file: 'src/catalogue/ENHANCEMENTS.md', text: () => enhancementPage(transforms) },
    { file: 'src/schemas/report-v1.schema.json', text: () => json(reportJsonSchema()) },
    { file: 'src/schemas/configuration.schema.json', text: () => json(configurationJsonSchema()) },
  ];
}

function between(current: string, text: string): string {
  const from = current.indexOf(start);
  const to = current.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The markers ${start} and ${end} are missing`);
  return `${current.slice(0, from + start.length)}\n${text}${current.slice(to)}`;
}

function transformTable(transforms: readonly Transform[]): string {
  const rows = transforms.map(({ meta }) => {
    const removed = meta.removed === undefined ? '' : meta.removed;
    return `| [${meta.id}](${meta.id}/README.md) | ${meta.title} | ${meta.safety} | ${meta.introduced ?? ''} | ${removed} |`;
  });
  return ['| Id | What | Safety | New form since | Old form gone in |', '|---|---|---|---|---|', ...rows, ''].join('\n');
}
