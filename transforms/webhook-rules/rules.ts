import { Hole, isList, isObject, isServed, lifecycleOf, preferredVersion, type ApiLifecycle, type JsonObject, type JsonValue, type Version } from '../../src/transform.js';
import { kindOfResource, movedKind, type MovedKind } from '../_shared/moved-kinds.js';

/** A resource that a rule names in a version which objects leave. */
export interface MissedResource {
  /** As the rule writes it: `deployments/scale`. */
  readonly resource: string;
  readonly old: ApiLifecycle;
  readonly goal: ApiLifecycle;
  /** The version as a rule has to name it: `*` where the rule takes any of the group. */
  readonly version: string;
}

/** A rule of an admission webhook or policy; what a template fills in is not in it. */
export class Rule {
  readonly groups: readonly string[];
  readonly versions: readonly string[];
  readonly resources: readonly string[];
  private readonly operations: readonly string[];

  constructor(readonly data: JsonObject) {
    [this.groups = [], this.versions = [], this.resources = [], this.operations = []] = ['apiGroups', 'apiVersions', 'resources', 'operations'].map((key) => texts(data[key]));
  }

  /** Whether a template fills in a part of it: it may cover anything. */
  get isTemplated(): boolean {
    return ['apiGroups', 'apiVersions', 'resources', 'operations'].some((key) => [this.data[key], ...(isList(this.data[key]) ? this.data[key] : [])].some((each) => each instanceof Hole));
  }

  /** Whether it matches requests for a resource in a version as `like` does in its own. */
  covers({ group, version }: ApiLifecycle, resource: string, like: Rule): boolean {
    const scope = this.data['scope'] ?? '*';
    return (
      holds(this.groups, [group, '*']) &&
      holds(this.versions, [version, '*']) &&
      holds(this.resources, patternsFor(resource)) &&
      (this.operations.includes('*') || like.operations.every((each) => this.operations.includes(each))) &&
      (scope === '*' || scope === (like.data['scope'] ?? '*'))
    );
  }
}

/** The rules of a webhook or policy; one that is malformed matches nothing. */
export function readRules(written: JsonValue | undefined): Rule[] {
  return isList(written) ? written.map((rule) => new Rule(isObject(rule) ? rule : {})) : [];
}

/**
 * What a rule misses of objects in the version that the target prefers. With `matchPolicy: Equivalent` the API
 * server converts for it, as long as it serves the old version.
 */
export function missedBy(rule: Rule, rules: readonly Rule[], isExact: boolean, to: Version): MissedResource[] {
  return rule.groups.flatMap((group) =>
    rule.versions.flatMap((version) =>
      rule.resources.flatMap((resource): MissedResource[] => {
        const kind = kindOfResource(group, resource);
        const move = kind === undefined ? undefined : version === '*' ? movedKind(group, kind, to) : moveOf(group, version, kind, to);
        if (!move || (!isExact && isServed(move.left, to))) return [];
        const { left: old, goal } = move;
        const missing = { resource, old, goal, version: version === '*' ? '*' : goal.version };
        return rules.some((other) => other.isTemplated || other.covers(goal, resource, rule)) ? [] : [missing];
      }),
    ),
  );
}

function moveOf(group: string, version: string, kind: string, to: Version): MovedKind | undefined {
  const left = lifecycleOf(group, version, kind);
  const goal = left && preferredVersion(group, version, kind, to);
  return left && goal && goal !== left && goal.kind === kind ? { left, goal } : undefined;
}

/**
 * Whether a rule may name the version of a goal too, with all else that it names: it is about that one group, and
 * none of its other resources is served in that version.
 */
export function fitsIn(rule: Rule, { group, version }: ApiLifecycle, missed: readonly MissedResource[]): boolean {
  const others = rule.resources.filter((resource) => !missed.some((each) => each.resource === resource));
  return (
    rule.groups.length === 1 &&
    rule.groups[0] === group &&
    others.every((resource) => {
      const kind = resource.includes('*') ? undefined : kindOfResource(group, resource);
      return kind !== undefined && lifecycleOf(group, version, kind) === undefined;
    })
  );
}

/** How a rule can name a resource or subresource; `*` stands for resources alone. Source: `rules.Matcher` in k8s.io/apiserver. */
function patternsFor(resource: string): string[] {
  const [served = '', subresource] = resource.split('/');
  return subresource === undefined ? [resource, '*', '*/*'] : [resource, '*/*', `${served}/*`, `*/${subresource}`];
}

function holds(list: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((each) => list.includes(each));
}

function texts(value: JsonValue | undefined): string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}
