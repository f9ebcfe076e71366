import type { PageFinding } from '../data.js';
import { diffView } from './diff-view.js';
import { copyButton, element, groupedNumber, longText } from './dom.js';
import { valueName, type View } from './view.js';

/** A row that opens: its head is a button, and what it holds is made when it is opened. */
export function expandable(view: View, key: string, head: readonly (Node | string)[], details: () => HTMLElement): HTMLElement {
  const button = element('button', { type: 'button', class: 'row-head', 'aria-expanded': 'false' }, ...head);
  const row = element('li', { class: 'row' }, button);
  let made: HTMLElement | undefined;
  const toggle = (open: boolean): void => {
    button.setAttribute('aria-expanded', String(open));
    if (open && made === undefined) {
      made = details();
      row.append(made);
    }
    if (made) made.hidden = !open;
    if (open) view.open.add(key);
    else view.open.delete(key);
  };
  button.addEventListener('click', () => toggle(button.getAttribute('aria-expanded') !== 'true'));
  if (view.open.has(key)) toggle(true);
  return row;
}

/** A finding in the list. */
export function findingRow(view: View, finding: PageFinding, index: number): HTMLElement {
  const { status, impact, wave, message, object, file, line } = finding;
  const shown = message.length > 300 ? `${message.slice(0, 300)}…` : message;
  const place = element('span', { class: 'where' }, element('span', { class: 'object' }, object), element('span', { class: 'file' }, `${file}:${line}`));
  return expandable(
    view,
    `finding ${index}`,
    [
      element('span', { class: `pill status-${status}` }, valueName(view, 'status', status)),
      element('span', { class: 'row-text' }, element('span', { class: 'message' }, shown), place),
      element('span', { class: 'tags' }, element('span', { class: `tag impact-${impact}` }, valueName(view, 'impact', impact)), ...(wave === 'either' ? [] : [element('span', { class: 'tag' }, valueName(view, 'wave', wave))])),
    ],
    () => findingDetails(view, finding),
  );
}

/** All that is known of a finding. */
export function findingDetails(view: View, finding: PageFinding): HTMLElement {
  const { status, message, notes, release, gate, help, effects, excerpt, refusal, suppression, change, rule, wave, object, apiVersion, place, file, line, column } = finding;
  const limit = 4000;
  const labels = view.data.labels;
  const facts: readonly (readonly [string, (Node | string)[] | undefined])[] = [
    ['Object', [`${object} `, element('code', {}, apiVersion)]],
    ['Place', place === '' ? undefined : [element('code', {}, ...longText(place, limit))]],
    ['File', [element('code', {}, `${file}:${line}:${column}`), copyButton(`${file}:${line}:${column}`, 'the place')]],
    ['Rule', [`${valueName(view, 'rule', rule)} `, element('code', {}, rule)]],
    ['Wave', [valueName(view, 'wave', wave)]],
    ['Feature gate', gate === undefined ? undefined : [element('code', {}, gate)]],
    ['Roll-out', effects.length === 0 ? undefined : effects.map((effect) => `${labels.effect[effect] ?? effect} `)],
    ['Refused', refusal === undefined ? undefined : [`${refusal}.`]],
    ['Suppressed', suppression === undefined ? undefined : [`By a ${suppression.by === 'comment' ? 'comment' : 'configuration entry'}: ${suppression.reason}`]],
    [status === 'held' ? 'To release it' : 'To settle it', release === undefined ? undefined : [element('code', { class: 'flag' }, release), copyButton(release, 'the flag')]],
    ['Read more', help === undefined ? undefined : [element('a', { href: help, target: '_blank', rel: 'noopener noreferrer' }, help)]],
  ];
  return element(
    'div',
    { class: 'details' },
    message.length > 300 ? element('p', {}, ...longText(message, limit)) : undefined,
    ...notes.map((note) => element('p', { class: 'note' }, ...longText(note, limit))),
    excerpt === undefined ? undefined : element('pre', { class: 'excerpt', tabindex: 0 }, ...longText(excerpt, limit)),
    element('dl', { class: 'facts' }, ...facts.flatMap(([name, value]) => (value === undefined ? [] : [element('div', {}, element('dt', {}, name), element('dd', {}, ...value))]))),
    change === undefined ? undefined : diffView(view, change),
  );
}

/** A changed object in the list. */
export function changeRow(view: View, index: number): HTMLElement {
  const change = view.data.changes[index];
  if (change === undefined) throw new Error(`There is no change ${index}.`);
  const { object, apiVersion, file, line, added, removed } = change;
  return expandable(
    view,
    `change ${index}`,
    [
      element('span', { class: 'row-text' }, element('span', { class: 'message' }, object), element('span', { class: 'where' }, apiVersion === '' ? undefined : element('span', {}, apiVersion), element('span', { class: 'file' }, `${file}:${line}`))),
      element(
        'span',
        { class: 'tags lines' },
        element('span', { class: 'plus', 'aria-label': `${added} lines added` }, `+${groupedNumber(added)}`),
        element('span', { class: 'minus', 'aria-label': `${removed} lines removed` }, `−${groupedNumber(removed)}`),
      ),
    ],
    () => element('div', { class: 'details' }, diffView(view, index)),
  );
}
