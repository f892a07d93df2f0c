//! "Did you mean": the known name that is nearest to the one that was written.

/// The candidate nearest to `wanted`, if one is near enough to be what was meant.
pub fn closest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (likeness(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, candidate)| candidate)
}

/// From 0 to 1. Short names need the second measure: the first makes little of two letters that
/// changed places.
fn likeness(wanted: &str, candidate: &str) -> f64 {
    let one_slip = candidate.len() > 2 && strsim::osa_distance(wanted, candidate) == 1;
    strsim::jaro_winkler(wanted, candidate).max(if one_slip { 0.9 } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_nonsense_finds_none() {
        let names = ["rule", "execution", "task", "nothing-else"];
        assert_eq!(closest("exection", names), Some("execution"));
        assert_eq!(closest("Rule", names), Some("rule"));
        assert_eq!(closest("zzz", names), None);
        assert_eq!(closest("wbe", ["web", "bystander"]), Some("web"));
        assert_eq!(closest("b", ["a"]), None);
    }
}
