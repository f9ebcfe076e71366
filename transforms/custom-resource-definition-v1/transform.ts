import { defineTransform, getIn, isObject, type Context, type Manifest, type Path } from '../../src/transform.js';
import { conversionProblem, isGiven, isSet, movedFields, readDefinition, type Definition } from './definition.js';
import { lacksSchema, keyOf, lacksReviewVersions, recordConversion, recordMove, type SchemasByPlace } from './record-move.js';
import { firstDefault, firstHole, structuralProblems, type SchemaRule } from './structural-schema.js';
import { unpruned, type UnprunedSchema } from './unpruned-schema.js';
import { templatedMessages } from '../_shared/templated.js';

const id = 'custom-resource-definition-v1';

/** More nodes at fault than this are counted rather than listed. */
const maximumProblems = 5;

export default defineTransform({
  meta: {
    id,
    title: 'CustomResourceDefinition apiextensions.k8s.io/v1beta1 to v1',
    description:
      '`v1` wants in each version what `v1beta1` let stand at the top, a structural schema for each of them, and takes away the ' +
      'fields that a schema does not list. The rewrite moves what has to move, writes out old defaults, and marks schemas so that ' +
      'nothing is lost. A schema that a person has to complete is pointed out node by node.',
    kinds: [{ group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', versions: ['v1beta1'] }],
    triggers: ['apiextensions.k8s.io/v1beta1'],
    safety: 'safe',
    introduced: '1.16',
    deprecated: '1.16',
    removed: '1.22',
    keps: [95],
    options: {
      unknownFields: {
        type: 'choice',
        values: ['keep', 'prune'],
        default: 'keep',
        description:
          'What becomes of fields that a schema does not list, where v1beta1 keeps them: `keep` marks each object of the schema to ' +
          'keep them, `prune` lets the API server take them away (needs --accept).',
      },
    },
    messages: {
      moved: 'CustomResourceDefinition moves from apiextensions.k8s.io/v1beta1 to apiextensions.k8s.io/v1.',
      marked:
        'Fields that a schema does not list are kept, as before: x-kubernetes-preserve-unknown-fields is written into it (places: {marks}). Where it is complete, run with --option custom-resource-definition-v1.unknownFields=prune --accept custom-resource-definition-v1 to have them taken away instead.',
      pruned: 'Fields that the schema does not list are taken away from now on, from objects that exist already as soon as they are written again.',
      'defaults-apply': 'The defaults of the schema take effect only now: apiextensions.k8s.io/v1beta1 refuses them.',
      'no-schema': 'No schema is given for {versions}; the one that v1 asks for is written so that it lets everything pass.',
      copied: 'What stood at the top of the spec is written into each of the {count} versions.',
      scope: 'scope: Namespaced is written out, since v1 has no default for it.',
      'review-versions': 'conversionReviewVersions: [v1beta1] is written out, since v1 has no default for it.',

      ...templatedMessages,
      fragment: 'This is only part of a CustomResourceDefinition; it moves to v1 together with the definition that it belongs to.',
      malformed: '{field} is not what apiextensions.k8s.io/v1beta1 takes; correct it first.',
      'version-differs':
        'spec.version is {version}, the first of spec.versions {first}. Kubernetes refuses that. Delete spec.version, or put its version first.',
      'both-levels': 'spec.{top} stands beside {perVersion} in a version. Kubernetes refuses that. Leave the one that is meant.',
      'api-approval':
        'The group {group} belongs to the Kubernetes project, and v1 asks definitions in it for the annotation api-approved.kubernetes.io. Add it, with the address of the pull request that approved the API, or with “unapproved” and why.',
      default:
        'apiextensions.k8s.io/v1beta1 refuses a schema with a default. v1 applies defaults where fields that the schema does not list are taken away: delete the default, or set preserveUnknownFields: false.',

      'no-type': 'The schema cannot move to v1, which wants a type at each field and list item: {subject} has none.',
      'unknown-type': 'The schema cannot move to v1: {subject} is not a type that may stand here.',
      'no-items': 'The schema cannot move to v1, which wants to know what a list holds: {subject} has no items.',
      'in-junctor': 'The schema cannot move to v1: {subject} may not stand inside allOf, anyOf, oneOf or not. Move it outside of them.',
      'only-in-junctor':
        'The schema cannot move to v1: {subject} is named only inside allOf, anyOf, oneOf or not. Name it, with its type, outside of them as well.',
      unsupported: 'The schema cannot move to v1, which does not take {subject} here.',
      metadata: 'The schema cannot move to v1: of {subject} it may say no more than the type, and of metadata how its name looks.',
      embedded: 'The schema cannot move to v1: what is marked x-kubernetes-embedded-resource lacks {subject} (object, with its fields or x-kubernetes-preserve-unknown-fields).',
      'not-a-schema': 'The schema cannot be read: {subject} is not a schema.',
      more: 'The same or the like holds for {more} more places in the schema.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#customresourcedefinition-v122',
      'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/95-custom-resource-definitions',
    ],
  },
  run(manifest, context) {
    if (manifest.partial) return movePart(manifest, context);
    const definition = readDefinition(manifest);
    if ('id' in definition) return context.manual(definition.id, { at: definition.at, ...(definition.values ? { values: definition.values } : {}) });
    const schemas = readSchemas(definition, context.options['unknownFields'] === 'prune', context);
    if (schemas) propose(definition, schemas, context);
  },
});

/** Moves a patch that says nothing about the spec, or only how objects are converted. */
function movePart({ data: { spec = {} } }: Manifest, context: Context): void {
  const conversion = isObject(spec) ? spec['conversion'] : undefined;
  if (!isObject(spec) || Object.keys(spec).some((key) => key !== 'conversion') || conversionProblem(conversion)) return context.manual('fragment');
  context.change('moved', { at: ['apiVersion'], notes: lacksReviewVersions(conversion) ? ['review-versions'] : [] }, (edit) => {
    edit.set(['apiVersion'], 'apiextensions.k8s.io/v1');
    recordConversion(edit, conversion);
  });
}

/** What is known of the schemas of a definition. */
interface Schemas {
  /** By where they stand: {@link keyOf}. */
  readonly at: SchemasByPlace;
  /** Whether defaults are given, and in a place where v1 applies them. */
  readonly defaults: boolean;
  readonly prunesFromNow: boolean;
}

/** Reads and adapts every schema; says what is wrong, and returns undefined, where one cannot move. */
function readSchemas({ spec, versions, prunes }: Definition, wantsPruning: boolean, context: Context): Schemas | undefined {
  const paths: Path[] = [['spec', 'validation', 'openAPIV3Schema'], ...versions.map((_, index): Path => ['spec', 'versions', index, 'schema', 'openAPIV3Schema'])];
  const at = new Map<string, UnprunedSchema>();
  let found = 0;
  let problems = 0;
  let defaults = false;
  for (const path of paths) {
    const written = getIn({ spec }, path);
    if (!isObject(written) || Object.keys(written).length === 0) continue;
    found += 1;
    const given = firstDefault(written);
    if (given && prunes) defaults = true;
    else if (given) {
      context.manual('default', { at: [...path, ...given] });
      return undefined;
    }
    const adapted = prunes || wantsPruning ? { schema: written, marks: 0, record: () => undefined } : unpruned(written);
    at.set(keyOf(path), adapted);
    const filled = firstHole(adapted.schema);
    if (filled) {
      context.manual('templated', { at: [...path, ...filled], values: { what: 'a part of the schema' } });
      return undefined;
    }
    const faults = structuralProblems(adapted.schema);
    problems += faults.length;
    for (const [index, { rule, path: node, subject }] of faults.slice(0, maximumProblems).entries()) {
      const more = faults.length - maximumProblems;
      const notes = index === maximumProblems - 1 && more > 0 ? ['more'] : [];
      context.manual(messageOf(rule), { at: [...path, ...node], values: { subject, more }, notes });
    }
  }
  return problems > 0 ? undefined : { at, defaults, prunesFromNow: wantsPruning && !prunes && found > 0 };
}

function messageOf(rule: SchemaRule): string {
  return rule === 'malformed' ? 'not-a-schema' : rule;
}

function propose(definition: Definition, schemas: Schemas, context: Context): void {
  const { spec, versions } = definition;
  const open = versions.filter((version) => lacksSchema(definition, version));
  const moved = movedFields.filter(({ top }) => isGiven(spec[top]));
  const marks = [...schemas.at.values()].reduce((sum, { marks: count }) => sum + count, 0);
  const notes = [
    ...(marks > 0 ? ['marked'] : []),
    ...(schemas.prunesFromNow ? ['pruned'] : []),
    ...(schemas.defaults ? ['defaults-apply'] : []),
    ...(open.length > 0 ? ['no-schema'] : []),
    ...(moved.length > 0 && versions.length > 1 ? ['copied'] : []),
    ...(isSet(spec['scope']) ? [] : ['scope']),
    ...(lacksReviewVersions(spec['conversion']) ? ['review-versions'] : []),
  ];
  const values = { marks, count: versions.length, versions: open.map(({ name }) => String(name)).join(', ') };
  context.change('moved', { at: ['apiVersion'], values, notes, ...(schemas.prunesFromNow ? { safety: 'review' as const } : {}) }, (edit) => {
    edit.set(['apiVersion'], 'apiextensions.k8s.io/v1');
    recordMove(edit, definition, schemas.at);
    if (schemas.prunesFromNow) edit.set(['spec', 'preserveUnknownFields'], false, { after: 'names' });
    else if (!definition.prunes && spec['preserveUnknownFields'] !== undefined) edit.remove(['spec', 'preserveUnknownFields']);
    if (!isSet(spec['scope'])) edit.set(['spec', 'scope'], 'Namespaced', { after: 'names' });
  });
}
