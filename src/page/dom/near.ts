/** @file Rows that are drawn as they scroll. */

/** How far below the screen they are drawn already. */
const AHEAD = '600px';

/** Calls `more` each time that the end of what is drawn comes near. */
export function whenNear(end: Element, more: () => void): void {
  const near = new IntersectionObserver(
    (seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) more();
    },
    { rootMargin: AHEAD },
  );
  near.observe(end);
}
