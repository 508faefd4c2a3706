"""Calibrate the encoder anny52 and measure the noise of all encoders, on synthetic people (CC0) only.

Writes core/expression/anny52.safetensors and core/expression/noise.safetensors. Run from the root of the repository;
needs the extra ``synthesis`` and some 13 s of one core a person. Sittings are kept in --folder and never drawn twice.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.events import CancelToken, discard
from core.evidence.anny52_fit import FitOptions, learn, noise_covariance
from core.evidence.descriptors import PEOPLE, Services, people
from core.expression import anny52, noise
from core.expression.encoder import encoder_ids, get_encoder
from core.tracking.names import BLENDSHAPE_LANDMARKS
from core.weights.store import WeightStore

OUT = Path(__file__).resolve().parents[1] / "core" / "expression"
LICENCE = "CC0-1.0 (measured on synthetic people rendered from CC0 data)"
LANDMARKS = tuple(sorted(BLENDSHAPE_LANDMARKS))
"""Those that the tracker's own scores are made of. With all 478 top-1 among other people rose by less than .01."""


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE["calibration"])
    parser.add_argument("--folder", type=Path, default=Path("out") / "evidence" / "descriptors")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    services = Services(options.folder, WeightStore(), discard, CancelToken())
    sittings, fit = people("calibration", services, options.people), FitOptions()
    known = learn(sittings, LANDMARKS, fit)
    names = ("basis", "gain", "spread", "sparsity", "ridge")
    # safetensors writes a transposed array's memory as it lies
    tensors = {name: np.ascontiguousarray(getattr(known, name), np.float32) for name in names}
    tensors["landmarks"] = known.landmarks.astype(np.int32)
    facts = {"licence": LICENCE, "people": str(len(sittings))}
    save_file(tensors, options.out / anny52.FILE, metadata=facts)
    covariance, spread, channels = noise_covariance(sittings, LANDMARKS, fit)
    versions = {name: get_encoder(name).version for name in encoder_ids()}
    facts |= {"channels": json.dumps(channels), "encoders": json.dumps(versions)}
    found = {
        name: np.ascontiguousarray(array, np.float32)
        for name, array in (("covariance", covariance), ("spread", spread))
    }
    save_file(found, options.out / noise.FILE, metadata=facts)
    for name in (anny52.FILE, noise.FILE):
        (options.out / name).chmod(0o644)
    print(f"wrote {anny52.FILE} and {noise.FILE} from {len(sittings)} people")


if __name__ == "__main__":
    main()
