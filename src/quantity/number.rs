//! The digits in front of a unit: exact decimals, and the words that refuse everything else.
