import { CST } from 'yaml';

/**
 * A text with the line breaks of a quoted scalar as spaces; undefined where that would change nothing.
 * Lines of such a scalar that stand as far left as its key, or further, are an error in YAML 1.2 (§7.3: they
 * have to be indented), which Kubernetes' reader (go-yaml v2) does not mind:
 *
 *     data:
 *       dashboard.json: '{
 *       "title": "Requests"
 *     }'
 *
 * Everything keeps its place. The value is the same but for white space where its lines meet.
 *
 * @param tokens what the parser has made of the text
 * @param offset where it misses the closing quote: right behind what it takes for the scalar
 */
export function withJoinedQuote(source: string, tokens: readonly CST.Token[], offset: number): string | undefined {
  const start = startOf(tokens, offset);
  if (start === undefined) return undefined;
  const quoted = (source[start] === "'" ? /'(?:[^']|'')*'/y : /"(?:[^"\\]|\\[^])*"/y);
  quoted.lastIndex = start;
  const [scalar] = quoted.exec(source) ?? [];
  // Something else on the line behind it: the quote that it ends with opens another one.
  if (scalar === undefined || !/^[ \t]*(?:[,\]}]|[ \t]#|\r?\n|$)/.test(source.slice(start + scalar.length, start + scalar.length + 200))) return undefined;
  const joined = scalar.replace(/[\r\n]/g, ' ');
  return joined === scalar ? undefined : source.slice(0, start) + joined + source.slice(start + scalar.length);
}

function startOf(tokens: readonly CST.Token[], end: number): number | undefined {
  let start: number | undefined;
  for (const token of tokens) {
    if (token.type !== 'document') continue;
    CST.visit(token, ({ key, value }) => {
      for (const each of [key, value]) {
        const isQuoted = each?.type === 'single-quoted-scalar' || each?.type === 'double-quoted-scalar';
        if (isQuoted && each.offset + each.source.length === end) start = each.offset;
      }
      return start === undefined ? undefined : CST.visit.BREAK;
    });
  }
  return start;
}
