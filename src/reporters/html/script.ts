import * as blockList from './client/block-list.js';
import * as diffView from './client/diff-view.js';
import * as dom from './client/dom.js';
import * as facets from './client/facets.js';
import * as main from './client/main.js';
import * as rows from './client/rows.js';
import * as sections from './client/sections.js';
import * as view from './client/view.js';

/** The files whose functions run in the page. */
const modules: readonly Readonly<Record<string, unknown>>[] = [dom, blockList, view, diffView, rows, facets, sections, main];

/**
 * The page's script: the source of the functions as it was compiled. They call each other by name,
 * so that no bundler is needed, and none may stand in for a name that another file uses.
 */
export function script(): string {
  const functions = modules.flatMap((module) => Object.values(module)).map(String);
  return `(() => {\n'use strict';\n${functions.join('\n')}\nstart();\n})();`;
}
