import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Styles a text for a terminal, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

export function painter(colour: boolean): Paint {
  // Whether the terminal takes colours has been decided before.
  return (style, text) => (colour && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}
