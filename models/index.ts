/** @file The zoo's public face. */
export { AttentionApply, AttentionScores } from './layers/attention.ts';
export { ClassToken } from './layers/class-token.ts';
export { LearnedPositions } from './layers/learned-positions.ts';
export { TakeToken } from './layers/take-token.ts';
export { mobilenetV1, type MobileNetOptions } from './mobilenet-v1.ts';
export { mobilenetV2 } from './mobilenet-v2.ts';
export type { NetworkOptions } from './options.ts';
export { resnet, type ResNetOptions } from './resnet.ts';
export { vgg, type VggOptions } from './vgg.ts';
export { vit, type VitOptions } from './vit.ts';
export type { WeightKind } from './weights.ts';
export { networkWorkload, zooWorkload, type Network, type ZooOptions } from './workload.ts';
export { ZOO, type ZooEntry } from './zoo.ts';
