import { isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, parseDocument, Parser, type Document, type Node } from 'yaml';
import type { Position } from '../model/finding.js';
import type { JsonValue } from '../model/json.js';
import type { Path } from '../model/path.js';

/** A YAML 1.2 text that is read for its data, such as a configuration file. */
export interface PlainYaml {
  /** Undefined where there are errors; null for an empty text. */
  readonly data: JsonValue | undefined;
  readonly errors: readonly ({ readonly message: string } & Position)[];
  /** Where the key or list item at a path starts, or else the nearest one above it that exists. */
  position(path: Path): Position;
  /** The scalar at a path as it is written, without quotes: `1.20`, which as data is 1.2. */
  written(path: Path): string | undefined;
}

/** How deep collections may be nested in each other. */
const maxDepth = 100;

/**
 * Reads one YAML document. Never throws: syntax errors, duplicate keys, alias bombs and a nesting of
 * more than 100 collections are errors.
 */
export function parsePlainYaml(text: string): PlainYaml {
  const lines = new LineCounter();
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const failed = (errors: PlainYaml['errors']): PlainYaml => ({
    data: undefined,
    errors,
    position: () => errors[0] ?? positionAt(0),
    written: () => undefined,
  });
  const deep = firstBeyond(maxDepth, text);
  if (deep !== undefined) return failed([{ message: `Collections are nested more than ${maxDepth} deep`, ...deep }]);
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
    if (document.errors.length > 0) {
      return failed(document.errors.map(({ message, pos }) => ({ message, ...positionAt(pos[0]) })));
    }
    return {
      data: document.toJS({ maxAliasCount: 100 }) as JsonValue,
      errors: [],
      position: (path) => positionAt(locate(document, path).start),
      written: (path) => {
        const { node } = locate(document, path);
        return isScalar(node) ? node.source : undefined;
      },
    };
  } catch (error) {
    // Too many aliases, or an alias without its anchor.
    return failed([{ message: error instanceof Error ? error.message : String(error), line: 1, column: 1 }]);
  }
}

/**
 * Where a text nests deeper than a limit. The composer of `yaml` recurses, and a regular expression
 * that V8 compiles near the end of the stack ends the process; the parser keeps a stack of its own.
 */
function firstBeyond(limit: number, text: string): Position | undefined {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) void token;
    if (parser.stack.length > limit) {
      const { line, col } = lines.linePos(parser.offset);
      return { line, column: col };
    }
  }
  return undefined;
}

/** The node at a path (undefined where there is none), and where its key or list item starts. */
function locate(document: Document, path: Path): { readonly node: Node | undefined; readonly start: number } {
  let node = resolved(document, document.contents);
  let start = node?.range?.[0] ?? 0;
  for (const step of path) {
    let value: unknown;
    let anchor: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
      value = pair?.value;
      anchor = pair?.key;
    } else if (isSeq(node)) {
      value = node.items[Number(step)];
      anchor = value;
    }
    start = (anchor as Node | undefined)?.range?.[0] ?? start;
    node = resolved(document, value as Node | null | undefined);
    if (node === undefined) break;
  }
  return { node, start };
}

function resolved(document: Document, node: Node | null | undefined): Node | undefined {
  return (isAlias(node) ? node.resolve(document) : node) ?? undefined;
}
