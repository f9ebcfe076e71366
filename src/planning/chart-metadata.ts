import { join, resolve } from 'node:path';
import { isList, isObject, type JsonObject } from '../model/json.js';
import type { Path } from '../model/path.js';
import { cutDocuments } from '../source/documents.js';
import { parseDocument } from '../source/parse.js';
import { isFile } from '../workspace/stat.js';
import { textOf } from './text-of.js';

/** The files, in a chart's directory, that say what the chart is. */
export const chartFile = 'Chart.yaml';
const requirementsFile = 'requirements.yaml';

/** What a chart says of itself. */
export interface ChartMetadata {
  /** Absolute. */
  readonly directory: string;
  /** What `Chart.yaml` holds. */
  readonly chart: MetadataFile;
  readonly dependencies: readonly Dependency[];
}

/** A YAML file of one document that holds a mapping. */
export interface MetadataFile {
  /** Absolute. */
  readonly file: string;
  /** Where its document starts. */
  readonly start: number;
  readonly data: JsonObject;
}

/** A chart that another one takes. */
export interface Dependency {
  readonly file: MetadataFile;
  /** Its entry in the file. */
  readonly at: Path;
  readonly name: string;
  /** The versions that are taken, as they are written. */
  readonly version?: string;
  readonly repository: string;
}

/** Reads what a chart says of itself; undefined where its `Chart.yaml` cannot be read as Helm reads it. */
export function readChartMetadata(directory: string): ChartMetadata | undefined {
  const chart = readMetadataFile(join(directory, chartFile));
  if (!chart || typeof chart.data['name'] !== 'string' || 'kind' in chart.data) return undefined;
  // Charts of the first format have their dependencies in a file of their own, those of the second do not.
  const path = join(directory, requirementsFile);
  const requirements = chart.data['apiVersion'] !== 'v2' && isFile(path) ? readMetadataFile(path) : undefined;
  return { directory, chart, dependencies: [chart, ...(requirements ? [requirements] : [])].flatMap(dependenciesOf) };
}

/** A chart as findings about it name it. */
export function chartIdentity({ chart: { data } }: ChartMetadata): JsonObject {
  return { apiVersion: data['apiVersion'] ?? '', kind: 'Chart', metadata: { name: data['name'] ?? '' } };
}

/** The directory, absolute, that a chart takes a dependency from, if it is one of its own files. */
export function localDirectory({ directory }: ChartMetadata, { name, repository }: Dependency): string {
  return repository.startsWith('file://') ? resolve(directory, repository.slice('file://'.length)) : join(directory, 'charts', name);
}

function readMetadataFile(file: string): MetadataFile | undefined {
  const text = textOf(file) ?? '';
  const documents = cutDocuments(text).flatMap(({ start, end }) => {
    const parsed = parseDocument(text.slice(start, end));
    return parsed.ok && parsed.document.data === null ? [] : [{ start, parsed }];
  });
  const [document, second] = documents;
  if (!document?.parsed.ok || second || document.parsed.document.templated) return undefined;
  const { data } = document.parsed.document;
  return isObject(data) ? { file, start: document.start, data } : undefined;
}

function dependenciesOf(file: MetadataFile): Dependency[] {
  const { dependencies } = file.data;
  return (isList(dependencies) ? dependencies : []).flatMap((entry, index) => {
    if (!isObject(entry) || typeof entry['name'] !== 'string') return [];
    const { name, version, repository } = entry;
    return [{ file, at: ['dependencies', index], name, ...(version === undefined || version === null ? {} : { version: String(version) }), repository: typeof repository === 'string' ? repository : '' }];
  });
}
