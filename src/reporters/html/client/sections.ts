import type { PageFinding } from '../data.js';
import { blockList, type BlockList } from './block-list.js';
import { announce, byId, element, groupedNumber } from './dom.js';
import { changeRow, findingRow } from './rows.js';
import { fitting, fittingChanges, groups, valueName, type View } from './view.js';

/** A line of the list of findings: a finding, or the heading of a group. */
export type Entry = { readonly finding: PageFinding } | { readonly group: string; readonly size: number };

/** Shows the findings that fit. `redraw` shows them again after a group was opened or closed. */
export function renderFindings(view: View, redraw: () => void): BlockList {
  const found = fitting(view);
  const numbers = new Map(view.data.findings.map((finding, index) => [finding, index]));
  const grouped = groups(view, found);
  const entries = grouped.flatMap(([value, findings]): Entry[] => {
    const rows = findings.map((finding) => ({ finding }));
    if (view.group === 'none') return rows;
    return [{ group: value, size: findings.length }, ...(view.open.has(closedKey(view, value)) ? [] : rows)];
  });
  const total = view.data.findings.filter(({ status }) => status !== 'suppressed').length;
  const shown = `${groupedNumber(found.length)}${found.length === total ? '' : ` of ${groupedNumber(total)}`} ${total === 1 ? 'finding' : 'findings'}`;
  byId('count').textContent = shown;
  announce(`${shown} shown`);
  const container = byId('list');
  if (entries.length === 0) {
    container.replaceChildren(element('p', { class: 'none' }, view.data.findings.length === 0 ? 'There are no findings.' : 'No finding fits. Clear the filters to see them all.'));
    return { renderAll: () => undefined };
  }
  return blockList(container, entries, (entry) => ('finding' in entry ? findingRow(view, entry.finding, numbers.get(entry.finding) ?? 0) : groupRow(view, entry.group, entry.size, redraw)), 61);
}

/** What a group is called among what is open, where it is closed. */
export function closedKey(view: View, value: string): string {
  return `closed ${view.group} ${value}`;
}

/** The heading of a group; it closes the group and opens it again. */
export function groupRow(view: View, value: string, size: number, redraw: () => void): HTMLElement {
  const key = closedKey(view, value);
  const open = !view.open.has(key);
  const name = view.group === 'none' ? '' : valueName(view, view.group, value);
  const button = element('button', { type: 'button', class: 'group-head', 'aria-expanded': String(open), 'data-group': value }, element('span', { class: 'value' }, element('bdi', {}, name)), element('span', { class: 'count' }, groupedNumber(size)));
  button.addEventListener('click', () => {
    if (open) view.open.add(key);
    else view.open.delete(key);
    redraw();
    [...byId('list').querySelectorAll<HTMLElement>('.group-head')].find((head) => head.dataset['group'] === value)?.focus();
  });
  return element('li', { class: 'group' }, element('h3', {}, button));
}

/** Shows the changed objects that fit what is typed. */
export function renderChanges(view: View): BlockList {
  const query = byId('find-change') as HTMLInputElement;
  const found = fittingChanges(view.data.changes, query.value.trim());
  const total = view.data.changes.length;
  byId('change-count').textContent = `${groupedNumber(found.length)}${found.length === total ? '' : ` of ${groupedNumber(total)}`} ${total === 1 ? 'object' : 'objects'}`;
  return blockList(byId('change-list'), found, (index) => changeRow(view, index), 53);
}

/** Shows the files of each bucket when that is opened. */
export function renderFiles(view: View): void {
  for (const { bucket, files } of view.data.files) {
    const details = byId(`bucket-${bucket}`) as HTMLDetailsElement;
    const container = element('div');
    details.append(container);
    const fill = (): void => {
      if (!details.open || container.childElementCount > 0) return;
      blockList(container, files, ({ path, note }) => element('li', { class: 'file-row' }, element('code', {}, path), element('span', {}, note)), 26);
    };
    details.addEventListener('toggle', fill);
    fill();
  }
}
