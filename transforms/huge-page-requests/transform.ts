import { atLeast, defineTransform, isObject, podTemplateKinds, podTemplates, type JsonValue } from '../../src/transform.js';
import { containersOf } from '../_shared/pod-changes.js';
import { parseQuantity, wholeValue } from '../_shared/quantities.js';

const prefix = 'hugepages-';

export default defineTransform({
  meta: {
    id: 'huge-page-requests',
    title: 'Huge pages in whole pages',
    description:
      'From 1.21 on the API server refuses a pod that asks for an amount of huge pages which is no multiple of their size. Objects that are there ' +
      'already stay, and can be updated as long as they were created so.',
    kinds: podTemplateKinds,
    triggers: [prefix],
    safety: 'report',
    messages: {
      indivisible:
        'From Kubernetes 1.21 on, the API server refuses {resource}: {amount}, because it is no multiple of the page size, {size}. Write {rounded} for as many whole pages as hold it, in requests and limits alike.',
    },
    references: [
      'https://kubernetes.io/docs/tasks/manage-hugepages/scheduling-hugepages/',
      'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.21.md',
    ],
  },
  run(manifest, context) {
    if (!atLeast(context.target.to, '1.21')) return;
    for (const template of podTemplates(manifest)) {
      for (const { path, container } of containersOf(template)) {
        const resources = container['resources'];
        if (!isObject(resources)) continue;
        // The API server wants requests and limits to be equal, so one finding a resource is enough.
        const seen = new Set<string>();
        for (const list of ['limits', 'requests']) {
          const amounts = resources[list];
          if (!isObject(amounts)) continue;
          for (const [resource, written] of Object.entries(amounts)) {
            const wrong = seen.has(resource) ? undefined : indivisible(resource, written);
            if (wrong === undefined) continue;
            seen.add(resource);
            context.manual('indivisible', { at: [...path, 'resources', list, resource], values: { resource, ...wrong }, impact: 'breaks' });
          }
        }
      }
    }
  },
});

/** What to say of an amount that is no multiple of its page size; undefined where it is one or cannot be read. */
function indivisible(resource: string, written: JsonValue): { readonly amount: string; readonly size: string; readonly rounded: string } | undefined {
  if (!resource.startsWith(prefix) || (typeof written !== 'string' && typeof written !== 'number')) return undefined;
  const size = resource.slice(prefix.length);
  const page = parseQuantity(size);
  const amount = parseQuantity(String(written));
  if (page === undefined || amount === undefined) return undefined;
  const [bytes, pageBytes] = [wholeValue(amount), wholeValue(page)];
  if (bytes < 0n || pageBytes <= 0n || bytes % pageBytes === 0n) return undefined;
  return { amount: String(written), size, rounded: inUnitsOf(size, (bytes / pageBytes + 1n) * pageBytes) };
}

/** An amount in the unit of the page size: `6Mi` for `2Mi`. */
function inUnitsOf(size: string, bytes: bigint): string {
  const unit = /[A-Za-z]*$/.exec(size)?.[0] ?? '';
  const one = parseQuantity(`1${unit}`);
  const each = one === undefined ? 1n : wholeValue(one);
  return bytes % each === 0n ? `${bytes / each}${unit}` : String(bytes);
}
