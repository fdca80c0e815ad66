/** @file The layers and operations that repaired models have beside those of tfjs. */
import { registerOperations } from '../operations/layer.ts';
import { registerChannelScale } from './channel-scale.ts';
import { registerResetAfter } from './gru-reset-after.ts';

/** Makes tfjs know them, under names that nobody else has. */
export function registerOwnLayers(): void {
  registerOperations();
  registerResetAfter();
  registerChannelScale();
}
