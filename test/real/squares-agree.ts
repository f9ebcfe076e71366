import type { ExecutionContext } from 'ava';
import type { Square, Squares } from './square.js';

/** Asserts that every object of every square agrees, whether or not something was said of it. */
export function squaresAgree(t: ExecutionContext, { squares, mistakes }: Squares): void {
  t.deepEqual(mistakes, []);
  t.true(squares.length > 0);
  for (const square of squares) {
    t.deepEqual(disagreements(square), [], square.name);
  }
}

/** What does not agree in a square, for people. */
export function disagreements(square: Square): string[] {
  if (square.outcome !== 'compared') return [`${square.outcome}: ${square.message}`];
  return square.objects.filter(({ agreement }) => agreement !== 'equal').map(({ agreement, object, diff }) => `${agreement}: ${object.name}\n${diff ?? ''}`);
}

/** The names of the objects that migrating what is rendered changes, sorted. */
export function outdatedObjects({ squares }: Squares): string[] {
  const names = squares.flatMap((square) => (square.outcome === 'compared' ? square.objects.filter(({ outdated }) => outdated).map(({ object }) => object.name) : []));
  return [...new Set(names)].sort();
}
