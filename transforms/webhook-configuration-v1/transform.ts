import { asWritten, defineTransform, Hole, isList, isOpen, type Context, type JsonObject, type Manifest } from '../../src/transform.js';
import { hasKnownSideEffects, isSilent, oldDefaults, readWebhooks } from './webhooks.js';
import { templatedMessages } from '../_shared/templated.js';

const group = 'admissionregistration.k8s.io';
const id = 'webhook-configuration-v1';

/** What v1 takes for absent fields; it has no default for the others. */
const newDefaults: Readonly<Record<string, string>> = { failurePolicy: 'Fail', matchPolicy: 'Equivalent', timeoutSeconds: '10' };

export default defineTransform({
  meta: {
    id,
    title: 'Webhook configurations admissionregistration.k8s.io/v1beta1 to v1',
    description:
      '`v1` takes absent fields for something else: a webhook that fails now fails the request, and it has 10 seconds rather than 30. ' +
      'The old defaults are written out. What a webhook does on a dry run, which `v1` wants to know, nobody but its author can say: ' +
      'a configuration that does not is left to a person, or to an option.',
    kinds: [
      { group, kind: 'MutatingWebhookConfiguration', versions: ['v1beta1'] },
      { group, kind: 'ValidatingWebhookConfiguration', versions: ['v1beta1'] },
    ],
    triggers: ['admissionregistration.k8s.io/v1beta1'],
    safety: 'safe',
    introduced: '1.16',
    deprecated: '1.16',
    removed: '1.22',
    keps: [492],
    options: {
      defaults: {
        type: 'choice',
        values: ['keep', 'new'],
        default: 'keep',
        description: 'What becomes of fields that are absent: `keep` writes the defaults of v1beta1, `new` takes those of v1 (needs --accept).',
      },
      sideEffects: {
        type: 'choice',
        values: ['ask', 'None', 'NoneOnDryRun'],
        default: 'ask',
        description:
          'What is written for webhooks that do not say what they do on a dry run: `ask` leaves the configuration to a person, ' +
          '`None` and `NoneOnDryRun` state it for all of them (needs --accept).',
      },
    },
    messages: {
      moved: '{kind} moves from admissionregistration.k8s.io/v1beta1 to admissionregistration.k8s.io/v1.',
      'old-defaults': 'v1 has other defaults or none, so the old ones are written out: {fields}.',
      'new-defaults': 'Absent fields mean something else from now on: {changes}.',
      'side-effects': 'sideEffects: {sideEffects} is written for {unclear}, as stated; requests for a dry run, which have been refused, now reach them.',

      'unclear-side-effects':
        'v1 wants to know that the webhook {name} has no side effects on a dry run: sideEffects has to be None or NoneOnDryRun, and {written}. Look at what the webhook does with a request whose dryRun is true, and write it down; or state it for all webhooks with the option sideEffects.',
      'same-name': 'v1 wants webhooks to have names of their own; {name} is used twice. Rename one, and look for whoever selects it by its name.',
      ...templatedMessages,
      fragment: 'This looks like a part of a webhook configuration, since it lacks {missing}. Move it to v1 together with the configuration that it belongs to.',
      malformed: '{field} is not what admissionregistration.k8s.io/v1beta1 takes; correct it first.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#webhook-resources-v122',
      'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#side-effects',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/492-admission-webhooks',
    ],
  },
  run: move,
});

function move(manifest: Manifest, context: Context): void {
  const webhooks = readWebhooks({ ...manifest, data: asWritten(manifest.data) });
  if ('id' in webhooks) return context.manual(webhooks.id, { at: webhooks.at, ...(webhooks.values ? { values: webhooks.values } : {}) });
  const templated = webhooks.findIndex((webhook) => webhook['sideEffects'] instanceof Hole || oldDefaults.some(([field]) => isTemplated(webhook, field)));
  if (templated >= 0) {
    const written = webhooks[templated]?.['sideEffects'] instanceof Hole;
    return context.manual('templated', { at: ['webhooks', templated, ...(written ? ['sideEffects'] : [])], values: { what: written ? 'sideEffects' : 'a part of the webhook' } });
  }
  const { sideEffects } = context.options;
  const unclear = webhooks.filter((webhook) => !hasKnownSideEffects(webhook));
  if (unclear.length > 0 && sideEffects === 'ask') {
    for (const webhook of unclear) ask(webhook, webhooks.indexOf(webhook), context);
    return;
  }

  const takesNew = context.options['defaults'] === 'new';
  const writes = webhooks.map((webhook) => oldDefaults.filter(([field]) => isSilent(webhook[field]) && !(takesNew && Object.hasOwn(newDefaults, field))));
  const fields = new Set(writes.flat().map(([field, value]) => `${field}: ${isList(value) ? `[${value.join()}]` : String(value)}`));
  const changes = oldDefaults.filter(([field]) => takesNew && Object.hasOwn(newDefaults, field) && webhooks.some((webhook) => isSilent(webhook[field])));
  const values = {
    kind: manifest.kind,
    fields: [...fields].join(', '),
    changes: changes.map(([field, value]) => `${field} ${String(newDefaults[field])} instead of ${String(value)}`).join(', '),
    sideEffects: String(sideEffects),
    unclear: unclear.map(({ name }) => String(name)).join(', '),
  };
  const notes = [...(unclear.length > 0 ? ['side-effects'] : []), ...(fields.size > 0 ? ['old-defaults'] : []), ...(changes.length > 0 ? ['new-defaults'] : [])];
  const isSame = unclear.length === 0 && changes.length === 0;
  context.change('moved', { at: ['apiVersion'], values, notes, safety: isSame ? 'safe' : 'review' }, (edit) => {
    edit.set(['apiVersion'], `${group}/v1`);
    for (const [index, webhook] of webhooks.entries()) {
      for (const [field, value] of writes[index] ?? []) edit.set(['webhooks', index, field], value);
      if (unclear.includes(webhook)) edit.set(['webhooks', index, 'sideEffects'], String(sideEffects), { before: 'timeoutSeconds' });
    }
  });
}

/** Whether a template may print a field that is not written. */
function isTemplated(webhook: JsonObject, field: string): boolean {
  return isOpen(webhook) && webhook[field] === undefined;
}

function ask(webhook: JsonObject, index: number, context: Context): void {
  const { name, sideEffects } = webhook;
  context.manual('unclear-side-effects', {
    at: ['webhooks', index, ...(sideEffects === undefined ? ['name'] : ['sideEffects'])],
    values: { name: String(name), written: sideEffects === undefined || sideEffects === null ? 'is not given' : `is ${String(sideEffects)}` },
    release: `--option ${id}.sideEffects=${sideEffects === 'Some' ? 'NoneOnDryRun' : 'None'} --accept ${id}`,
  });
}
