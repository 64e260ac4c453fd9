"""Estimators with scikit-learn's names and attributes, on the arithmetic of this package.

scikit-learn is not needed to use them, and accepts them where it is installed: `clone`,
pipelines, grid searches and `check_estimator` work.
"""

from ._base import ConvergenceWarning, NotFittedError
from .gaussian_mixture import GaussianMixture
from .kmeans import KMeans
from .soft_kmeans import SoftKMeans

__all__ = ["ConvergenceWarning", "GaussianMixture", "KMeans", "NotFittedError", "SoftKMeans"]
