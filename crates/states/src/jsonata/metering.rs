//! Making an expression pay for what it does.
//!
//! The evaluator has no bound but a clock, which would make two runs differ. So an expression is
//! rewritten before it is evaluated: wherever it repeats something, or puts a value to use, it calls
//! a function of ours that charges the [budget](super::budget) and hands the value on. What
//! can neither repeat nor grow stays as it is: a chain of steps and comparisons costs no more than
//! the data it walks through.

use std::collections::BTreeSet;

use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage, StepId};

use super::bounds::MEASURED;
use super::references::{self, References};
use super::walk::every_node;

/// The function that pays for all its arguments and answers the first. No expression can name it,
/// or any other of these: a name has no blanks.
pub(super) const LOOK: &str = "look at";
/// The same at the end of a function with tail calls, where the evaluator takes its answer as it is.
pub(super) const LOOK_AT_LAST: &str = "look at last";
/// The function that pays for a visit of so many nodes.
pub(super) const VISIT: &str = "visit nodes";
/// The function that pays for a range and answers its first number.
pub(super) const RANGE: &str = "measure range";
/// The function that measures the arguments of a call before it is made: the name of the function,
/// the context, and the arguments.
pub(super) const MEASURE: &str = "measure arguments";
/// The same before a call at the end of a function with tail calls, whose value nothing takes.
pub(super) const MEASURE_LAST: &str = "measure last arguments";
/// The function that takes the value of a call that was measured, and answers it.
pub(super) const CALLED: &str = "take value of call";
/// The function that says whether a value is a function of the evaluator.
pub(super) const IS_BUILTIN: &str = "is of the evaluator";

/// The deepest nesting of an evaluation, as the service counts it: users report that it takes 100
/// terms of a sum, and 31 calls of a function that is not tail-recursive.
const MAX_DEPTH: usize = 100;

/// The same where calls of our own lie between: up to two for each level.
const MAX_METERED_DEPTH: usize = 3 * MAX_DEPTH;

/// The functions that are registered with each evaluation and take fewer arguments than `$map` and
/// its like hand on, with the names of their parameters.
const REGISTERED: [(&str, &[&str]); 6] = [
    ("partition", &["array", "size"]),
    ("range", &["first", "last", "step"]),
    ("hash", &["content", "algorithm"]),
    ("random", &["seed"]),
    ("uuid", &[]),
    ("parse", &["text"]),
];

/// The name of the variable that says whether the execution has a variable of the name of a function
/// of ours; no expression can name it.
pub(super) fn given(name: &str) -> String {
    format!("{name} is given")
}

/// The parameters of a function that is not handed on as it is.
fn parameters(name: &str) -> Option<&'static [&'static str]> {
    let wrapped = REGISTERED.iter().chain(&MEASURED).find(|(wrapped, _)| *wrapped == name);
    wrapped.map(|(_, parameters)| *parameters)
}

/// Whether a name is that of a function that is not handed on as it is.
pub(super) fn is_wrapped(name: &str) -> bool {
    parameters(name).is_some()
}

/// Whether a name is that of a function whose arguments are measured.
fn is_measured(name: &str) -> bool {
    MEASURED.iter().any(|(measured, _)| *measured == name)
}

/// Functions whose second argument is a function.
const HIGHER_ORDER: [&str; 9] =
    ["map", "filter", "reduce", "single", "sift", "each", "sort", "match", "replace"];

/// An expression, as it was written and as it is evaluated.
pub(super) struct Metered {
    written: AstNode,
    /// None where nothing has to be paid for.
    rewritten: Option<AstNode>,
    references: References,
}

impl Metered {
    pub(super) fn written(&self) -> &AstNode {
        &self.written
    }

    pub(super) fn node(&self) -> &AstNode {
        self.rewritten.as_ref().unwrap_or(&self.written)
    }

    pub(super) fn references(&self) -> &References {
        &self.references
    }

    /// Whether it calls no function at all.
    pub(super) fn is_plain(&self) -> bool {
        self.rewritten.is_none()
    }

    pub(super) fn max_depth(&self) -> usize {
        if self.is_plain() { MAX_DEPTH } else { MAX_METERED_DEPTH }
    }
}

pub(super) fn metered(written: AstNode) -> Metered {
    let references = References::of(&written);
    let rewritten = (!costs_what_it_reads(&written)).then(|| {
        let meter = Meter { bound: references::bound_names(&written) };
        meter.used(&written)
    });
    Metered { written, rewritten, references }
}

/// Whether an evaluation can do no more than walk once through what it reads.
fn costs_what_it_reads(node: &AstNode) -> bool {
    let mut cheap = true;
    every_node(node, &mut |node| {
        cheap &= match node {
            AstNode::String(_)
            | AstNode::Number(_)
            | AstNode::Boolean(_)
            | AstNode::Null
            | AstNode::Name(_)
            | AstNode::Conditional { .. }
            | AstNode::Unary { .. } => true,
            AstNode::Variable(name) => !is_wrapped(name),
            AstNode::Path { steps } => steps.iter().all(|step| {
                step.stages.iter().all(|stage| match stage {
                    Stage::Filter(filter) => matches!(**filter, AstNode::Number(_)),
                    Stage::KeepArray => true,
                    Stage::Index(_) => false,
                })
            }),
            AstNode::Binary { op, .. } => !matches!(
                op,
                BinaryOp::Concatenate
                    | BinaryOp::Range
                    | BinaryOp::ColonEqual
                    | BinaryOp::ChainPipe
            ),
            _ => false,
        };
    });
    cheap
}

fn call(name: &str, args: Vec<AstNode>) -> AstNode {
    AstNode::Function { name: name.to_owned(), args, is_builtin: true }
}

/// Where a call stands.
#[derive(Clone, Copy)]
enum Place {
    /// Where its value is put to use.
    Used,
    /// At the end of a function with tail calls, which gives its value as it is.
    Tail,
}

/// Rewrites one expression.
struct Meter {
    bound: BTreeSet<String>,
}

impl Meter {
    /// A node whose value is put to use: as an argument, an operand, a part of a larger value, or a
    /// result. Whoever uses it may look at all of it.
    fn used(&self, node: &AstNode) -> AstNode {
        self.looked_at(LOOK, node)
    }

    fn looked_at(&self, look: &str, node: &AstNode) -> AstNode {
        let rewritten = self.rewritten(node);
        match node {
            AstNode::Path { steps } => {
                let mut looked_at = vec![rewritten];
                // The first step is not put to use as such, but the others walk through it.
                looked_at.extend(
                    steps
                        .first()
                        .map(|step| &step.node)
                        .filter(|node| matches!(node, AstNode::Variable(_)))
                        .cloned(),
                );
                call(look, looked_at)
            }
            AstNode::Variable(name) if !self.is_wrapped(name) => call(look, vec![rewritten]),
            AstNode::Function { args, .. } | AstNode::Call { args, .. }
                if !args.iter().any(|argument| matches!(argument, AstNode::Placeholder)) =>
            {
                call(look, vec![rewritten])
            }
            AstNode::Binary { op: BinaryOp::Concatenate, .. }
            | AstNode::Array(_)
            | AstNode::Object(_)
            | AstNode::ObjectTransform { .. }
            | AstNode::Sort { .. } => call(look, vec![rewritten]),
            _ => rewritten,
        }
    }

    /// An item of an array, which is spliced in or not by what it is.
    fn item(&self, node: &AstNode) -> AstNode {
        match node {
            AstNode::Array(_) | AstNode::Binary { op: BinaryOp::Range, .. } => self.rewritten(node),
            _ => self.used(node),
        }
    }

    /// The result of a function with tail calls, which must stay such.
    fn result(&self, node: &AstNode) -> AstNode {
        match node {
            AstNode::Function { name, args, is_builtin } => {
                self.function(name, args, *is_builtin, Place::Tail)
            }
            AstNode::Call { .. } => self.rewritten(node),
            AstNode::Conditional { condition, then_branch, else_branch } => AstNode::Conditional {
                condition: Box::new(self.used(condition)),
                then_branch: Box::new(self.result(then_branch)),
                else_branch: else_branch.as_ref().map(|branch| Box::new(self.result(branch))),
            },
            AstNode::Block(statements) => {
                let last = statements.len().saturating_sub(1);
                let statements = statements.iter().enumerate().map(|(place, statement)| {
                    if place == last { self.result(statement) } else { self.used(statement) }
                });
                AstNode::Block(statements.collect())
            }
            _ => self.looked_at(LOOK_AT_LAST, node),
        }
    }

    /// A node with everything within it made to pay.
    fn rewritten(&self, node: &AstNode) -> AstNode {
        let boxed = |node: &AstNode| Box::new(self.rewritten(node));
        match node {
            AstNode::Lambda { params, body, signature, thunk } => AstNode::Lambda {
                params: params.clone(),
                // A block would unwrap the result once more, which a tail call never notices.
                body: Box::new(if *thunk {
                    AstNode::Block(vec![visit(body), self.result(body)])
                } else {
                    call(LOOK, vec![self.rewritten(body), visit(body)])
                }),
                signature: signature.clone(),
                thunk: *thunk,
            },
            AstNode::Path { steps } => {
                AstNode::Path { steps: steps.iter().map(|step| self.step(step)).collect() }
            }
            AstNode::Binary { op, lhs, rhs } => self.binary(*op, lhs, rhs),
            AstNode::Unary { op, operand } => AstNode::Unary { op: *op, operand: boxed(operand) },
            AstNode::Function { name, args, is_builtin } => {
                self.function(name, args, *is_builtin, Place::Used)
            }
            AstNode::Call { procedure, args } => AstNode::Call {
                procedure: boxed(procedure),
                args: args.iter().map(|argument| self.used(argument)).collect(),
            },
            AstNode::Variable(name) => self.function_value(name),
            AstNode::Array(items) => {
                AstNode::Array(items.iter().map(|item| self.item(item)).collect())
            }
            AstNode::ArrayGroup(items) => {
                AstNode::ArrayGroup(items.iter().map(|item| self.item(item)).collect())
            }
            AstNode::Object(pairs) => AstNode::Object(self.pairs(pairs)),
            AstNode::ObjectTransform { input, pattern } => {
                AstNode::ObjectTransform { input: boxed(input), pattern: self.pairs(pattern) }
            }
            AstNode::Block(statements) => {
                AstNode::Block(statements.iter().map(|statement| self.used(statement)).collect())
            }
            AstNode::Conditional { condition, then_branch, else_branch } => AstNode::Conditional {
                condition: Box::new(self.used(condition)),
                then_branch: Box::new(self.used(then_branch)),
                else_branch: else_branch.as_ref().map(|branch| Box::new(self.used(branch))),
            },
            AstNode::FunctionApplication(inner) => AstNode::FunctionApplication(boxed(inner)),
            AstNode::Sort { input, terms } => AstNode::Sort {
                input: boxed(input),
                terms: terms.iter().map(|(term, up)| (self.rewritten(term), *up)).collect(),
            },
            AstNode::Transform { location, update, delete } => AstNode::Transform {
                location: boxed(location),
                update: boxed(update),
                delete: delete.as_ref().map(|delete| boxed(delete)),
            },
            leaf => leaf.clone(),
        }
    }

    fn step(&self, step: &PathStep) -> PathStep {
        let stages = step.stages.iter().map(|stage| match stage {
            Stage::Filter(filter) => Stage::Filter(Box::new(self.rewritten(filter))),
            other => other.clone(),
        });
        PathStep {
            node: match &step.node {
                AstNode::Variable(_) => step.node.clone(),
                node => self.rewritten(node),
            },
            stages: stages.collect(),
            id: StepId::default(),
            ..step.clone()
        }
    }

    fn pairs(&self, pairs: &[(AstNode, AstNode)]) -> Vec<(AstNode, AstNode)> {
        pairs.iter().map(|(key, value)| (self.rewritten(key), self.used(value))).collect()
    }

    fn binary(&self, op: BinaryOp, lhs: &AstNode, rhs: &AstNode) -> AstNode {
        let (lhs, rhs) = match op {
            BinaryOp::ColonEqual => (lhs.clone(), self.used(rhs)),
            BinaryOp::ChainPipe => {
                if let AstNode::Function { name, args, is_builtin: true } = rhs
                    && self.is_wrapped(name)
                    && !args.iter().any(|argument| matches!(argument, AstNode::Placeholder))
                {
                    // What is handed to a call is its first argument.
                    let args: Vec<_> = std::iter::once(lhs).chain(args).cloned().collect();
                    return self.function(name, &args, true, Place::Used);
                }
                (self.used(lhs), self.rewritten(rhs))
            }
            BinaryOp::Range => {
                let (lhs, rhs) = (self.used(lhs), self.used(rhs));
                (call(RANGE, vec![lhs, rhs.clone()]), rhs)
            }
            _ => (self.used(lhs), self.used(rhs)),
        };
        AstNode::Binary { op, lhs: Box::new(lhs), rhs: Box::new(rhs) }
    }

    fn function(&self, name: &str, args: &[AstNode], is_builtin: bool, place: Place) -> AstNode {
        let args: Vec<AstNode> = args
            .iter()
            .enumerate()
            .map(|(index, argument)| match argument {
                // The evaluator looks at how a function is handed to it.
                AstNode::Variable(_) if index == 1 && HIGHER_ORDER.contains(&name) => {
                    self.rewritten(argument)
                }
                _ => self.used(argument),
            })
            .collect();
        if !is_builtin || !is_measured(name) {
            return AstNode::Function { name: name.to_owned(), args, is_builtin };
        }
        if self.bound.contains(name) {
            // Whose function it is shows where it is called.
            return AstNode::Call { procedure: Box::new(self.function_value(name)), args };
        }
        measured(name, args, place)
    }

    /// Whether a name stands for a function that must not be handed on as it is.
    fn is_wrapped(&self, name: &str) -> bool {
        is_measured(name) || (!self.bound.contains(name) && is_wrapped(name))
    }

    /// A variable; one that stands for a function of ours becomes a function that calls it with as
    /// many arguments as it takes, because `$map` and its like hand on more.
    /// An empty sequence that is handed to it counts as nothing there, as it does in any variable.
    /// What is not handed to it counts as undefined, so that an argument of a wrong type may be taken
    /// for a later one where the evaluator itself would refuse it.
    fn function_value(&self, name: &str) -> AstNode {
        let variable = || AstNode::Variable(name.to_owned());
        let Some(parameters) = parameters(name).filter(|_| self.is_wrapped(name)) else {
            return variable();
        };
        let args = parameters.iter().map(|name| AstNode::Variable((*name).to_owned())).collect();
        let function = AstNode::Lambda {
            params: parameters.iter().map(|name| (*name).to_owned()).collect(),
            body: Box::new(measured_call(name, args, Place::Tail)),
            signature: None,
            thunk: is_measured(name),
        };
        // A variable may have the name as well: one of the execution, or one of the expression.
        let (condition, then, otherwise) = if self.bound.contains(name) {
            (call(IS_BUILTIN, vec![variable()]), function, variable())
        } else {
            (AstNode::Variable(given(name)), variable(), function)
        };
        AstNode::Conditional {
            condition: Box::new(condition),
            then_branch: Box::new(then),
            else_branch: Some(Box::new(otherwise)),
        }
    }
}

/// A call whose arguments are evaluated once, then measured, then handed on. Those that are left
/// open are measured when the function that this is gets them.
fn measured(name: &str, args: Vec<AstNode>, place: Place) -> AstNode {
    let mut statements = Vec::new();
    let mut open = Vec::new();
    let mut variables = Vec::new();
    for (index, argument) in args.into_iter().enumerate() {
        // No name of an expression has a blank.
        let variable = format!("argument {index}");
        if matches!(argument, AstNode::Placeholder) {
            open.push(variable.clone());
        } else {
            statements.push(AstNode::Binary {
                op: BinaryOp::ColonEqual,
                lhs: Box::new(AstNode::Variable(variable.clone())),
                rhs: Box::new(argument),
            });
        }
        variables.push(AstNode::Variable(variable));
    }
    statements.push(if open.is_empty() {
        measured_call(name, variables, place)
    } else {
        let body = Box::new(measured_call(name, variables, Place::Tail));
        AstNode::Lambda { params: open, body, signature: None, thunk: true }
    });
    AstNode::Block(statements)
}

/// A call whose arguments are variables, measured before it if it has to be.
fn measured_call(name: &str, variables: Vec<AstNode>, place: Place) -> AstNode {
    let function =
        AstNode::Function { name: name.to_owned(), args: variables.clone(), is_builtin: true };
    if !is_measured(name) {
        return function;
    }
    let context = AstNode::Variable(String::new());
    let subjects = [AstNode::String(name.to_owned()), context];
    let subjects = subjects.into_iter().chain(variables).collect();
    AstNode::Block(match place {
        Place::Used => vec![call(MEASURE, subjects), call(CALLED, vec![function])],
        Place::Tail => vec![call(MEASURE_LAST, subjects), function],
    })
}

/// A statement that pays for a visit of a node.
fn visit(node: &AstNode) -> AstNode {
    let mut nodes = 0_u32;
    every_node(node, &mut |_| nodes = nodes.saturating_add(1));
    call(VISIT, vec![AstNode::Number(f64::from(nodes))])
}
