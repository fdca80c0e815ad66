/** @file Rows that are drawn as they scroll. */

/** How far below the screen they are drawn already. */
const AHEAD = '600px';

/**
 * Calls `more` when the end of what is drawn comes near.
 * @returns asks again, for when rows were drawn and more are left: an end that is near before and after tells of nothing
 */
export function whenNear(end: Element, more: () => void): () => void {
  const near = new IntersectionObserver(
    (seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) more();
    },
    { rootMargin: AHEAD },
  );
  return () => {
    near.unobserve(end);
    near.observe(end);
  };
}
