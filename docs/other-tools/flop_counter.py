# What PyTorch's FlopCounterMode counts for two networks, with and without gradients.
import torch
import torchvision
from torch.utils.flop_counter import FlopCounterMode

print("torch", torch.__version__, "torchvision", torchvision.__version__)
for name in ("mobilenet_v2", "vit_b_16"):
    model = getattr(torchvision.models, name)(weights=None).eval()
    for gradients in (False, True):
        with torch.set_grad_enabled(gradients), FlopCounterMode(display=False) as counter:
            model(torch.zeros(1, 3, 224, 224))
        print(name, "with gradients" if gradients else "no_grad", f"{counter.get_total_flops():,}")
