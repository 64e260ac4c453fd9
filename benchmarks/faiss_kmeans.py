"""faiss' k-means with the methods that the judge asks for: `hardlimit judge benchmarks.faiss_kmeans:FaissKMeans`.

Nothing is added to what faiss does: it works in single precision, and on all points.
"""  # noqa: E501

from __future__ import annotations

from typing import Any, Self

import faiss
import numpy as np


class FaissKMeans:
    """K-means by faiss.

    Args:
        n_clusters: K.
        init: the first centres, (K, D).
        max_iter: the number of steps.
    """

    distribution = "faiss-cpu"

    def __init__(self, n_clusters: int = 8, init: Any = None, max_iter: int = 100) -> None:
        self.n_clusters, self.init, self.max_iter = n_clusters, init, max_iter

    def fit(self, x: Any) -> Self:
        """Take the steps from the first centres."""
        points = np.ascontiguousarray(x, dtype=np.float32)
        model = faiss.Kmeans(
            points.shape[1],
            self.n_clusters,
            niter=self.max_iter,
            min_points_per_centroid=1,
            max_points_per_centroid=len(points),
        )
        start = None if self.init is None else np.ascontiguousarray(self.init, dtype=np.float32)
        model.train(points, init_centroids=start)
        self._index = model.index
        self.cluster_centers_ = np.array(model.centroids, dtype=np.float64)
        squares, labels = self._index.search(points, 1)
        self.labels_, self.inertia_ = labels[:, 0], float(squares.sum())
        return self

    def predict(self, x: Any) -> Any:
        """The nearest centre of each point."""
        return self._index.search(np.ascontiguousarray(x, dtype=np.float32), 1)[1][:, 0]
