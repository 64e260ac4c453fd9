"""Published optima of classical data are reached by default starts (iris, Old Faithful: test_fits).

Data: Ruspini (1970), *Information Sciences* 2, 319-350; velocities of 82 galaxies in km/s, Postman,
Huchra and Geller (1986), *Astronomical Journal* 92, 1238-1247, as mixtures are usually fitted to
them (others have 26960 for the 78th).
"""

import numpy as np
import pytest
from hardlimit.numeric import GaussianMixture, KMeans

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


def ruspini() -> np.ndarray:
    return np.array([pair.split(",") for pair in _RUSPINI.split()], dtype=float)


def galaxies() -> np.ndarray:
    """In units of 1000 km/s."""
    return np.array(_GALAXIES.split(), dtype=float)[:, None] / 1000


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
