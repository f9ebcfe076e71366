import { Hole, isList, isObject, type JsonValue } from '../../model/json.js';
import { manifestOf, selectManifests } from '../../source/manifests.js';
import { getIn } from '../../model/path.js';
import { podTemplates } from '../../model/pod-template.js';
import { cutDocuments } from '../../source/documents.js';
import { parseTemplateDocument } from '../../source/template-document.js';
import type { TemplateTarget } from '../../source/template/conditions.js';
import type { Helpers } from '../../source/template/helpers.js';
import { readAt } from './reading.js';

/**
 * The values of a chart, as paths from `.Values`, that its templates print as a port which has to be an
 * integer: `port` and `nodePort` of a Service (`ServicePort` in k8s.io/api/core/v1), `containerPort`
 * and `hostPort` of a container (`ContainerPort`). What else prints the same value prints an integer.
 *
 * @param texts the templates of the chart
 */
export function integerValues(texts: readonly string[], target: TemplateTarget, helpers: Helpers): Set<string> {
  const found = new Set<string>();
  for (const text of texts) {
    if (!/(?:[pP]ort)["']?:\s*\{\{/.test(text) || !/\bkind:/.test(text)) continue;
    const read = readAt(text, target, helpers);
    if (!read.ok) continue;
    const { reading } = read;
    for (const { worlds } of reading.regions) {
      const [world] = worlds;
      for (const span of world ? cutDocuments(world.text) : []) {
        const parsed = world && parseTemplateDocument(text, world, span, reading.standing);
        if (!parsed?.ok) continue;
        for (const { path } of selectManifests(parsed.document.data).manifests) {
          for (const port of portsOf(getIn(parsed.document.data, path))) if (port instanceof Hole && port.facts.valuesPath !== undefined) found.add(port.facts.valuesPath);
        }
      }
    }
  }
  return found;
}

function* portsOf(object: JsonValue | undefined): Iterable<JsonValue | undefined> {
  if (!isObject(object)) return;
  const fields = (list: JsonValue | undefined, ...keys: readonly string[]): (JsonValue | undefined)[] => (isList(list) ? list.flatMap((item) => keys.map((key) => getIn(item, [key]))) : []);
  const manifest = manifestOf(object, false);
  if (manifest.kind === 'Service' && manifest.group === '') yield* fields(getIn(object, ['spec', 'ports']), 'port', 'nodePort');
  for (const { spec } of podTemplates(manifest)) {
    const containers = getIn(spec, ['containers']);
    for (const container of isList(containers) ? containers : []) yield* fields(getIn(container, ['ports']), 'containerPort', 'hostPort');
  }
}
