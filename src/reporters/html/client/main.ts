import type { ChangeBody, PageData } from '../data.js';
import type { BlockList } from './block-list.js';
import { announce, byId, embedded } from './dom.js';
import { renderFacets } from './facets.js';
import { renderChanges, renderFiles, renderFindings } from './sections.js';
import { look, type Facet, type View } from './view.js';

/** Brings the page to life. */
export function start(): void {
  const data = embedded('report-data') as PageData;
  let bodies: readonly string[] | undefined;
  const read = new Map<number, ChangeBody>();
  const view: View = {
    data,
    chosen: { status: new Set(), impact: new Set(), wave: new Set(), rule: new Set(), kind: new Set(), file: new Set() },
    query: '',
    matching: data.findings,
    group: 'rule',
    sort: 'urgency',
    diff: 'text',
    open: new Set(),
    searched: new Map(),
    body: (index) => {
      bodies ??= embedded('change-data') as readonly string[];
      const known = read.get(index) ?? (JSON.parse(bodies[index] ?? '') as ChangeBody);
      read.set(index, known);
      return known;
    },
  };
  const lists: { findings?: BlockList; changes?: BlockList } = {};
  const redraw = (): void => {
    lists.findings = renderFindings(view, redraw);
  };
  const changed = (): void => {
    renderFacets(view, changed);
    redraw();
  };
  changed();
  renderFiles(view);
  if (data.changes.length > 0) {
    lists.changes = renderChanges(view);
    byId('find-change').addEventListener('input', () => {
      lists.changes = renderChanges(view);
    });
  }
  startControls(view, changed, redraw);
  startFilters(view, changed);
  startTheme();
  startCopying();
  startKeyboard();
  window.addEventListener('beforeprint', () => {
    lists.findings?.renderAll();
    lists.changes?.renderAll();
  });
}

/** The search box, grouping and order. */
export function startControls(view: View, changed: () => void, redraw: () => void): void {
  const search = byId('search') as HTMLInputElement;
  search.addEventListener('input', () => {
    look(view, search.value.trim());
    changed();
  });
  const group = byId('group') as HTMLSelectElement;
  group.value = view.group;
  group.addEventListener('change', () => {
    view.group = group.value as View['group'];
    redraw();
  });
  const sort = byId('sort') as HTMLSelectElement;
  sort.value = view.sort;
  sort.addEventListener('change', () => {
    view.sort = sort.value as View['sort'];
    redraw();
  });
  byId('clear').addEventListener('click', () => {
    for (const values of Object.values(view.chosen)) values.clear();
    look(view, '');
    search.value = '';
    changed();
    search.focus();
  });
}

/** Sums and bars show the findings that they stand for. */
export function startFilters(view: View, changed: () => void): void {
  byId('overview').addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-facet]') : null;
    const { facet, value } = button?.dataset ?? {};
    if (facet === undefined || value === undefined || !(facet in view.chosen)) return;
    for (const values of Object.values(view.chosen)) values.clear();
    view.chosen[facet as Facet].add(value);
    changed();
    byId('findings').scrollIntoView();
    byId('findings-title').focus({ preventScroll: true });
  });
}

/** The switch between light and dark; what was chosen is kept where the browser keeps anything. */
export function startTheme(): void {
  const key = 'k8s-upgrade-theme';
  const themes = ['auto', 'light', 'dark'];
  const names: Readonly<Record<string, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' };
  const button = byId('theme');
  const show = (theme: string): void => {
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    button.textContent = `Colours: ${(names[theme] ?? theme).toLowerCase()}`;
    button.setAttribute('aria-label', `Colours: ${(names[theme] ?? theme).toLowerCase()}. Change them`);
  };
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(key);
  } catch {
    // Storage may be forbidden.
  }
  let theme = themes.find((known) => known === kept) ?? 'auto';
  show(theme);
  button.hidden = false;
  button.addEventListener('click', () => {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    // The first click changes what is seen.
    const order = dark ? ['auto', 'light', 'dark'] : ['auto', 'dark', 'light'];
    theme = order[(order.indexOf(theme) + 1) % order.length] ?? 'auto';
    show(theme);
    try {
      localStorage.setItem(key, theme);
    } catch {
      // As above.
    }
  });
}

/** Every button that copies, wherever it stands. */
export function startCopying(): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-copy]') : null;
    const text = button?.dataset['copy'];
    if (button === null || text === undefined) return;
    void copyText(text).then((copied) => {
      button.textContent = copied ? 'Copied' : 'Select and copy';
      announce(copied ? 'Copied' : 'The browser does not let the page copy');
      setTimeout(() => (button.textContent = 'Copy'), 1500);
    });
  });
}

/** Copies a text; false where the browser does not allow it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** `/` goes to the search box, Escape leaves it, arrows and j and k walk the rows. */
export function startKeyboard(): void {
  const search = byId('search') as HTMLInputElement;
  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !(target instanceof HTMLElement)) return;
    const typing = target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type !== 'checkbox');
    if (key === '/' && !typing) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (key === 'Escape' && target === search && search.value !== '') {
      event.preventDefault();
      search.value = '';
      search.dispatchEvent(new Event('input'));
    } else if (!typing || target === search) {
      const step = key === 'ArrowDown' || (key === 'j' && !typing) ? 1 : key === 'ArrowUp' || (key === 'k' && !typing) ? -1 : 0;
      if (step !== 0 && moveFocus(target, step)) event.preventDefault();
    }
  });
}

/** Moves the focus among the rows' heads of a list; from the search box, into the findings. */
export function moveFocus(from: HTMLElement, step: number): boolean {
  const list = from.id === 'search' ? byId('list') : from.closest('.list');
  if (list === null) return false;
  const heads = [...list.querySelectorAll<HTMLElement>('.row-head, .group-head')];
  const at = heads.findIndex((head) => head === from || head.closest('li') === from.closest('li'));
  const next = from.id === 'search' ? (step > 0 ? heads[0] : undefined) : heads[at + step];
  next?.focus();
  return next !== undefined;
}
