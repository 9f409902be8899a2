"""Signatures: MinHash with locality-sensitive hashing (datasketch, rensa), and SimHash."""

from hashlib import blake2b

import numpy as np
import numpy.typing as npt
from datasketch import MinHash, MinHashLSH

from tests.evaluation.baselines.method import Copy, Match

PERMUTATIONS = 128
BITS = 64


class Datasketch:
    """MinHash of 3-grams, 128 permutations, sha1, candidates by MinHashLSH: the package's own defaults.

    The nearest is the candidate with the highest estimated Jaccard similarity.
    """

    def __init__(self, threshold: float) -> None:
        self._lsh = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        self._uris: list[str] = []
        self._signatures: npt.NDArray[np.uint64] = np.zeros((1024, PERMUTATIONS), np.uint64)

    def nearest(self, copy: Copy) -> Match | None:
        """The candidate with the highest estimate; None without candidates."""
        if not copy.shingles:
            return None
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in copy.shingles])
        found = self._best(sketch)
        place = len(self._uris)
        if place == len(self._signatures):
            self._signatures = np.concatenate((self._signatures, np.zeros_like(self._signatures)))
        self._signatures[place] = sketch.hashvalues
        self._uris.append(copy.uri)
        self._lsh.insert(place, sketch)
        return found

    def _best(self, sketch: MinHash) -> Match | None:
        candidates = np.sort(np.array(self._lsh.query(sketch), np.int64))
        if not len(candidates):
            return None
        # What MinHash.jaccard does, for all candidates at once.
        near = (self._signatures[candidates] == sketch.hashvalues).mean(1)
        best = int(near.argmax())
        return Match(self._uris[candidates[best]], float(near[best]))


class Rensa:
    """RMinHash of 3-grams, 128 permutations, candidates by RMinHashLSH, 32 bands of 4 rows."""

    def __init__(self, threshold: float, bands: int) -> None:
        from rensa import RMinHashLSH  # noqa: PLC0415 - one baseline less where it is not installed

        self._lsh = RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=bands)
        self._uris: list[str] = []
        self._sketches: list[object] = []

    def nearest(self, copy: Copy) -> Match | None:
        """The candidate with the highest estimate; None without candidates."""
        from rensa import RMinHash  # noqa: PLC0415 - as above

        if not copy.shingles:
            return None
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update(copy.shingles)
        candidates = sorted(self._lsh.query(sketch))
        near = [sketch.jaccard(self._sketches[place]) for place in candidates]
        self._lsh.insert(len(self._uris), sketch)
        self._sketches.append(sketch)
        self._uris.append(copy.uri)
        if not candidates:
            return None
        best = near.index(max(near))
        return Match(self._uris[candidates[best]], near[best])


class SimHash:
    """64-bit SimHash of 3-grams (Charikar 2002); every earlier one is asked for its Hamming distance."""

    def __init__(self) -> None:
        self._uris: list[str] = []
        self._hashes: npt.NDArray[np.uint64] = np.zeros(1024, np.uint64)

    def nearest(self, copy: Copy) -> Match | None:
        """The earlier article with the fewest bits that differ; similarity 1 - bits / 64."""
        if not copy.shingles:
            return None
        mine = simhash(copy.shingles)
        n = len(self._uris)
        found = None
        if n:
            distance = np.bitwise_count(self._hashes[:n] ^ mine)
            best = int(distance.argmin())
            found = Match(self._uris[best], 1 - int(distance[best]) / BITS)
        if n == len(self._hashes):
            self._hashes = np.concatenate((self._hashes, np.zeros_like(self._hashes)))
        self._hashes[n] = mine
        self._uris.append(copy.uri)
        return found


def simhash(features: list[str]) -> np.uint64:
    """Each bit is the majority of the features' hashes in that bit."""
    digests = b"".join(blake2b(feature.encode(), digest_size=BITS // 8).digest() for feature in features)
    bits = np.unpackbits(np.frombuffer(digests, np.uint8).reshape(len(features), -1), axis=1)
    return np.uint64(int.from_bytes(np.packbits(2 * bits.sum(0) > len(features)).tobytes(), "big"))
