/** @file A process that goes wrong as its message says, in the place of one that tries mutants. */
process.on('message', (seed: number) => {
  if (seed === 2) for (;;);
  if (seed === 3) process.exit(1);
  process.send!({ seed, kind: 'fine', says: '' });
});
