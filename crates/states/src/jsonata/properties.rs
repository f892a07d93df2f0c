//! Properties of generated expressions.

use jsonata_core::evaluator::{Context, Evaluator, EvaluatorOptions};
use jsonata_core::value::JValue;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::budget::{BUDGET, MAX_SEQUENCE};
use super::expression::Expression;
use super::metering;
use super::registry::Registry;
use super::restriction;
use super::syntax;
use super::tests::World;
use super::value::{self, NotJson};

/// Expressions that parse, of every construct that is rewritten.
fn expressions() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "1",
        "-2.5",
        "'a'",
        "true",
        "null",
        "$states.input",
        "$states.input.items",
        "$states.input.items[0].n",
        "$states.input.items.t",
        "$words",
        "$deep",
        "$nothing",
        "[1, 2, 3]",
        "[]",
        "{'n': 1, 't': [1, 'x']}",
        "[1..4]",
        "/[a-c]/",
        "$",
        "n",
        "t",
        "$v",
        "$uppercase",
        "$parse",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 3, |inner| {
        let pair = (inner.clone(), inner);
        let shapes = vec![
            "(L) + (R)",
            "(L) & (R)",
            "(L) = (R)",
            "(L) in (R)",
            "(L) and (R)",
            "[L, R]",
            "{'k': L, 'l': R}",
            "(L).(R)",
            "(L).[R, 1]",
            "(L).{'n': R}",
            // A predicate that fails over nothing at all is not evaluated by the evaluator's fast
            // path, which never sees an expression that pays.
            "(L)[0]",
            "(L)[n = 'a']",
            "(L)[$exists(t)]",
            "(L)[]",
            "(L)^(R)",
            "(L){'k': R}",
            "(L){n: R}",
            "(L) ? (R) : 1",
            "($v := L; R)",
            "($f := function($v){ R }; $f(L))",
            "($f := function($v){ $v = 0 ? R : $f($v - 1) }; $f(3))",
            "$map(L, function($v, $i){ R })",
            "$filter(L, function($v){ R })",
            "$reduce(L, function($v, $w){ R })",
            "$sort(L, function($v, $w){ R })",
            "$each(L, function($v){ R })",
            "$map(L, R)",
            "(L) ~> (R)",
            "(L) ~> $map(function($v){ R })",
            "(L) ~> |$|{'q': R}|",
            "(L)@$v.(R)",
            "(L)#$i.(R)",
            "$append(L, R)",
            "$join(L, R)",
            "$replace(L, R, 'z')",
            "$pad(L, R)",
            "$distinct([L, R])",
            "$string(L)",
            "$exists((L).n)",
            "$type(L)",
            "$keys(L)",
            "$lookup(L, 'n')",
            "$merge([L, R])",
            "$zip(L, R)",
            "$count(L)",
            "$partition(L, 2)",
            "$sum(L)",
            "(L).**",
            "(L).*",
            "(L).t.(%.n)",
        ];
        (prop::sample::select(shapes), pair).prop_map(|(shape, (left, right))| {
            shape
                .chars()
                .map(|character| match character {
                    'L' => left.clone(),
                    'R' => right.clone(),
                    other => other.to_string(),
                })
                .collect()
        })
    })
}

fn world() -> World {
    World::new(
        json!({"items": [{"n": "a", "t": [1, 2]}, {"n": "b", "t": []}, {"n": "c"}]}),
        &json!({"words": ["x", "y"], "deep": [[1, 2], [3]]}),
    )
}

/// What an expression gives as it was written, without paying; none where that is not known.
fn unpaid(source: &str) -> Option<Result<Value, ()>> {
    let metered = metering::metered(syntax::parse(source).ok()?);
    if !restriction::restrictions(metered.written(), false).is_empty() {
        return None;
    }
    world().with_context(|context| {
        let mut scope = Context::new();
        context.bind(metered.references(), &mut scope);
        let options =
            EvaluatorOptions { max_sequence_length: Some(MAX_SEQUENCE), ..Default::default() };
        let mut evaluator = Evaluator::with_options(scope, options);
        Registry::of(&mut evaluator, context).unwrap();
        Some(match evaluator.evaluate(metered.written(), &JValue::Undefined) {
            Err(_) => Err(()),
            Ok(result) => match value::from_evaluator(&result) {
                Ok(value) => Ok(value),
                Err(NotJson::Undefined | NotJson::Function) => Err(()),
                Err(NotJson::Fault(_)) => return None,
            },
        })
    })
}

proptest! {
    #[test]
    fn paying_changes_no_result_of_any_expression(source in expressions()) {
        if let Some(unpaid) = unpaid(&source) {
            let paid = world().evaluate(&source);
            let bounded = paid.as_ref().is_err_and(|error| error.contains("evaluation: "));
            if !bounded {
                prop_assert_eq!(paid.map_err(|_| ()), unpaid, "{}", source);
            }
        }
    }

    #[test]
    fn no_text_makes_an_expression_panic(source in "[$a-c1-3'\"`\\[\\](){}.,;:=+*/%&|~>^@#?<! ]{0,40}") {
        if let Ok(expression) = Expression::parse(&source) {
            let _ = expression.restrictions(false);
            let _ = world().within(BUDGET / 100).evaluate(&source);
        }
    }
}
