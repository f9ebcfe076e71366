import { element } from './dom.js';

/** A list whose rows are made when they come near the window. */
export interface BlockList {
  /** Makes all rows, for printing. */
  readonly renderAll: () => void;
}

/**
 * Fills a container with rows, some at a time. A block that has not been made takes up the room
 * that its rows are expected to take, so that the scroll bar tells the truth.
 *
 * @param height what a row is expected to take, in pixels
 */
export function blockList<T>(container: HTMLElement, items: readonly T[], render: (item: T) => HTMLElement, height: number): BlockList {
  const size = 40;
  const waiting = new Map<Element, readonly T[]>();
  const fill = (block: HTMLElement): void => {
    const rows = waiting.get(block);
    if (rows === undefined) return;
    waiting.delete(block);
    observer.unobserve(block);
    block.append(...rows.map(render));
    block.style.removeProperty('height');
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) fill(target as HTMLElement);
    },
    { rootMargin: '1500px 0px' },
  );
  const blocks: HTMLElement[] = [];
  for (let start = 0; start < items.length; start += size) {
    const rows = items.slice(start, start + size);
    const block = element('ul', { class: 'block', role: 'list' });
    block.style.setProperty('height', `${rows.length * height}px`);
    block.style.setProperty('contain-intrinsic-size', `auto ${rows.length * height}px`);
    waiting.set(block, rows);
    blocks.push(block);
  }
  container.replaceChildren(...blocks);
  for (const block of blocks) observer.observe(block);
  // What is seen first does not wait for the observer.
  if (blocks[0]) fill(blocks[0]);
  return { renderAll: () => blocks.forEach(fill) };
}
