/** `a`, `a and b`, `a, b and c`; of many the first two and how many more. */
export function enumerate(items: readonly string[], limit = Infinity): string {
  if (items.length > limit) return `${items.slice(0, 2).join(', ')} and ${items.length - 2} more`;
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}
