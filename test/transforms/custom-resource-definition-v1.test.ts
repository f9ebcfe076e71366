import { Ajv } from 'ajv';
import test from 'ava';
import fc from 'fast-check';
import { replay } from '../../src/edit/replay.js';
import { isList, isObject, type JsonObject, type JsonValue, type Operation } from '../../src/transform.js';
import { firstDefault, structuralProblems, type SchemaRule } from '../../transforms/custom-resource-definition-v1/structural-schema.js';
import { openSchema, unpruned } from '../../transforms/custom-resource-definition-v1/unpruned-schema.js';

const problemsOf = (schema: JsonValue): [SchemaRule, string][] => structuralProblems(schema).map(({ rule, path }) => [rule, path.join('.')]);
const withField = (field: JsonObject): JsonObject => ({ type: 'object', properties: { spec: field } });

const structural: Record<string, JsonObject> = {
  'an object': { type: 'object' },
  'what lets everything pass': openSchema,
  'fields of every type': withField({
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'integer' } }, c: { type: 'number' }, d: { type: 'boolean' } },
  }),
  'a map': withField({ type: 'object', additionalProperties: { type: 'string' } }),
  'fields beside additionalProperties: true': withField({ type: 'object', properties: {}, additionalProperties: true }),
  'no type where any is kept': withField({ 'x-kubernetes-preserve-unknown-fields': true }),
  'integer or string': withField({ 'x-kubernetes-int-or-string': true }),
  'integer or string, written out': withField({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }),
  'integer or string, with more': withField({
    'x-kubernetes-int-or-string': true,
    allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { pattern: '^a' }],
  }),
  'requirements in junctors': withField({
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'object', properties: { c: { type: 'string' } } } } },
    oneOf: [{ required: ['a'] }, { not: { required: ['a'] }, properties: { b: { items: { properties: { c: { minLength: 1 } } } } } }],
  }),
  'what a name looks like': { type: 'object', properties: { metadata: { type: 'object', properties: { name: { type: 'string', pattern: '^a' } } } } },
  'an embedded object': withField({ type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true }),
  'metadata of an embedded object': withField({
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
  }),
  'fields with the names of keywords': withField({ type: 'object', properties: { type: { type: 'string' }, items: { type: 'string' }, $ref: { type: 'string' } } }),
};

for (const [name, schema] of Object.entries(structural)) {
  test(`structural: ${name}`, (t) => t.deepEqual(problemsOf(schema), []));
}

const notStructural: Record<string, [JsonValue, [SchemaRule, string][]]> = {
  'no schema': ['object', [['malformed', '']]],
  'no type at the root': [{ properties: {} }, [['no-type', '']]],
  'another type at the root': [{ type: 'string' }, [['unknown-type', 'type']]],
  'a type that there is not': [withField({ type: 'int' }), [['unknown-type', 'properties.spec.type']]],
  'two types': [withField({ type: ['string', 'null'] }), [['unknown-type', 'properties.spec.type']]],
  'no type in items and values': [
    withField({ type: 'array', items: { additionalProperties: {} } }),
    [
      ['no-type', 'properties.spec.items'],
      ['no-type', 'properties.spec.items.additionalProperties'],
    ],
  ],
  'a list of what': [withField({ type: 'array' }), [['no-items', 'properties.spec']]],
  'a tuple': [withField({ type: 'array', items: [{ type: 'string' }] }), [['unsupported', 'properties.spec.items']]],
  'values at the root': [{ type: 'object', additionalProperties: { type: 'string' } }, [['unsupported', 'additionalProperties']]],
  'fields and values': [
    withField({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'string' } }),
    [['unsupported', 'properties.spec.additionalProperties']],
  ],
  'null at the root': [{ type: 'object', nullable: true }, [['unsupported', 'nullable']]],
  'pruning by name': [withField({ type: 'object', 'x-kubernetes-preserve-unknown-fields': false }), [['unsupported', 'properties.spec.x-kubernetes-preserve-unknown-fields']]],
  'two extensions at odds': [
    withField({ 'x-kubernetes-int-or-string': true, 'x-kubernetes-preserve-unknown-fields': true }),
    [['unsupported', 'properties.spec.x-kubernetes-preserve-unknown-fields']],
  ],
  'the pair the other way round': [
    withField({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'string' }, { type: 'integer' }] }),
    [
      ['in-junctor', 'properties.spec.anyOf.0.type'],
      ['in-junctor', 'properties.spec.anyOf.1.type'],
    ],
  ],
  'a type in not': [withField({ type: 'object', not: { type: 'object' } }), [['in-junctor', 'properties.spec.not.type']]],
  'a description in allOf': [withField({ type: 'string', allOf: [{ description: 'a' }] }), [['in-junctor', 'properties.spec.allOf.0.description']]],
  'a field in oneOf only': [withField({ type: 'object', oneOf: [{ properties: { a: {} } }] }), [['only-in-junctor', 'properties.spec.oneOf.0.properties.a']]],
  'items in anyOf only': [withField({ type: 'object', anyOf: [{ items: { minLength: 1 } }] }), [['only-in-junctor', 'properties.spec.anyOf.0.items']]],
  'metadata in a junctor': [{ type: 'object', anyOf: [{ properties: { metadata: {} } }] }, [['metadata', 'anyOf.0.properties.metadata']]],
  'labels in metadata': [{ type: 'object', properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } } }, [['metadata', 'properties.metadata']]],
  'a kind that is a number': [{ type: 'object', properties: { kind: { type: 'integer' } } }, [['metadata', 'properties.kind']]],
  'an embedded object of what': [withField({ type: 'object', 'x-kubernetes-embedded-resource': true }), [['embedded', 'properties.spec']]],
  'keywords of other drafts': [
    withField({ type: 'object', $ref: '#/a', definitions: {}, patternProperties: {} }),
    [
      ['unsupported', 'properties.spec.$ref'],
      ['unsupported', 'properties.spec.definitions'],
      ['unsupported', 'properties.spec.patternProperties'],
    ],
  ],
};

for (const [name, [schema, problems]] of Object.entries(notStructural)) {
  test(`not structural: ${name}`, (t) => t.deepEqual(problemsOf(schema), problems));
}

test('a default is found wherever schemas are, and only there', (t) => {
  t.deepEqual(firstDefault(withField({ type: 'object', properties: { default: { type: 'string' } } })), undefined);
  t.deepEqual(firstDefault(withField({ type: 'array', items: { type: 'integer', default: 0 } })), ['properties', 'spec', 'items', 'default']);
  t.deepEqual(firstDefault({ type: 'object', anyOf: [{}, { not: { default: null } }] }), ['anyOf', 1, 'not', 'default']);
});

const leaf: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {},
  { type: 'string' },
  { type: 'integer', minimum: 1 },
  { type: 'object' },
  { type: 'array' },
  { description: 'of any type' },
  { enum: ['a', 1] },
  { anyOf: [{ type: 'string' }, { type: 'integer' }] },
  { anyOf: [{ type: 'integer' }, { type: 'string' }] },
  { 'x-kubernetes-int-or-string': true },
  { additionalProperties: true },
  { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
);
const names = ['a', 'b', 'spec'];
const { schema: randomSchema } = fc.letrec<{ schema: JsonObject; fields: JsonObject }>((tie) => ({
  fields: fc.record({ a: tie('schema'), b: tie('schema'), spec: tie('schema') }, { requiredKeys: [] }),
  schema: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ type: fc.constant('object'), properties: tie('fields'), required: fc.subarray(names) }, { requiredKeys: ['properties'] }),
    fc.record({ type: fc.constant('object'), properties: tie('fields'), additionalProperties: fc.constant(true) }, { requiredKeys: ['properties'] }),
    fc.record({ type: fc.constant('array'), items: tie('schema') }, { requiredKeys: ['items'] }),
    fc.record({ type: fc.constant('object'), additionalProperties: tie('schema') }, { requiredKeys: ['additionalProperties'] }),
  ),
}));
const randomRoot = fc.record({ type: fc.constant('object'), properties: fc.dictionary(fc.constantFrom(...names), randomSchema) }, { requiredKeys: ['properties'] });
const { value: randomValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, fc.constantFrom<JsonValue>('a', 'b', 0, 1, true, null), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...names, 'x', 'y'), tie('value'), { maxKeys: 4 })),
}));

/** How an API server from 1.21 on prunes: `prune` and `skipPrune` of apiextensions-apiserver. */
function pruned(value: JsonValue, schema: JsonObject | undefined): JsonValue {
  const keeps = schema?.['x-kubernetes-preserve-unknown-fields'] === true;
  if (isList(value)) {
    const items = schema?.['items'];
    return keeps && items === undefined ? value : value.map((item) => pruned(item, isObject(items) ? items : undefined));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, child]): [string, JsonValue][] => {
    const properties = schema?.['properties'];
    const property = isObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (isObject(property)) return [[key, pruned(child, property)]];
    const others = schema?.['additionalProperties'];
    if (others !== undefined) return [[key, pruned(child, isObject(others) ? others : undefined)]];
    return keeps ? [[key, child]] : [];
  });
  return Object.fromEntries(entries);
}

test('an unpruned schema is structural, keeps everything, and accepts what it accepted', (t) => {
  const ajv = new Ajv({ strict: false });
  fc.assert(
    fc.property(randomRoot, fc.array(fc.dictionary(fc.constantFrom(...names, 'x'), randomValue), { minLength: 5 }), (schema, values) => {
      const written = schema as JsonObject;
      const adapted = unpruned(written).schema;
      t.deepEqual(structuralProblems(adapted), []);
      const before = ajv.compile(withIntOrString(written) as object);
      const after = ajv.compile(withIntOrString(adapted) as object);
      for (const value of values) {
        t.is(after(value), before(value));
        // What does not fit the schema is refused, whatever has been taken away from it.
        if (before(value)) t.deepEqual(pruned(value, adapted), value);
      }
    }),
    { numRuns: 300 },
  );
});

test('a mark at the root alone would not keep what listed objects hold', (t) => {
  const marked = { ...withField({ type: 'object' }), 'x-kubernetes-preserve-unknown-fields': true };
  t.deepEqual(pruned({ spec: { a: 1 }, other: { b: 2 } }, marked), { spec: {}, other: { b: 2 } });
});

test('the operations write the schema that is announced', (t) => {
  fc.assert(
    fc.property(randomRoot, (schema) => {
      const written = schema as JsonObject;
      const { schema: adapted, record } = unpruned(written);
      const operations: Operation[] = [];
      record(
        {
          set: (path, value) => operations.push({ op: 'set', path, value }),
          rename: (path, key) => operations.push({ op: 'rename', path, key }),
          move: () => t.fail(),
          insert: () => t.fail(),
          remove: (path) => operations.push({ op: 'remove', path }),
        },
        ['at'],
      );
      t.deepEqual(replay({ at: written }, operations), { at: adapted });
      t.deepEqual(unpruned(adapted).marks, 0);
    }),
    { numRuns: 300 },
  );
});

/** Says `x-kubernetes-int-or-string` in words that a validator knows. */
function withIntOrString(schema: JsonValue): JsonValue {
  if (isList(schema)) return schema.map(withIntOrString);
  if (!isObject(schema)) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withIntOrString(value)]));
  return schema['x-kubernetes-int-or-string'] === true ? { ...copy, type: ['integer', 'string'] } : copy;
}
