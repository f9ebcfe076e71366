/**
 * Filler stands for what a template prints. It is made of private-use characters, so no reader takes
 * it for anything but a word: {@link holeCharacter}, repeated, and two characters at the end that
 * tell one printed thing from another, so that two values are equal only where they are known to be.
 */
export const holeCharacter = '\uE000';

const base = 0x1000;
const firstDigit = 0xe001;

/** Any character of a filler. */
const fillerCharacter = /[\uE000-\uF000]/;

/** Where a text holds filler, or characters that would be taken for it; -1 where it holds none. */
export function indexOfFiller(text: string): number {
  return text.search(fillerCharacter);
}

/** Filler of a length of at least three; the number tells it from others. */
export function fillerOf(length: number, number: number): string {
  const digit = (value: number): string => String.fromCharCode(firstDigit + (value % base));
  return (holeCharacter.repeat(Math.max(1, length - 2)) + digit(Math.floor(number / base)) + digit(number)).slice(0, length);
}

/**
 * Gives the same number to the same key, and different ones to different keys. A number follows from
 * its key, so that it stays the same where other things of a template change.
 */
export class Numbering {
  private readonly numbers = new Map<string, number>();
  private readonly taken = new Set<number>();

  of(key: string): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    let number = hash(key);
    while (this.taken.has(number)) number = (number + 1) % (base * base);
    this.numbers.set(key, number);
    this.taken.add(number);
    return number;
  }
}

/** FNV-1a, folded to what two digits hold. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return ((value >>> 24) ^ value) & (base * base - 1);
}
