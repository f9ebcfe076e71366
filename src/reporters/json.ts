import { isList, isObject, type JsonValue } from '../model/json.js';
import type { Report } from '../model/report.js';
import { reportSchema, type ReportSchema } from './report-schema.js';

/** The report as JSON; see `src/schemas/report-v1.schema.json`. Keys stand in the schema's order. */
export function json(report: Report): string {
  return `${JSON.stringify(inOrder(report as unknown as JsonValue, reportSchema), undefined, 2)}\n`;
}

/** Two runs that find the same give the same text, whatever order the keys were made in. */
function inOrder(value: JsonValue, schema: ReportSchema): JsonValue {
  const { properties, items, additionalProperties } = resolve(schema);
  if (isList(value)) return items === undefined ? value : value.map((item) => inOrder(item, items));
  if (!isObject(value)) return value;
  const known = Object.keys(properties ?? {}).filter((key) => Object.hasOwn(value, key));
  const others = Object.keys(value).filter((key) => !Object.hasOwn(properties ?? {}, key)).sort();
  const entries = [...known, ...others].flatMap((key) => {
    const member = value[key];
    const memberSchema = properties?.[key] ?? (typeof additionalProperties === 'object' ? additionalProperties : {});
    return member === undefined ? [] : [[key, inOrder(member, memberSchema)] as const];
  });
  return Object.fromEntries(entries);
}

function resolve(schema: ReportSchema): ReportSchema {
  if (schema.$ref === undefined) return schema;
  return reportSchema.definitions?.[schema.$ref.slice('#/definitions/'.length)] ?? {};
}
