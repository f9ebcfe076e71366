import { atLeast, getIn, isObject, type Context, type JsonValue, type Manifest, type Path, type Version } from '../../src/transform.js';
import { kindsOf, movedKind } from '../_shared/moved-kinds.js';

/** Where the old group is gone, the manifest cannot have stayed in it. */
export function impactOf(kind: string, to: Version): 'behaves' | 'later' {
  const removed = movedKind('extensions', kind, to)?.left.removed;
  return removed !== undefined && atLeast(to, removed) ? 'behaves' : 'later';
}

/** The settings of Argo CD in its ConfigMaps. */
export function reviewSettings(manifest: Manifest, context: Context): void {
  const settings = manifest.data['data'];
  if (!isObject(settings)) return;
  for (const [key, text] of Object.entries(settings)) {
    const at = ['data', key];
    if (key.startsWith('resource.customizations')) reviewCustomizations(key, text, Object.keys(settings), context);
    else if (key === 'resource.exclusions' || key === 'resource.inclusions') reviewClasses(key, at, manifest, context);
    else if (/^policy\.(?:.+\.)?csv$/.test(key)) reviewPolicyText(text, at, context);
  }
}

/** `resource.customizations.health.extensions_Ingress`, or `extensions/Ingress:` in the text of `resource.customizations`. */
function reviewCustomizations(key: string, text: JsonValue, keys: readonly string[], context: Context): void {
  const { to } = context.target;
  const named = /^(resource\.customizations\.[^.]+\.)extensions_(\w+)$/.exec(key);
  const found = named ? [named[2]] : typeof text === 'string' ? [...text.matchAll(/^\s*["']?extensions\/(\w+)["']?:/gm)].map(([, kind]) => kind) : [];
  for (const kind of new Set(found)) {
    const group = kind === undefined ? undefined : movedKind('extensions', kind, to)?.goal.group;
    if (kind === undefined || group === undefined) continue;
    const isSaid = named ? keys.includes(`${named[1] ?? ''}${group}_${kind}`) : String(text).includes(`${group}/${kind}`);
    if (!isSaid) context.manual('customization', { at: ['data', key], values: { kind, group }, impact: impactOf(kind, to) });
  }
}

/** Classes of objects that Argo CD leaves out or is limited to: a list, in a text, by groups and kinds with wildcards. */
export function reviewClasses(list: string, at: Path, { data }: Manifest, context: Context): void {
  const text = getIn(data, at);
  if (typeof text !== 'string' || !isItem(text, 'extensions')) return;
  const { to } = context.target;
  const named = kindsOf('extensions').filter((kind) => isItem(text, kind));
  const moves = (named.length > 0 ? named : kindsOf('extensions')).flatMap((kind) => movedKind('extensions', kind, to) ?? []);
  const missing = moves.filter(({ goal }) => !isItem(text, goal.group));
  if (missing.length === 0) return;
  const kinds = missing.map(({ goal }) => goal.kind);
  const values = { list, kinds: kinds.join(', '), group: [...new Set(missing.map(({ goal }) => goal.group))].join(', ') };
  context.manual('classes', { at, values, impact: kinds.some((kind) => impactOf(kind, to) === 'behaves') ? 'behaves' : 'later' });
}

/** Whether a text in YAML has an item of a list; comments do not count. */
function isItem(text: string, item: string): boolean {
  return new RegExp(`^[^#\n]*[-[,{]\\s*["']?${item.replaceAll('.', '\\.')}["']?\\s*(?:[,\\]}#\n]|$)`, 'm').test(text);
}

/** `p, role:web, applications, action/extensions/Deployment/restart, web/*, allow` */
const policyPattern = /^(\s*p\s*,[^,]*,\s*applications\s*,\s*[\w-]+\/)extensions\/(\w+)(\/.*)$/;

/** What a policy has to say once a kind has left `extensions`; undefined where it is said, or has nothing to say of one that did. */
export function policyMove(policy: string, all: readonly string[], to: Version): { readonly kind: string; readonly group: string; readonly policy: string } | undefined {
  const [, before = '', kind = '', after = ''] = policyPattern.exec(policy) ?? [];
  const group = kind === '' ? undefined : movedKind('extensions', kind, to)?.goal.group;
  if (group === undefined) return undefined;
  const meant = ['*', group].map((each) => squeezed(`${before}${each}/${kind}${after}`));
  return all.some((other) => meant.includes(squeezed(other))) ? undefined : { kind, group, policy: `${before}${group}/${kind}${after}` };
}

/** Policies in a text, one a line. */
export function reviewPolicyText(text: JsonValue | undefined, at: Path, context: Context): void {
  if (typeof text !== 'string') return;
  const lines = text.split('\n');
  const moves = new Map(lines.flatMap((line) => policyMove(line, lines, context.target.to) ?? []).map((move) => [move.kind, move]));
  for (const { kind, group } of moves.values()) context.manual('policy-text', { at, values: { kind, group }, impact: impactOf(kind, context.target.to) });
}

function squeezed(policy: string): string {
  return policy.replace(/\s+/g, '');
}
