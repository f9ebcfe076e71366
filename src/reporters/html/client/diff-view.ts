import type { ChangeBody, DiffPart } from '../data.js';
import { element, groupedNumber } from './dom.js';
import type { View } from './view.js';

/** A change: the two texts side by side, or what changed in the structure. */
export function diffView(view: View, index: number): HTMLElement {
  const body = view.body(index);
  const container = element('div', { class: 'diff-view' });
  const show = (): void => {
    const structural = view.diff === 'structure' && body.structure !== undefined;
    const choice = (mode: View['diff'], label: string): HTMLButtonElement => {
      const pressed = structural === (mode === 'structure');
      const button = element('button', { type: 'button', 'aria-pressed': String(pressed) }, label);
      button.addEventListener('click', () => {
        view.diff = mode;
        show();
        container.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
      });
      return button;
    };
    container.replaceChildren(
      body.structure === undefined ? '' : element('div', { class: 'switch', role: 'group', 'aria-label': 'How the change is shown' }, choice('text', 'Side by side'), choice('structure', 'Structure')),
      body.hidden ? element('p', { class: 'hint' }, 'The change lies in values that are hidden here.') : structural ? structure(body.structure ?? '') : sideBySide(body),
    );
  };
  show();
  return container;
}

/**
 * Builds the few elements of which jsondiffpatch's formatter makes its HTML. The page never hands
 * text to the browser as markup.
 */
export function structure(html: string): HTMLElement {
  const root = element('div', { class: 'structure', tabindex: 0, role: 'region', 'aria-label': 'Structural diff' });
  const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&apos;': "'", '&quot;': '"' };
  let at: HTMLElement = root;
  for (const [token, open, attributes = '', close] of html.matchAll(/<([a-z]+)([^>]*)>|<\/([a-z]+)>|[^<]+/g)) {
    if (open === 'div' || open === 'ul' || open === 'li' || open === 'span' || open === 'pre') {
      const made = element(open, { class: /class="([\w\s-]*)"/.exec(attributes)?.[1] });
      at.append(made);
      at = made;
    } else if (close !== undefined) {
      at = at.parentElement ?? root;
    } else if (open === undefined) {
      at.append(token.replace(/&(?:amp|lt|gt|apos|quot);/g, (entity) => entities[entity] ?? entity));
    }
  }
  return root;
}

/** A row of the side-by-side diff; a side without a line has none. */
export interface DiffRow {
  readonly before?: string;
  readonly after?: string;
  readonly changed: boolean;
}

/** The rows of a diff: removed lines beside the added ones that follow them. */
export function diffRows(parts: readonly DiffPart[]): DiffRow[] {
  const rows: DiffRow[] = [];
  for (let index = 0; index < parts.length; index++) {
    const [sign, lines] = parts[index] ?? [0, []];
    if (sign === 0) {
      for (const line of lines) rows.push({ before: line, after: line, changed: false });
      continue;
    }
    const [nextSign, next] = parts[index + 1] ?? [0, []];
    const paired = sign < 0 && nextSign > 0;
    if (paired) index++;
    const removed = sign < 0 ? lines : [];
    const added = sign > 0 ? lines : paired ? next : [];
    for (let row = 0; row < Math.max(removed.length, added.length); row++) {
      const [before, after] = [removed[row], added[row]];
      rows.push({ ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), changed: true });
    }
  }
  return rows;
}

/** The two texts in a table; long stretches without a change are folded. */
export function sideBySide({ parts, lines: [firstBefore, firstAfter] }: ChangeBody): HTMLElement {
  const around = 3;
  const rows = diffRows(parts);
  const near = new Set<number>();
  rows.forEach(({ changed }, index) => {
    if (changed) for (let row = index - around; row <= index + around; row++) near.add(row);
  });
  const body = element('tbody');
  let [before, after] = [firstBefore, firstAfter];
  let folded: HTMLElement[] = [];
  const flush = (): void => {
    if (folded.length <= around) body.append(...folded);
    else body.append(fold(folded));
    folded = [];
  };
  rows.forEach((row, index) => {
    const made = diffRow(row, before, after);
    if (row.before !== undefined) before++;
    if (row.after !== undefined) after++;
    if (near.has(index)) {
      flush();
      body.append(made);
    } else {
      folded.push(made);
    }
  });
  flush();
  const heading = (text: string): HTMLElement => element('th', { scope: 'colgroup', colspan: 2 }, text);
  return element('div', { class: 'diff-scroll', tabindex: 0, role: 'region', 'aria-label': 'Side-by-side diff' }, element('table', { class: 'diff' }, element('colgroup', {}, ...['number', '', 'number', ''].map((name) => element('col', { class: name }))), element('thead', {}, element('tr', {}, heading('Before'), heading('After'))), body));
}

/** A row that stands for rows without a change, until it is opened. */
export function fold(rows: readonly HTMLElement[]): HTMLElement {
  const button = element('button', { type: 'button', class: 'link' }, `${groupedNumber(rows.length)} unchanged lines`);
  const row = element('tr', { class: 'fold' }, element('td', { colspan: 4 }, button));
  button.addEventListener('click', () => row.replaceWith(...rows));
  return row;
}

/** One row; where a line takes the place of another, what differs between them is marked. */
export function diffRow({ before, after, changed }: DiffRow, lineBefore: number, lineAfter: number): HTMLElement {
  const number = (line: number | undefined): HTMLElement => element('td', { class: 'number' }, line === undefined ? undefined : String(line));
  const [start, endBefore, endAfter] = changed ? difference(before ?? '', after ?? '') : [0, 0, 0];
  const side = (text: string | undefined, tag: 'del' | 'ins', end: number, other: string | undefined): HTMLElement => {
    if (text === undefined) return element('td', { class: 'absent' });
    if (!changed) return element('td', { class: 'same' }, excerpt(text));
    // Where lines have nothing in common, all of it differs.
    const marked = other !== undefined && start < end && (text.slice(0, start).trim() !== '' || text.slice(end).trim() !== '' || text.trimStart() === other.trimStart());
    const line = marked ? [excerpt(text.slice(0, start), true), element('mark', {}, excerpt(text.slice(start, end))), excerpt(text.slice(end))] : [excerpt(text)];
    return element('td', { class: tag === 'del' ? 'removed' : 'added' }, element(tag, {}, ...line));
  };
  return element(
    'tr',
    { class: changed ? 'changed' : undefined },
    number(before === undefined ? undefined : lineBefore),
    side(before, 'del', endBefore, after),
    number(after === undefined ? undefined : lineAfter),
    side(after, 'ins', endAfter, before),
  );
}

/** Where two lines begin to differ, and where in each they cease to; words count as a whole. */
export function difference(before: string, after: string): readonly [start: number, endBefore: number, endAfter: number] {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shortest - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const inWord = (text: string, at: number): boolean => /^\w\w$/.test(text.slice(at - 1, at + 1));
  while (inWord(before, start) || inWord(after, start)) start--;
  while (tail > 0 && (inWord(before, before.length - tail) || inWord(after, after.length - tail))) tail--;
  return [start, before.length - tail, after.length - tail];
}

/** A part of a line as it can be shown: of one that is very long, the end where a change follows, or else the beginning. */
export function excerpt(text: string, changeFollows = false): string {
  const limit = 1000;
  if (text.length <= 2 * limit) return text;
  const left = `… ${groupedNumber(text.length - limit)} characters …`;
  return changeFollows ? `${left}${text.slice(-limit)}` : `${text.slice(0, limit)}${left}`;
}
