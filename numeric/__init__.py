"""Reference EM and k-means for spherical Gaussian mixtures, exact about ties and the limit σ → 0.

NumPy only. Points are (N, D), centres (K, D), responsibilities (N, K), everything is float64.
`sigma2 == 0` means the limit, not an error. Malformed input raises ValueError.
"""

from .covariances import component_covariances, expected_log_density
from .data import iris, old_faithful
from .em import (
    MeanLimit,
    em_mean_limit,
    em_means,
    excess,
    hard_responsibilities,
    responsibilities,
    tie_weight,
    total_variation,
)
from .gaps import gaps, squared_distances
from .kmeans import LloydResult, assign, assignment_distortion, distortion, lloyd, update
from .mixture import SphericalGaussianMixture
from .msteps import component_variances, mean_update, shared_variance, weight_update
from .objectives import (
    entropy,
    evidence_lower_bound,
    expected_complete_log_likelihood,
    kl_divergence,
    log_density,
    log_likelihood,
    soft_distortion,
    softmin,
)
from .problems import Problem, random_problems, real_problems

__all__ = [
    "LloydResult",
    "MeanLimit",
    "Problem",
    "SphericalGaussianMixture",
    "assign",
    "assignment_distortion",
    "component_covariances",
    "component_variances",
    "distortion",
    "em_mean_limit",
    "em_means",
    "entropy",
    "evidence_lower_bound",
    "excess",
    "expected_complete_log_likelihood",
    "expected_log_density",
    "gaps",
    "hard_responsibilities",
    "iris",
    "kl_divergence",
    "lloyd",
    "log_density",
    "log_likelihood",
    "mean_update",
    "old_faithful",
    "random_problems",
    "real_problems",
    "responsibilities",
    "shared_variance",
    "soft_distortion",
    "softmin",
    "squared_distances",
    "tie_weight",
    "total_variation",
    "update",
    "weight_update",
]
