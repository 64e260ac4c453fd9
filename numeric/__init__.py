"""EM and k-means for Gaussian mixtures, exact about ties and the limit σ → 0, and fast.

Two layers. Plain functions for spherical mixtures are the formulas that theorems speak of. On top
of the same arithmetic `run_em`, `run_soft_kmeans` and `run_fuzzy_c_means` fit data of any size.
Points are (N, D), centres (K, D), responsibilities (N, K), everything is float64. `sigma2 == 0`
means the limit, not an error. Malformed input raises ValueError.
"""

from .blocks import Rows, rows_of
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
from .estimators import GaussianMixture, KMeans, SoftKMeans
from .fast_lloyd import KMeansResult, run_lloyd
from .fit import EMResult, run_em
from .floors import distortion_floor, variance_floor
from .following import gap_change_bound, rest_error_bound, step_error_bound
from .fuzzy import FuzzyResult, fuzzy_memberships, power_excess, run_fuzzy_c_means
from .gaps import gaps, squared_distances
from .kmeans import LloydResult, assign, assignment_distortion, distortion, lloyd, update
from .mixture import SphericalGaussianMixture
from .msteps import component_variances, mean_update, shared_variance, weight_update
from .narrow import border_error, hardening_bound, narrow_variance
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
from .overlap import folded_step, kmeans_centre, shared_step, soft_centre
from .own_widths import Ball, classification_criterion, dividing_ball, own_width_shares
from .parameters import CovarianceType, Mixture
from .problems import Problem, random_problems, real_problems
from .scoring import predict, predict_proba, sample, score_samples
from .soft_kmeans import run_soft_kmeans
from .sources import dask_map
from .stability import collapse_step, critical_variance, em_jacobian
from .starts import kmeans_plus_plus, mixture_from_centres, traversal
from .tropical import TropicalStep, tropical_step

__version__ = "0.1.0"
__all__ = [
    "Ball",
    "CovarianceType",
    "EMResult",
    "FuzzyResult",
    "GaussianMixture",
    "KMeans",
    "KMeansResult",
    "LloydResult",
    "MeanLimit",
    "Mixture",
    "Problem",
    "Rows",
    "SoftKMeans",
    "SphericalGaussianMixture",
    "TropicalStep",
    "assign",
    "assignment_distortion",
    "border_error",
    "classification_criterion",
    "collapse_step",
    "component_covariances",
    "component_variances",
    "critical_variance",
    "dask_map",
    "distortion",
    "distortion_floor",
    "dividing_ball",
    "em_jacobian",
    "em_mean_limit",
    "em_means",
    "entropy",
    "evidence_lower_bound",
    "excess",
    "expected_complete_log_likelihood",
    "expected_log_density",
    "folded_step",
    "fuzzy_memberships",
    "gap_change_bound",
    "gaps",
    "hard_responsibilities",
    "hardening_bound",
    "iris",
    "kl_divergence",
    "kmeans_centre",
    "kmeans_plus_plus",
    "lloyd",
    "log_density",
    "log_likelihood",
    "mean_update",
    "mixture_from_centres",
    "narrow_variance",
    "old_faithful",
    "own_width_shares",
    "power_excess",
    "predict",
    "predict_proba",
    "random_problems",
    "real_problems",
    "responsibilities",
    "rest_error_bound",
    "rows_of",
    "run_em",
    "run_fuzzy_c_means",
    "run_lloyd",
    "run_soft_kmeans",
    "sample",
    "score_samples",
    "shared_step",
    "shared_variance",
    "soft_centre",
    "soft_distortion",
    "softmin",
    "squared_distances",
    "step_error_bound",
    "tie_weight",
    "total_variation",
    "traversal",
    "tropical_step",
    "update",
    "variance_floor",
    "weight_update",
]
