import type { Span } from '../documents.js';

/** What an action does. `else if` and `else with` open a further arm; `output` and `template` print. */
export type ActionKind =
  | 'if'
  | 'else'
  | 'else if'
  | 'else with'
  | 'end'
  | 'range'
  | 'with'
  | 'define'
  | 'block'
  | 'template'
  | 'break'
  | 'continue'
  | 'comment'
  | 'assignment'
  | 'output';

/** Text between actions, as it is written: what trim markers remove is still in it. */
export interface TextToken extends Span {
  readonly type: 'text';
}

/** `{{ … }}` with its delimiters and trim markers. */
export interface ActionToken extends Span {
  readonly type: 'action';
  readonly kind: ActionKind;
  /** `{{- `: the white space in front is not printed. */
  readonly trimLeft: boolean;
  /** ` -}}`: the white space behind is not printed. */
  readonly trimRight: boolean;
  /** What stands behind the keyword, without white space around; the whole content of an output. */
  readonly pipeline: string;
  readonly pipelineStart: number;
}

export type TemplateToken = TextToken | ActionToken;

/** Why a text is no template that can be read, and where. Offsets are UTF-16 code units. */
export interface TemplateProblem {
  readonly code: 'syntax' | 'unbalanced' | 'too-deep' | 'reserved-character' | 'too-many-worlds' | 'too-large';
  readonly message: string;
  readonly offset: number;
}

export type Tokenized = { readonly ok: true; readonly tokens: readonly TemplateToken[] } | { readonly ok: false; readonly problem: TemplateProblem };

const keywords: ReadonlySet<string> = new Set<ActionKind>(['if', 'else', 'end', 'range', 'with', 'define', 'block', 'template', 'break', 'continue']);

/** What Go's template lexer takes for white space. */
export function isTemplateSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\r' || char === '\t';
}

/**
 * Cuts a Go template into text and actions, by the rules of Go's `text/template/parse` lexer. The
 * tokens are adjacent and cover the text. Never throws; takes time linear in the text.
 */
export function tokenizeTemplate(source: string): Tokenized {
  const tokens: TemplateToken[] = [];
  let at = 0;
  for (;;) {
    const open = source.indexOf('{{', at);
    const textEnd = open < 0 ? source.length : open;
    if (textEnd > at) tokens.push({ type: 'text', start: at, end: textEnd });
    if (open < 0) return { ok: true, tokens };
    const action = readAction(source, open);
    if ('code' in action) return { ok: false, problem: action };
    tokens.push(action);
    at = action.end;
  }
}

function readAction(source: string, start: number): ActionToken | TemplateProblem {
  const trimLeft = source[start + 2] === '-' && isTemplateSpace(source[start + 3]);
  const contentStart = start + (trimLeft ? 3 : 2);
  // The white space of a trim marker does not keep a comment from being one: `{{- /* … */ -}}`.
  const commentStart = trimLeft ? contentStart + 1 : contentStart;
  if (source.startsWith('/*', commentStart)) return readComment(source, start, commentStart, trimLeft);
  const end = findEnd(source, contentStart);
  if (typeof end !== 'number') return end;
  const trimRight = source[end - 1] === '-' && end - 2 >= contentStart && isTemplateSpace(source[end - 2]);
  return { type: 'action', start, end: end + 2, trimLeft, trimRight, ...readContent(source, contentStart, trimRight ? end - 2 : end) };
}

function readComment(source: string, start: number, commentStart: number, trimLeft: boolean): ActionToken | TemplateProblem {
  const close = source.indexOf('*/', commentStart + 2);
  if (close < 0) return { code: 'syntax', message: 'A template comment is not closed', offset: start };
  const after = close + 2;
  const trimRight = isTemplateSpace(source[after]) && source.startsWith('-}}', after + 1);
  if (!trimRight && !source.startsWith('}}', after)) return { code: 'syntax', message: 'A template comment has to end right before `}}`', offset: after };
  const end = after + (trimRight ? 4 : 2);
  return { type: 'action', kind: 'comment', start, end, trimLeft, trimRight, pipeline: source.slice(commentStart, after), pipelineStart: commentStart };
}

/** The offset of the `}}` that closes an action. */
function findEnd(source: string, from: number): number | TemplateProblem {
  for (let at = from; at < source.length; at++) {
    const char = source[at];
    if (char === '}' && source[at + 1] === '}') return at;
    if (char === '"' || char === "'") {
      const open = at;
      for (at++; source[at] !== char; at++) {
        if (source[at] === '\\') at++;
        if (at >= source.length || source[at] === '\n') return { code: 'syntax', message: 'A quoted string in a template action is not closed', offset: open };
      }
    } else if (char === '`') {
      const close = source.indexOf('`', at + 1);
      if (close < 0) return { code: 'syntax', message: 'A raw string in a template action is not closed', offset: at };
      at = close;
    }
  }
  return { code: 'syntax', message: 'A template action is not closed', offset: from - 2 };
}

function readContent(source: string, from: number, to: number): Pick<ActionToken, 'kind' | 'pipeline' | 'pipelineStart'> {
  let [start, end] = [from, to];
  while (start < end && isTemplateSpace(source[start])) start++;
  while (end > start && isTemplateSpace(source[end - 1])) end--;
  const content = source.slice(start, end);
  const word = /^[a-z]+(?![\w])/.exec(content)?.[0] ?? '';
  if (!keywords.has(word)) return { kind: isAssignment(content) ? 'assignment' : 'output', pipeline: content, pipelineStart: start };
  const chained = word === 'else' ? /^else[ \t\r\n]+(if|with)(?!\w)/.exec(content) : null;
  const kind = (chained ? `else ${chained[1] ?? ''}` : word) as ActionKind;
  const rest = content.slice(chained?.[0].length ?? word.length);
  const pipeline = rest.trimStart();
  return { kind, pipeline, pipelineStart: end - pipeline.length };
}

/** `$x := …`, `$x = …`: such an action prints nothing. */
function isAssignment(content: string): boolean {
  return /^\$\w*[ \t\r\n]*:?=/.test(content);
}
