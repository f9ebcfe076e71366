import fc from 'fast-check';
import type { JsonPrimitive, JsonValue } from '../../src/model/json.js';

/** Choices that a layout is made from: each call takes the next one. */
export type Choose = (count: number) => number;

/** A source of choices that fast-check can shrink: all zero is the plainest layout. */
export const choices: fc.Arbitrary<Choose> = fc.array(fc.nat(1 << 16), { minLength: 40, maxLength: 400 }).map((tape) => {
  let at = 0;
  return (count) => (tape[at++ % tape.length] ?? 0) % count;
});

export interface Layouts {
  readonly comments: boolean;
}

/** Writes data as YAML in a layout that the choices decide: indents, styles, comments, blank lines, line breaks. */
export function writeYaml(data: JsonValue, choose: Choose, { comments }: Layouts = { comments: true }): string {
  const step = [2, 4, 3, 1][choose(4)] ?? 2;
  const flush = choose(2) === 1;
  let commentCount = 0;
  const comment = (): string => `# note ${++commentCount}`;
  const maybe = (oneIn: number): boolean => choose(oneIn) === oneIn - 1;

  const isWord = (text: string): boolean => /^[A-Za-z][A-Za-z0-9./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  const scalar = (value: JsonPrimitive, flow: boolean): string => {
    if (typeof value !== 'string') return JSON.stringify(value);
    const plain = isWord(value);
    const style = choose(flow ? 3 : 4);
    if (style === 1 || !plain) return JSON.stringify(value);
    if (style === 2) return `'${value.replaceAll("'", "''")}'`;
    return value;
  };
  const key = (text: string): string => (maybe(8) || !isWord(text) ? JSON.stringify(text) : text);

  const flow = (value: JsonValue): string => {
    const pad = maybe(3) ? ' ' : '';
    if (Array.isArray(value)) return `[${pad}${(value as JsonValue[]).map(flow).join(', ')}${pad}]`;
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value as Record<string, JsonValue>);
      return `{${pad}${entries.map(([name, child]) => `${key(name)}: ${flow(child)}`).join(', ')}${pad}}`;
    }
    return scalar(value as JsonPrimitive, true);
  };
  const isNested = (value: JsonValue): boolean => typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  const above = (column: number): string => {
    let text = '';
    if (maybe(9)) text += '\n';
    if (comments && maybe(6)) text += `${' '.repeat(column)}${comment()}\n`;
    return text;
  };
  const trailing = (): string => (comments && maybe(7) ? ` ${comment()}` : maybe(20) ? '  ' : '');

  /** Lines of a collection, each ended; the first without its indent. */
  const block = (value: JsonValue, column: number, compact: boolean): string => {
    const elements = Array.isArray(value)
      ? (value as JsonValue[]).map((child) => ({ head: '-', child, item: true }))
      : Object.entries(value as Record<string, JsonValue>).map(([name, child]) => ({ head: `${key(name)}:`, child, item: false }));
    return elements
      .map(({ head, child, item }, index) => {
        const lead = index === 0 && compact ? '' : above(column) + ' '.repeat(column);
        return lead + head + rest(child, column, item);
      })
      .join('');
  };
  const rest = (child: JsonValue, column: number, item: boolean): string => {
    if (!isNested(child) || maybe(7)) {
      if (typeof child === 'string' && /^[a-z]+\n$/.test(child)) return ` |${trailing()}\n${' '.repeat(column + step)}${child}`;
      return ` ${isNested(child) ? flow(child) : Array.isArray(child) ? '[]' : typeof child === 'object' && child !== null ? '{}' : scalar(child, false)}${trailing()}\n`;
    }
    if (item && !maybe(6)) return ` ${block(child, column + 2, true)}`;
    const inner = Array.isArray(child) && flush && !item ? column : column + step;
    return `${trailing()}\n${block(child, inner, false)}`;
  };

  let text = above(0) + block(data, 0, false);
  if (maybe(5)) text = `---\n${text}`;
  if (maybe(6)) text += '\n# end\n';
  if (maybe(4)) text = text.replace(/\n$/, '');
  return maybe(4) ? text.replaceAll('\n', '\r\n') : text;
}
