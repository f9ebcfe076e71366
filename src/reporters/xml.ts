/** An XML element; attributes that are undefined are left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  /** Elements, or a text. */
  readonly content?: readonly XmlElement[] | string;
}

/** What XML 1.0 cannot hold, not even escaped. Source: https://www.w3.org/TR/xml/#charsets */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };

/** A document of an element, indented. Characters that XML cannot hold become U+FFFD. */
export function xmlDocument(root: XmlElement): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  write(root, '', lines);
  return `${lines.join('\n')}\n`;
}

function write({ name, attributes = {}, content = [] }: XmlElement, indent: string, lines: string[]): void {
  const stated = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escape(String(value), /[&<>"\t\n\r]/g)}"`]));
  const opened = `${indent}<${name}${stated.join('')}`;
  if (content.length === 0) {
    lines.push(`${opened}/>`);
  } else if (typeof content === 'string') {
    lines.push(`${opened}>${escape(content, /[&<>\r]/g)}</${name}>`);
  } else {
    lines.push(`${opened}>`);
    for (const child of content) write(child, `${indent}  `, lines);
    lines.push(`${indent}</${name}>`);
  }
}

function escape(text: string, special: RegExp): string {
  return text.replace(forbidden, '\ufffd').replace(special, (character) => references[character] ?? character);
}
