import { byId, element, groupedNumber } from './dom.js';
import { facetNames, fitting, valueName, valueOrder, type Facet, type View } from './view.js';

/** Fills the filters: each facet's values with the number of findings that choosing them would show. */
export function renderFacets(view: View, changed: () => void): void {
  const facets = Object.keys(facetNames()) as Facet[];
  for (const facet of facets) renderFacet(view, facet, changed);
  const some = facets.some((facet) => view.chosen[facet].size > 0) || view.query !== '';
  byId('clear').hidden = !some;
}

/** One facet; the elements that hold the focus and what was typed are kept. */
export function renderFacet(view: View, facet: Facet, changed: () => void): void {
  const few = 8;
  const many = 50;
  const name = facetNames()[facet];
  const chosen = view.chosen[facet];
  const counts = new Map<string, number>();
  for (const finding of view.data.findings) counts.set(finding[facet], 0);
  for (const finding of fitting(view, facet)) counts.set(finding[facet], (counts.get(finding[facet]) ?? 0) + 1);
  const existing = document.getElementById(`facet-${facet}`);
  const box = existing ?? element('fieldset', { id: `facet-${facet}`, class: 'facet' }, element('legend', {}, name));
  if (!existing) {
    byId('facets').append(box);
    if (counts.size > few) {
      const narrow = element('input', { type: 'search', class: 'narrow', placeholder: `Find among ${groupedNumber(counts.size)}`, 'aria-label': `Find a value of ${name}`, autocomplete: 'off', spellcheck: 'false' });
      narrow.addEventListener('input', () => renderFacet(view, facet, changed));
      box.append(narrow);
    }
    box.append(element('div', { class: 'values' }));
  }
  const query = box.querySelector<HTMLInputElement>('.narrow')?.value.toLowerCase() ?? '';
  const order = valueOrder(view, facet);
  const fixed = facet === 'status' || facet === 'impact' || facet === 'wave';
  const values = [...counts]
    .filter(([value]) => chosen.has(value) || `${value}\n${valueName(view, facet, value)}`.toLowerCase().includes(query))
    .sort(([a, some], [b, others]) => Number(chosen.has(b)) * Number(!fixed) - Number(chosen.has(a)) * Number(!fixed) || (fixed ? 0 : others - some) || order(a, b));
  const shown = values.slice(0, query === '' ? Math.max(few, chosen.size) : many);
  const focused = document.activeElement instanceof HTMLInputElement && box.contains(document.activeElement) ? document.activeElement.value : undefined;
  box.querySelector('.values')?.replaceChildren(
    ...shown.map(([value, count]) => {
      const input = element('input', { type: 'checkbox', value, checked: chosen.has(value) });
      input.addEventListener('change', () => {
        if (input.checked) chosen.add(value);
        else chosen.delete(value);
        changed();
      });
      const text = valueName(view, facet, value);
      const dot = facet === 'status' ? element('i', { class: `dot status-${value}`, 'aria-hidden': 'true' }) : undefined;
      return element('label', { title: text, class: count === 0 ? 'empty' : undefined }, input, dot, element('span', { class: 'value' }, element('bdi', {}, text)), element('span', { class: 'count' }, groupedNumber(count)));
    }),
    ...(values.length > shown.length ? [element('p', { class: 'hint' }, `${groupedNumber(values.length - shown.length)} more: type to find them.`)] : []),
  );
  if (focused !== undefined) [...box.querySelectorAll<HTMLInputElement>('.values input')].find(({ value }) => value === focused)?.focus();
}
