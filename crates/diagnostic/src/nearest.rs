//! "Did you mean": the known name that a wrong one was most likely meant to be.

/// How alike two names must be, of 1, for one to be offered for the other.
const LIKE_ENOUGH: f64 = 0.8;

/// How alike names are that differ in one letter, or in two that changed places.
const ONE_SLIP: f64 = 0.9;

/// No name of an API, a state or a task is longer; what is longer was not meant to be one, and
/// comparing takes the product of the lengths.
const LONGEST: usize = 128;

/// The candidate that is most like the name, where any is like it at all.
///
/// Letters count the same in both cases. Of candidates that are equally alike the last is taken.
///
/// ```
/// use firedrill_diagnostic::nearest;
///
/// assert_eq!(nearest("StopTasks", ["stopTask", "startTask"]), Some("stopTask"));
/// assert_eq!(nearest("RunTask", ["stopService"]), None);
/// ```
#[must_use]
pub fn nearest<T: AsRef<str>>(name: &str, candidates: impl IntoIterator<Item = T>) -> Option<T> {
    if name.len() > LONGEST {
        return None;
    }
    let name = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.as_ref().len() <= LONGEST)
        .map(|candidate| (likeness(&name, &candidate.as_ref().to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= LIKE_ENOUGH)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

/// From 0 to 1. Short names need the second measure: the first makes little of two letters that
/// changed places.
fn likeness(name: &str, candidate: &str) -> f64 {
    let one_slip = candidate.len() > 2 && strsim::osa_distance(name, candidate) == 1;
    strsim::jaro_winkler(name, candidate).max(if one_slip { ONE_SLIP } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_nonsense_finds_none() {
        let names = ["rule", "execution", "task", "nothing-else"];
        assert_eq!(nearest("exection", names), Some("execution"));
        assert_eq!(nearest("Rule", names), Some("rule"));
        assert_eq!(nearest("zzz", names), None);
        assert_eq!(nearest("wbe", ["web", "bystander"]), Some("web"));
        assert_eq!(nearest("b", ["a"]), None);
    }

    #[test]
    fn what_is_longer_than_a_name_is_not_compared() {
        let long = "x".repeat(1_000_000);
        assert_eq!(nearest(&long, [long.as_str()]), None);
        assert_eq!(nearest("x", [long.as_str()]), None);
    }
}
