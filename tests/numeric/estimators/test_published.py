"""Published optima of classical data are reached by default starts (iris, Old Faithful: test_fits).

Data: Ruspini (1970), *Information Sciences* 2, 319-350; velocities of 82 galaxies in km/s, Postman,
Huchra and Geller (1986), *Astronomical Journal* 92, 1238-1247, as mixtures are usually fitted to
them (others have 26960 for the 78th); acidity of 155 lakes, log(ANC + 50), Crawford (1994),
*Journal of the American Statistical Association* 89, 259-267.
"""

import numpy as np
import pytest
from hardlimit.numeric import GaussianMixture, KMeans, SphericalGaussianMixture

_RUSPINI = """
4,53 5,63 10,59 9,77 13,49 13,69 12,88 15,75 18,61 19,65 22,74 27,72 28,76 24,58 27,55 28,60
30,52 31,60 32,61 36,72 28,147 32,149 35,153 33,154 38,151 41,150 38,145 38,143 32,143 34,141
44,156 44,149 44,143 46,142 47,149 49,152 50,142 53,144 52,152 55,155 54,124 60,136 63,139
86,132 85,115 85,96 78,94 74,96 97,122 98,116 98,124 99,119 99,128 101,115 108,111 110,111
108,116 111,126 115,117 117,115 70,4 77,12 83,21 61,15 69,15 78,16 66,18 58,13 64,20 69,21 66,23
61,25 76,27 72,31 64,30
"""
_GALAXIES = """
9172 9350 9483 9558 9775 10227 10406 16084 16170 18419 18552 18600 18927 19052 19070 19330 19343
19349 19440 19473 19529 19541 19547 19663 19846 19856 19863 19914 19918 19973 19989 20166 20175
20179 20196 20215 20221 20415 20629 20795 20821 20846 20875 20986 21137 21492 21701 21814 21921
21960 22185 22209 22242 22249 22314 22374 22495 22746 22747 22888 22914 23206 23241 23263 23484
23538 23542 23666 23706 23711 24129 24285 24289 24366 24717 24990 25633 26690 26995 32065 32789
34279
"""
_ACIDITY = """
2.928524 3.910021 3.732896 3.688879 3.822098 3.735286 4.143135 4.276666 3.931826 4.077537 4.779123
4.234107 4.276666 4.543295 6.467388 4.127134 3.977811 4.264087 4.007333 3.921973 5.384495 4.912655
4.046554 4.043051 4.406719 4.50535 3.931826 6.75227 6.928538 5.99446 4.248495 4.060443 4.727388
6.047372 4.082609 4.2442 4.890349 4.416428 5.743003 4.127134 5.489764 4.778283 5.249652 4.855929
4.128746 4.442651 4.025352 4.290459 4.593098 4.652054 4.178992 4.382027 5.569489 5.049856 4.188138
6.629363 4.647271 4.784989 4.348987 5.361292 4.574711 4.442651 6.120297 4.060443 4.143135 4.51086
6.049733 4.51086 4.406719 6.34388 4.430817 5.929589 5.973301 4.481872 4.301359 6.45268 4.204693
4.143135 6.603944 4.644391 5.863631 4.025352 5.717028 5.308268 6.267201 4.060443 5.01728 4.51086
5.834811 4.330733 4.007333 6.806829 5.257495 4.624973 4.781641 4.099332 7.044382 3.914021 4.330733
4.016383 5.572154 4.043051 4.843399 4.110874 4.454347 4.356709 6.154858 6.284321 6.978214 4.301359
5.929855 4.465908 6.035481 6.726473 7.10513 6.014937 4.882802 7.032095 4.518522 6.476665 6.125558
4.189655 5.323498 4.938065 6.313548 5.853925 6.278146 7.020191 5.023881 4.26268 6.725634 6.489205
5.743003 6.739337 6.466145 6.855409 5.120983 5.913773 6.516932 4.058717 6.213608 6.554218 6.155707
4.314818 6.662494 6.749931 6.100319 4.112512 6.946014 4.131961 6.234411 6.595781 6.683861 6.957973
4.497585
"""


def ruspini() -> np.ndarray:
    return np.array([pair.split(",") for pair in _RUSPINI.split()], dtype=float)


def galaxies() -> np.ndarray:
    """In units of 1000 km/s."""
    return np.array(_GALAXIES.split(), dtype=float)[:, None] / 1000


def acidity() -> np.ndarray:
    return np.array(_ACIDITY.split(), dtype=float)[:, None]


@pytest.mark.parametrize("seed", range(4))
def test_k_means_on_the_data_of_ruspini(seed: int) -> None:
    assert ruspini().shape == (75, 2)
    model = KMeans(4, random_state=seed).fit(ruspini())
    assert model.inertia_ == pytest.approx(12881.0512361466, rel=1e-13)
    assert sorted(np.bincount(model.labels_).tolist()) == [15, 17, 20, 23]


@pytest.mark.parametrize("kind", ["spherical", "full"])
def test_three_components_of_the_velocities_of_galaxies(kind: str) -> None:
    assert galaxies().shape == (82, 1)
    model = GaussianMixture(3, covariance_type=kind, random_state=0).fit(galaxies())
    # mclust: log-likelihood -203.1792 with 8 free numbers.
    assert 82 * model.score(galaxies()) == pytest.approx(-203.1792, abs=2e-4)
    assert model.bic(galaxies()) == pytest.approx(2 * 203.1792 + 8 * np.log(82), abs=4e-4)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["tied", "shared"])
def test_two_components_of_equal_variance_of_the_acidity_of_lakes(kind: str, seed: int) -> None:
    assert acidity().shape == (155, 1)
    model = GaussianMixture(2, covariance_type=kind, tol=1e-8, random_state=seed).fit(acidity())
    # mclust: log-likelihood -185.9493 with 4 free numbers; that of one Gaussian is -225.8.
    assert 155 * model.score(acidity()) == pytest.approx(-185.9493, abs=2e-3)
    assert model._n_parameters() == 4


def test_the_start_without_chance_reaches_it_too() -> None:
    """From far points themselves EM stays near one Gaussian for all, or two of one mean."""
    two = SphericalGaussianMixture(2).fit(acidity())
    assert two.converged_
    assert 155 * two.lower_bound_ == pytest.approx(-185.9493, abs=2e-3)
    apart = SphericalGaussianMixture(2, covariance_type="per_component").fit(acidity())
    assert 155 * apart.lower_bound_ > -184.66
