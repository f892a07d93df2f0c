//! How serious a finding is.

use std::fmt;
use std::str::FromStr;

use miette::Diagnostic;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A number that is no severity.
#[derive(Debug, Clone, PartialEq, Error, Diagnostic)]
#[error("`{0}` is not a severity")]
#[diagnostic(code(firedrill::finding::severity), help("a severity is a number from 1.0 to 10.0"))]
pub struct SeverityError(pub f64);

/// The severity of a finding, from 1.0 to 10.0.
///
/// Events carry a whole one as an integer (`8`, not `8.0`), which a pattern that lists numbers does
/// not tell apart but a text does.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Severity(f64);

/// The four bands in which the GuardDuty user guide groups severities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeverityBand {
    /// 1.0 to 3.9.
    Low,
    /// 4.0 to 6.9.
    Medium,
    /// 7.0 to 8.9.
    High,
    /// 9.0 to 10.0.
    Critical,
}

impl Severity {
    /// A severity of this number; an error outside 1.0 to 10.0.
    pub fn new(number: f64) -> Result<Self, SeverityError> {
        if (1.0..=10.0).contains(&number) { Ok(Self(number)) } else { Err(SeverityError(number)) }
    }

    /// A severity of the catalogue, whose numbers are known to be in range.
    pub(crate) const fn known(number: u8) -> Self {
        Self(number as f64)
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> f64 {
        self.0
    }

    /// The band it falls into.
    #[must_use]
    pub fn band(self) -> SeverityBand {
        match self.0 {
            number if number < 4.0 => SeverityBand::Low,
            number if number < 7.0 => SeverityBand::Medium,
            number if number < 9.0 => SeverityBand::High,
            _ => SeverityBand::Critical,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The shortest text of a whole number has no fraction, so it reads back as an integer.
        let number = serde_json::Number::from_str(&self.to_string());
        number.map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Severity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(f64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_severity_is_written_as_an_integer() {
        assert_eq!(serde_json::to_string(&Severity::known(8)).unwrap(), "8");
        assert_eq!(serde_json::to_string(&Severity::new(8.7).unwrap()).unwrap(), "8.7");
        assert_eq!(serde_json::from_str::<Severity>("8.0").unwrap(), Severity::known(8));
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        for number in [0.9, 10.1, f64::NAN, f64::INFINITY, -5.0] {
            assert!(Severity::new(number).is_err(), "{number}");
        }
    }

    #[test]
    fn bands_meet_without_a_gap() {
        let band = |number| Severity::new(number).unwrap().band();
        assert_eq!(band(3.9), SeverityBand::Low);
        assert_eq!(band(4.0), SeverityBand::Medium);
        assert_eq!(band(6.95), SeverityBand::Medium);
        assert_eq!(band(8.9), SeverityBand::High);
        assert_eq!(band(9.0), SeverityBand::Critical);
    }
}
