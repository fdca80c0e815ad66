/** @file What the test's page runs: it is bundled, and called from outside. */
import { markDevTools } from '../../src/export/index.ts';

Object.assign(globalThis, { markDevTools });
