import { printable } from '../printable.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as text of HTML, or as the value of a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A value as JSON inside of a `script` element: nothing in it ends the element or begins a comment. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** A program inside of a `script` element. What would end the element can only stand in a literal. */
export function embeddedScript(source: string): string {
  return source.replace(/<(?=\/script|!--|script)/gi, '\\x3c');
}

/** Several lines of somebody's file, with all visible that {@link printable} shows; line breaks and tabs stay. */
export function visibleLines(text: string): string {
  return text
    .split(/(\r?\n|\t)/)
    .map((part, index) => (index % 2 === 0 ? printable(part) : part === '\t' ? part : '\n'))
    .join('');
}

/** `5,000`. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
