import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { apply, plan, planText, type Edit, type FilePlan, type Plan, type StatedSettings } from '../../src/index.js';
import { decode, encode } from '../../src/source/decode.js';
import { cutDocuments } from '../../src/source/documents.js';

/** A copy of a directory, migrated in place. */
export interface MigratedCopy {
  readonly plan: Plan;
  /** Bytes that changed outside of edits, files that came or went, changes on a second run: mistakes of the tool. */
  readonly mistakes: readonly string[];
}

/** Copies a directory to another place, which must not exist, and migrates the copy. */
export async function migratedCopy(directory: string, copy: string, settings: StatedSettings): Promise<MigratedCopy> {
  cpSync(directory, copy, { recursive: true });
  const first = (await plan({ paths: ['.'], cwd: copy, ...settings })).plan;
  const outcomes = await apply(first, { cwd: copy, allowDirty: true });
  const mistakes = [...outcomes].filter(([, { outcome }]) => outcome !== 'written').map(([path, { reason }]) => `${path}: not written: ${reason ?? ''}`);
  mistakes.push(...strayChanges(directory, copy, first));
  if (first.files.some((file) => file.patch)) {
    const second = (await plan({ paths: ['.'], cwd: copy, ...settings })).plan;
    for (const file of second.files) if (file.patch) mistakes.push(`${file.path}: a second run changes it`);
  }
  return { plan: first, mistakes };
}

/** Compares the bytes of all files of two directories, before and after, with a plan's edits; says what does not come of them. */
export function strayChanges(before: string, after: string, { files }: Pick<Plan, 'files'>): string[] {
  const planned = new Map(files.map((file) => [file.path, file]));
  const [old, present] = [filesBelow(before), filesBelow(after)];
  const mistakes = [...old.filter((path) => !present.includes(path)), ...present.filter((path) => !old.includes(path))].map((path) => `${path}: came or went`);
  for (const path of old) {
    if (!present.includes(path)) continue;
    const bytes = readFileSync(join(before, path));
    if (!readFileSync(join(after, path)).equals(expectedBytes(bytes, planned.get(path)?.patch))) mistakes.push(`${path}: bytes outside its edits changed`);
  }
  return mistakes;
}

function expectedBytes(bytes: Buffer, patch: FilePlan['patch']): Uint8Array {
  const decoded = decode(bytes);
  if (!patch || !decoded.ok) return bytes;
  return encode(spliced(decoded.text, patch.edits), decoded.encoding);
}

function spliced(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: replacement } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
}

/**
 * Migrates what was rendered. A text of which a document stops the others (it does not parse, or
 * looks like a template) is migrated document by document.
 *
 * @param cwd a directory without a configuration at or above it
 */
export async function migratedText(text: string, cwd: string, settings: StatedSettings): Promise<string> {
  const file = await planOne(text, cwd, settings);
  if (file.patch) return file.patch.after;
  if (['unchanged', 'not-kubernetes', 'refused'].includes(file.bucket)) return text;
  const spans = cutDocuments(text);
  if (spans.length < 2) return text;
  let result = '';
  for (const { start, end } of spans) result += await migratedText(text.slice(start, end), cwd, settings);
  return result;
}

/** The objects of a rendered text of which a person has to see to something, named as `RenderedObject` names them. */
export async function leftInText(text: string, cwd: string, settings: StatedSettings): Promise<ReadonlySet<string>> {
  const { findings } = await planOne(text, cwd, settings);
  return new Set(findings.flatMap(({ status, kind, namespace, name = '' }) => (['manual', 'held', 'refused'].includes(status) ? [`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`] : [])));
}

async function planOne(text: string, cwd: string, settings: StatedSettings): Promise<FilePlan> {
  const { plan: planned } = await planText(Buffer.from(text), 'rendered.yaml', { cwd, ...settings });
  const [file] = planned.files;
  if (!file) throw new Error('a plan for one text has no file');
  return file;
}
