/**
 * The functions of this folder run in the page. Their source is put into it as it was compiled (see
 * `script.ts`), so a file holds nothing but exported functions and types, and imports nothing else.
 */

/** A new element; text goes in as text, never as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly (Node | string | undefined)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

/** The element of the page with an id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found;
}

/** What a `script` element holds as JSON. */
export function embedded(id: string): unknown {
  return JSON.parse(byId(id).textContent) as unknown;
}

/** `5,000`. */
export function groupedNumber(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A text that may be very long: its beginning, and a button for the rest. */
export function longText(text: string, limit: number): (Node | string)[] {
  if (text.length <= limit) return [text];
  const more = element('button', { type: 'button', class: 'link' }, `Show ${groupedNumber(text.length - limit)} more characters`);
  const shown = document.createTextNode(`${text.slice(0, limit)}… `);
  more.addEventListener('click', () => {
    shown.data = text;
    more.remove();
  });
  return [shown, more];
}

/** A button that copies a text. */
export function copyButton(text: string, what: string): HTMLButtonElement {
  return element('button', { type: 'button', class: 'copy', 'data-copy': text, 'aria-label': `Copy ${what}` }, 'Copy');
}

/** Says something to a screen reader. */
export function announce(text: string): void {
  byId('status').textContent = text;
}
