/** A stretch of a text, in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts a text into its YAML documents without parsing it: `---` or `...` at the start of a line,
 * followed by white space or the end of the line, is always a marker (YAML 1.2, c-forbidden).
 * Directives and comments in front of the first `---` belong to the document they introduce.
 * JSON values that follow each other are cut too, as Kubernetes' own decoder does.
 * The spans are adjacent and cover the whole text.
 */
export function cutDocuments(text: string): Span[] {
  const json = cutJsonStream(text);
  if (json) return json;
  const spans: Span[] = [];
  let start = 0;
  let sawMarker = false;
  let scanned = 0;
  for (const match of text.matchAll(/^\uFEFF?(---|\.\.\.)(?=[ \t\r\n]|$(?![^]))/gm)) {
    const at = match.index;
    if (match[1] === '...') {
      const lineEnd = text.indexOf('\n', at);
      const end = lineEnd < 0 ? text.length : lineEnd + 1;
      spans.push({ start, end });
      start = scanned = end;
      sawMarker = false;
    } else {
      if (sawMarker || !isPrologue(text.slice(scanned, at))) {
        spans.push({ start, end: at });
        start = at;
      }
      sawMarker = true;
      scanned = at;
    }
  }
  if (start < text.length || spans.length === 0) spans.push({ start, end: text.length });
  return spans;
}

/** Only blank lines, comments and directives: what may stand before a document's `---`. */
function isPrologue(text: string): boolean {
  return /^\uFEFF?(?:[ \t]*(?:#[^\n]*)?(?:\r?\n|$)|%[^\n]*(?:\n|$))*$/.test(text);
}

/** Cuts `{…} {…}`; undefined where the text is anything else than two or more JSON objects. */
function cutJsonStream(text: string): Span[] | undefined {
  if (!/^\uFEFF?\s*\{\s*["}]/.test(text)) return undefined;
  const ends: number[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (char === '{' || char === '[') {
      depth++;
    } else if (char === '}' || char === ']') {
      if (--depth === 0) ends.push(at + 1);
      if (depth < 0) return undefined;
    } else if (depth === 0 && !/[\s\uFEFF]/.test(char ?? '')) {
      return undefined;
    }
  }
  if (depth !== 0 || ends.length < 2) return undefined;
  return ends.map((end, index) => ({
    start: index === 0 ? 0 : (ends[index - 1] ?? 0),
    end: index === ends.length - 1 ? text.length : end,
  }));
}

/**
 * Whether a literal that is not found in the text could still be there, spelled with an escape or a
 * folded line inside a double-quoted scalar.
 */
export function mayHideText(text: string): boolean {
  return /\\(?:[/uUx]|\r?\n)/.test(text);
}
