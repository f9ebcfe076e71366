import { Hole, isList, isObject, isOpen, isText, type JsonObject, type JsonValue, type Manifest, type Path } from '../../src/transform.js';

/** Why a configuration is left to a person; `id` is the message. */
export interface WebhookProblem {
  readonly id: 'fragment' | 'malformed' | 'same-name' | 'templated';
  readonly at: Path;
  readonly values?: Readonly<Record<string, string>>;
}

/** What an absent field of a webhook means in v1beta1. All but the last have another meaning in v1. */
export const oldDefaults: readonly (readonly [string, JsonValue])[] = [
  ['failurePolicy', 'Ignore'],
  ['matchPolicy', 'Exact'],
  ['timeoutSeconds', 30],
  ['admissionReviewVersions', ['v1beta1']],
];

const choices: Readonly<Record<string, readonly string[]>> = {
  failurePolicy: ['Ignore', 'Fail'],
  matchPolicy: ['Exact', 'Equivalent'],
  sideEffects: ['Unknown', 'None', 'Some', 'NoneOnDryRun'],
};

/** Reads the webhooks of a configuration of v1beta1. */
export function readWebhooks(manifest: Manifest): readonly JsonObject[] | WebhookProblem {
  const webhooks = manifest.data['webhooks'] ?? [];
  if (webhooks instanceof Hole || isOpen(webhooks)) return templated(['webhooks'], 'webhooks');
  if (manifest.partial || isSilent(webhooks)) return { id: 'fragment', at: ['kind'], values: { missing: 'webhooks' } };
  if (!isList(webhooks)) return malformed(['webhooks'], 'webhooks');
  const names = new Set<string>();
  const read: JsonObject[] = [];
  for (const [index, webhook] of webhooks.entries()) {
    const at = ['webhooks', index];
    if (webhook instanceof Hole) return templated(at, 'a webhook');
    if (!isObject(webhook)) return malformed(at, 'webhooks');
    const { name } = webhook;
    if (!isText(name)) return { id: 'fragment', at, values: { missing: 'the name of a webhook' } };
    if (!isObject(webhook['clientConfig']) && !(webhook['clientConfig'] instanceof Hole)) return { id: 'fragment', at, values: { missing: `the clientConfig of ${String(name)}` } };
    const wrong = Object.keys(webhook).find((key) => !isSound(key, webhook[key] ?? null));
    if (wrong !== undefined) return malformed([...at, wrong], wrong);
    if (names.has(String(name))) return { id: 'same-name', at: [...at, 'name'], values: { name: String(name) } };
    names.add(String(name));
    read.push(webhook);
  }
  return read;
}

function malformed(at: Path, field: string): WebhookProblem {
  return { id: 'malformed', at, values: { field } };
}

function templated(at: Path, what: string): WebhookProblem {
  return { id: 'templated', at, values: { what } };
}

function isSound(key: string, value: JsonValue): boolean {
  // A template that prints a value prints one that is accepted.
  if (value === null || value instanceof Hole) return true;
  const allowed = choices[key];
  if (allowed) return typeof value === 'string' && allowed.includes(value);
  if (key === 'timeoutSeconds') return Number.isInteger(value);
  if (key === 'admissionReviewVersions') return isList(value) && value.every(isText);
  return key !== 'rules' || isList(value);
}

/** Whether a field says nothing: absent, null, or an empty list. */
export function isSilent(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || (isList(value) && value.length === 0);
}

/** Whether v1 takes what a webhook says about its side effects. */
export function hasKnownSideEffects({ sideEffects }: JsonObject): boolean {
  return sideEffects === 'None' || sideEffects === 'NoneOnDryRun';
}
