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

/** Gives the same number to the same key, in the order in which keys come. */
export class Numbering {
  private readonly numbers = new Map<string, number>();

  of(key: string): number {
    const number = this.numbers.get(key) ?? this.numbers.size;
    this.numbers.set(key, number);
    return number;
  }
}
