//! Problems of parameters, and which of them AWS refuses a machine for.

use std::ops::Range;

/// What kind of problem it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParameterProblemKind {
    /// A parameter that the action needs is left out.
    Missing,
    /// The action takes no such parameter.
    Unknown,
    /// The value is of another kind than the action takes.
    Kind,
}

/// When AWS refuses a machine for a problem, as its answers are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Always, and each such problem is named.
    Each,
    /// If no problem is refused by itself: then the parameters are read into the request of the
    /// SDK, which ends at the first that does not fit.
    First,
    /// Not that it is known: the task fails when it runs.
    Never,
}

/// One thing that is wrong with the parameters of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParameterProblem {
    pub(crate) kind: ParameterProblemKind,
    /// What is wrong, in AWS's words where they are recorded.
    pub(crate) message: String,
    /// Where it is within the parameters, such as `/Overrides/ContainerOverrides[0]/Nme`.
    pub(crate) path: String,
    /// The bytes of the definition.
    pub(crate) span: Range<usize>,
    /// What to do about it, beyond what the message says.
    pub(crate) help: Option<String>,
    pub(super) refusal: Refusal,
}

/// What is wrong with the parameters of a task.
#[derive(Debug, Default)]
pub(crate) struct ParameterProblems {
    /// What AWS refuses the machine for.
    pub(crate) refused: Vec<ParameterProblem>,
    /// What it lets pass, or would name only once the others are mended.
    pub(crate) passed: Vec<ParameterProblem>,
}

impl ParameterProblems {
    /// Tells the problems of a task, in the order in which AWS finds them, from each other.
    pub(super) fn of(found: Vec<ParameterProblem>) -> Self {
        let (mut refused, mut passed): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|problem| problem.refusal == Refusal::Each);
        let first = passed.iter().position(|problem| problem.refusal == Refusal::First);
        if refused.is_empty()
            && let Some(first) = first
        {
            refused.push(passed.remove(first));
        }
        Self { refused, passed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_apart(refusals: &[Refusal]) -> (Vec<usize>, Vec<usize>) {
        let problems = refusals.iter().enumerate().map(|(at, &refusal)| ParameterProblem {
            kind: ParameterProblemKind::Unknown,
            message: String::new(),
            path: String::new(),
            span: at..at,
            help: None,
            refusal,
        });
        let ParameterProblems { refused, passed } = ParameterProblems::of(problems.collect());
        let places =
            |problems: Vec<ParameterProblem>| problems.iter().map(|p| p.span.start).collect();
        (places(refused), places(passed))
    }

    #[test]
    fn every_missing_parameter_is_refused_and_of_others_the_first() {
        use Refusal::{Each, First, Never};
        assert_eq!(told_apart(&[First, Each, Never, Each]), (vec![1, 3], vec![0, 2]));
        assert_eq!(told_apart(&[Never, First, First]), (vec![1], vec![0, 2]));
        assert_eq!(told_apart(&[Never]), (vec![], vec![0]));
    }
}
