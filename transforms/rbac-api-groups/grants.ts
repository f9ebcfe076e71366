import { Hole, isList, isObject, type JsonObject, type JsonValue } from '../../src/transform.js';

/** A rule of a role as the authorizer reads it; what a template fills in is text of its own. */
export class Rule {
  constructor(readonly data: JsonObject) {}

  // Read when asked for: a template may fill in the names of a rule that is of no matter here.
  get groups(): readonly string[] {
    return textsOf(this.data['apiGroups']);
  }

  get resources(): readonly string[] {
    return textsOf(this.data['resources']);
  }

  get verbs(): readonly string[] {
    return textsOf(this.data['verbs']);
  }

  /** Empty for objects of any name. */
  get names(): readonly string[] {
    return textsOf(this.data['resourceNames']);
  }
}

/** The rules of a role; one that is malformed, or about URLs, grants nothing on resources. */
export function readRules(written: JsonValue | undefined): Rule[] {
  if (!isList(written)) return [];
  return written.map((rule) => new Rule(isObject(rule) ? rule : {}));
}

/** Whether the rules together let do with a resource all that one of them lets do with its own. */
export function isGranted(rules: readonly Rule[], group: string, resource: string, like: Rule): boolean {
  const granting = rules.filter((rule) => names(rule, group, resource));
  // Verbs are not asked for where they do not matter: a template may fill them in.
  if (granting.length === 0) return false;
  const objects = like.names.length === 0 ? [undefined] : like.names;
  return like.verbs.every((verb) => objects.every((object) => granting.some((rule) => grants(rule, verb, object))));
}

/** Source: `APIGroupMatches` and `ResourceMatches` of k8s.io/kubernetes/pkg/apis/rbac/v1. */
function names(rule: Rule, group: string, resource: string): boolean {
  const [, subresource] = resource.split('/');
  const wildcards = subresource === undefined ? ['*'] : ['*', `*/${subresource}`];
  return holds(rule.groups, [group, '*']) && holds(rule.resources, [resource, ...wildcards]);
}

/** Source: `VerbMatches` and `ResourceNameMatches` of the same. Without a name: objects of any. */
function grants(rule: Rule, verb: string, name: string | undefined): boolean {
  return holds(rule.verbs, [verb, '*']) && (rule.names.length === 0 || (name !== undefined && rule.names.includes(name)));
}

function holds(list: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((each) => list.includes(each));
}

/** A list that a template prints is one text: what is in it, nobody knows. */
function textsOf(value: JsonValue | undefined): string[] {
  if (value instanceof Hole) return [value.text];
  if (!isList(value)) return [];
  return value.flatMap((item) => (typeof item === 'string' ? [item] : item instanceof Hole ? [item.text] : []));
}
