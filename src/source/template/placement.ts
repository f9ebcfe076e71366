import { isTemplateSpace, type ActionToken, type TemplateToken } from './tokenize.js';

/** How actions stand among the lines of a template. */
export interface Placement {
  /** Starts of blocks that are part of a line: text of the line stands beside what they print. */
  readonly inlineBlocks: ReadonlySet<number>;
  /** Starts of outputs that stand alone on their lines: what they print are lines. */
  readonly printsLines: ReadonlySet<number>;
}

/** Whether an action prints anything; `fail` ends the rendering instead. */
export function prints({ kind, pipeline }: ActionToken): boolean {
  return kind === 'template' || (kind === 'output' && !/^fail\b|\|[ \t\r\n]*fail$/.test(pipeline));
}

/** Whether an output may print more than one line, or start with a line break. */
export function mayPrintLines({ kind, pipeline }: ActionToken): boolean {
  return kind === 'template' || /\b(?:include|template|tpl|toYaml|toYamlPretty|toJson|toPrettyJson|toToml|indent|nindent|fromYaml|Get|AsConfig|AsSecrets|Lines)\b/.test(pipeline);
}

/**
 * Tells actions that are part of a line from those that have lines of their own. Takes time linear
 * in the text: each token is looked at once from either side.
 */
export function placementOf(source: string, tokens: readonly TemplateToken[]): Placement {
  const blocks = matchBlocks(tokens);
  const alone = outputsAlone(source, tokens);
  const left = contentLeft(source, tokens, blocks, alone);
  const right = contentRight(source, tokens, blocks, alone);
  const inlineBlocks = new Set<number>();
  for (const { opener, elses, closer, keyword } of new Set(blocks.values())) {
    if (keyword === 'define') continue;
    const bounds = [opener, ...elses, closer];
    const touches = bounds.slice(1).some((bound, arm) => (left[opener] && right[(bounds[arm] ?? 0) + 1]) || (right[closer + 1] && left[bound]));
    if (touches) inlineBlocks.add(tokens[opener]?.start ?? 0);
  }
  return { inlineBlocks, printsLines: alone };
}

interface Bounds {
  readonly keyword: ActionToken['kind'];
  readonly opener: number;
  readonly elses: number[];
  closer: number;
}

/** The blocks by the indices of their actions. */
function matchBlocks(tokens: readonly TemplateToken[]): Map<number, Bounds> {
  const blocks = new Map<number, Bounds>();
  const stack: Bounds[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'text') continue;
    const open = stack.at(-1);
    if (/^(?:if|with|range|define|block)$/.test(token.kind)) {
      const block = { keyword: token.kind, opener: index, elses: [], closer: index };
      stack.push(block);
      blocks.set(index, block);
    } else if (open && token.kind.startsWith('else')) {
      open.elses.push(index);
      blocks.set(index, open);
    } else if (open && token.kind === 'end') {
      stack.pop();
      open.closer = index;
      blocks.set(index, open);
    }
  }
  return blocks;
}

/** Outputs whose lines hold nothing but actions, white space, and a comment at the end. */
function outputsAlone(source: string, tokens: readonly TemplateToken[]): Set<number> {
  const alone = new Set<number>();
  let line: number[] = [];
  let text = false;
  const endLine = (): void => {
    if (!text) for (const start of line) alone.add(start);
    line = [];
    text = false;
  };
  for (const token of tokens) {
    if (token.type === 'action') {
      if (prints(token)) line.push(token.start);
      continue;
    }
    const lines = source.slice(token.start, token.end).split('\n');
    for (const [index, part] of lines.entries()) {
      if (index > 0) endLine();
      const comment = index === 0 && line.length > 0 && /^[ \t]+#/.test(part);
      text ||= !comment && /[^ \t\r]/.test(part);
    }
  }
  endLine();
  return alone;
}

/** By index of a token: whether something of the printed line stands right in front of it. */
function contentLeft(source: string, tokens: readonly TemplateToken[], blocks: ReadonlyMap<number, Bounds>, alone: Set<number>): boolean[] {
  const left: boolean[] = [false];
  for (const [index, token] of tokens.entries()) {
    const before = left[index] ?? false;
    if (token.type === 'text') {
      const text = printedText(source, tokens, index);
      const line = text.slice(text.lastIndexOf('\n') + 1);
      // Dashes in front are no content: what follows them has a column, like what stands first on a line.
      const dashes = (line !== text || !before) && /^[ \t]*(?:-[ \t]+)+$/.test(line);
      left.push(dashes || isMarker(line) ? false : line.trim() !== '' ? true : line === text && before);
    } else if (prints(token)) {
      // A value that is glued to the line in front of it is a part of that line.
      if (alone.has(token.start) && token.trimLeft && before && !mayPrintLines(token)) alone.delete(token.start);
      left.push(!alone.has(token.start));
    } else {
      const block = blocks.get(index);
      const skips = block && (token.kind.startsWith('else') || (token.kind === 'end' && block.keyword === 'define'));
      left.push(skips ? (left[block.opener] ?? false) : before);
    }
  }
  return left;
}

/** By index of a token: whether something of the printed line starts right with it. */
function contentRight(source: string, tokens: readonly TemplateToken[], blocks: ReadonlyMap<number, Bounds>, alone: ReadonlySet<number>): boolean[] {
  const right: boolean[] = new Array<boolean>(tokens.length + 1).fill(false);
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index];
    const behind = right[index + 1] ?? false;
    if (!token) continue;
    if (token.type === 'text') {
      const text = printedText(source, tokens, index);
      const line = text.split('\n', 1)[0] ?? '';
      right[index] = line.trim() !== '' ? true : line === text && behind;
    } else if (prints(token)) {
      right[index] = !alone.has(token.start);
    } else {
      const block = blocks.get(index);
      const skips = block && (token.kind.startsWith('else') || (token.kind === 'define' && block.closer > index));
      right[index] = skips ? (right[block.closer + 1] ?? false) : behind;
    }
  }
  return right;
}

/** `---`, behind which Helm starts a new manifest even where no line break follows. */
function isMarker(line: string): boolean {
  return /^---[ \t]*$/.test(line);
}

function printedText(source: string, tokens: readonly TemplateToken[], index: number): string {
  const token = tokens[index];
  if (!token) return '';
  let { start, end } = token;
  const [before, behind] = [tokens[index - 1], tokens[index + 1]];
  if (before?.type === 'action' && before.trimRight) while (start < end && isTemplateSpace(source[start])) start++;
  if (behind?.type === 'action' && behind.trimLeft) while (end > start && isTemplateSpace(source[end - 1])) end--;
  return source.slice(start, end);
}
