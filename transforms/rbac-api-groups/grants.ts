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

/** One right: a verb on a resource, on objects of one name or, without it, of any. */
interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  readonly name?: string;
}

/** The rules of a role; one that is malformed, or about URLs, grants nothing on resources. */
export function readRules(written: JsonValue | undefined): Rule[] {
  if (!isList(written)) return [];
  return written.map((rule) => new Rule(isObject(rule) ? rule : {}));
}

/** Whether the rules together let do with a resource all that one of them lets do with its own. */
export function isGranted(rules: readonly Rule[], group: string, resource: string, like: Rule): boolean {
  const names = like.names.length === 0 ? [{}] : like.names.map((name) => ({ name }));
  return like.verbs.every((verb) => names.every((named) => rules.some((rule) => grants(rule, { group, resource, verb, ...named }))));
}

/** Source: `VerbMatches`, `APIGroupMatches`, `ResourceMatches` and `ResourceNameMatches` of k8s.io/kubernetes/pkg/apis/rbac/v1. */
function grants(rule: Rule, { group, resource, verb, name }: Right): boolean {
  const [, subresource] = resource.split('/');
  const wildcards = subresource === undefined ? ['*'] : ['*', `*/${subresource}`];
  return (
    holds(rule.groups, [group, '*']) &&
    holds(rule.resources, [resource, ...wildcards]) &&
    holds(rule.verbs, [verb, '*']) &&
    (rule.names.length === 0 || (name !== undefined && rule.names.includes(name)))
  );
}

function holds(list: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((each) => list.includes(each));
}

function textsOf(value: JsonValue | undefined): string[] {
  if (!isList(value)) return [];
  return value.flatMap((item) => (typeof item === 'string' ? [item] : item instanceof Hole ? [item.text] : []));
}
