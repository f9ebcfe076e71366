/** `1 file`, `2 files`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** The first few items, and how many more there are: `a, b, c and 9 more`. */
export function abridge(items: readonly string[], limit: number): string {
  // "and 1 more" is no shorter than the item.
  if (items.length <= limit + 1) return items.join(', ');
  return `${items.slice(0, limit).join(', ')} and ${items.length - limit} more`;
}
