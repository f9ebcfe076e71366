import { uriOf } from './location.js';
import { printable } from './printable.js';

/**
 * A text as literal text of GitHub-flavoured Markdown, on one line: neither markup nor HTML, and no
 * `@name` or `#1` that would notify somebody or leave a trace in another thread.
 */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // A zero-width space ends the name that GitHub would look for.
    .replace(/@(?=\w)|#(?=\d)|\bGH-(?=\d)/gi, '$&&#8203;')
    // What would begin a list or a heading.
    .replace(/^([-+]|#+|\d+(?=[.)]))(?=[.)]?(?:\s|$))/, (marker) => (/\d/.test(marker) ? `${marker}\\` : `\\${marker}`));
}

/** A text as inline code, with as many backticks around it as it takes. */
export function codeSpan(text: string): string {
  const shown = printable(text);
  if (shown.trim() === '') return shown === '' ? '""' : `\`"${shown}"\``;
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  // One blank on either side is dropped again, if both are there.
  const pad = /^`|`$|^ .* $/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/**
 * A link to a file, and to a line in it where one is given. A path outside of the working directory
 * and a name that is no path (`<stdin>`) cannot be linked to: then it is the label alone.
 *
 * @param label Markdown
 */
export function relativeLink(label: string, path: string, line?: number): string {
  if (/^(?:[a-z]:)?\//i.test(path) || path.startsWith('<')) return label;
  return `[${label}](${uriOf(path)}${line === undefined ? '' : `#L${line}`})`;
}
