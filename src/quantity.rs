//! What a number means: durations, rates, shares, money and sizes with their units.
