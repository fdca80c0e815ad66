# The convolutions and products of two networks, each lowered by itself: XLA's cost analysis, halved.
import jax
import jax.numpy as jnp
from jax import lax


def multiply_adds(f, *shapes):
    arguments = [jax.ShapeDtypeStruct(shape, jnp.float32) for shape in shapes]
    cost = jax.jit(f).lower(*arguments).compile().cost_analysis()
    return int((cost[0] if isinstance(cost, list) else cost)["flops"]) // 2


def conv(size, c_in, c_out, k, stride=1, groups=1, padding="SAME"):
    layout = ("NHWC", "HWIO", "NHWC")
    f = lambda x, w: lax.conv_general_dilated(
        x, w, (stride, stride), padding, dimension_numbers=layout, feature_group_count=groups
    )
    return multiply_adds(f, (1, size, size, c_in), (k, k, c_in // groups, c_out))


def matmul(m, k, n, *batch):
    return multiply_adds(lambda a, b: a @ b, (*batch, m, k), (*batch, k, n))


def mobilenet_v2():
    total, size, c = conv(224, 3, 32, 3, 2), 112, 32
    stages = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    for expand, c_out, blocks, first in stages:
        for i in range(blocks):
            stride, wide = first if i == 0 else 1, c * expand
            total += conv(size, c, wide, 1) if expand > 1 else 0
            total += conv(size, wide, wide, 3, stride, groups=wide)
            size = -(-size // stride)
            total += conv(size, wide, c_out, 1)
            c = c_out
    return total + conv(size, c, 1280, 1) + matmul(1, 1280, 1000)


def vit_b16(n=197, d=768, heads=12):
    head = d // heads
    block = matmul(n, d, 3 * d) + matmul(n, head, n, heads) + matmul(n, n, head, heads)
    block += matmul(n, d, d) + matmul(n, d, 4 * d) + matmul(n, 4 * d, d)
    return conv(224, 3, d, 16, 16, padding="VALID") + 12 * block + matmul(1, d, 1000)


print("jax", jax.__version__, f"{mobilenet_v2():,} {vit_b16():,}")
