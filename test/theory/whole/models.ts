/**
 * @file Whole networks in closed form, written from their papers' tables: a second check beside the walk over
 * layers.
 */
export { vitMultiplyAdds, vitParameters, type VitShape } from './vit.ts';
export {
  mobilenetV1,
  mobilenetV2,
  resnet18,
  resnet50,
  resnet50V1,
  vgg16,
  type ImageAndClasses,
  type WholeModel,
} from './cnn.ts';
