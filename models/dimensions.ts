/** @file The dimensions with which a network by name can be built, besides its image and its classes. */

/** What zooWorkload() takes as options; each network has some of them. */
export interface Dimensions {
  /** Height and width of a patch, pixels. */
  readonly patch?: number | undefined;
  /** Blocks of a transformer. */
  readonly depth?: number | undefined;
  /** Of a transformer the width of a token; of a ResNet channels of the first stage; of a MobileNet the multiplier α. */
  readonly width?: number | undefined;
  readonly heads?: number | undefined;
  /** The width of a head; width ÷ heads unless given. */
  readonly headWidth?: number | undefined;
  /** Hidden units of a block's MLP; 4 · width unless given. */
  readonly mlp?: number | undefined;
  /** Blocks of each stage. */
  readonly blocks?: readonly number[] | undefined;
  /** Convolutions of each stage. */
  readonly convs?: readonly number[] | undefined;
  /** Filters of each stage's convolutions. */
  readonly filters?: readonly number[] | undefined;
  /** Units of each of two hidden dense layers. */
  readonly hidden?: number | undefined;
}

/** A dimension by its name. */
export type DimensionName = keyof Dimensions;

/** How the numbers of a list are joined: `blocks=3-4-6-3`. */
export const LIST_SIGN = '-';

/** `headWidth` as a spec writes it. */
export const wordOf = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const valueText = (value: number | readonly number[]): string =>
  typeof value === 'number' ? String(value) : value.join(LIST_SIGN);

/** `vit:depth=24,heads=16`; the name alone where nothing is given. */
export function specText(name: string, dimensions: Dimensions): string {
  const parts = Object.entries(dimensions as Record<string, number | readonly number[]>).map(
    ([dimension, value]) => `${wordOf(dimension)}=${valueText(value)}`,
  );
  return parts.length === 0 ? name : `${name}:${parts.join(',')}`;
}

/** `ViT, depth 24, heads 16` */
export function titleText(title: string, dimensions: Dimensions): string {
  const parts = Object.entries(dimensions as Record<string, number | readonly number[]>).map(
    ([dimension, value]) => `${wordOf(dimension)} ${valueText(value)}`,
  );
  // The multiplier of a published MobileNet is part of its title.
  const own = dimensions.width === undefined ? title : title.replace(/ 1\.0$/, '');
  return [own, ...parts].join(', ');
}
