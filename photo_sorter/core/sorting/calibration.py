"""From log odds to probabilities that mean what they say, by what people decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Least:
    """Verdicts that must be there, and how many yes and how many no among them: whoever only says no, or only yes,
    tells nothing about how often the machine is right."""

    verdicts: int
    of_each: int


OF_A_CATEGORY, OF_ALL_TOGETHER = Least(10, 3), Least(5, 1)
_SLOPE_SPREAD, _OFFSET_SPREAD = 0.35, 1.0
"""Standard deviations of log slope and offset about the prior's: a few verdicts move little."""
_STEPS = 30


@dataclass(frozen=True)
class Calibration:
    """Log odds x become `slope` x + `offset`."""

    slope: float = 1.0
    offset: float = 0.0

    @property
    def changes(self) -> bool:
        return self != AS_THEY_ARE

    def probability(self, log_odds: NDArray[np.floating]) -> NDArray[np.float32]:
        return sigmoid(self.slope * log_odds + self.offset)


AS_THEY_ARE = Calibration()


def calibrated(
    log_odds: NDArray[np.floating],
    holds: NDArray[np.bool_],
    prior: Calibration = AS_THEY_ARE,
    least: Least = OF_A_CATEGORY,
) -> Calibration:
    """Platt scaling (Platt 1999) with a prior, by Newton's method on log slope and offset; the prior if verdicts lack.

    `log_odds` (v,) of judged photos, each as if its own verdict were not known; `holds` (v,) what people said.
    """
    yes = int(holds.sum())
    if len(holds) < least.verdicts or min(yes, len(holds) - yes) < least.of_each:
        return prior
    x, truth = np.clip(log_odds, -12, 12).astype(np.float64), holds.astype(np.float64)
    start = np.array([np.log(prior.slope), prior.offset])
    at = start.copy()
    precision = np.array([_SLOPE_SPREAD**-2, _OFFSET_SPREAD**-2])
    for _ in range(_STEPS):
        scaled = np.exp(at[0]) * x
        chance = 1 / (1 + np.exp(-(scaled + at[1])))
        error, weight = chance - truth, chance * (1 - chance)
        gradient = np.array([error @ scaled, error.sum()]) + precision * (at - start)
        cross = weight @ scaled
        curvature = np.array([[weight @ scaled**2, cross], [cross, weight.sum()]]) + np.diag(precision)
        step = np.linalg.solve(curvature, gradient).clip(-1, 1)
        at -= step
        if np.abs(step).max() < 1e-4:
            break
    return Calibration(float(np.exp(at[0])), float(at[1]))


def sigmoid(log_odds: NDArray[np.floating]) -> NDArray[np.float32]:
    chance: NDArray[np.float32] = (1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))).astype(np.float32)
    return chance


def log_odds(probability: NDArray[np.float32]) -> NDArray[np.float32]:
    inside = np.clip(probability, 1e-6, 1 - 1e-6)
    odds: NDArray[np.float32] = np.log(inside / (1 - inside))
    return odds
