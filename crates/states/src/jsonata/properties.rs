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
            "$map(L, function($v){ $distinct($v) })",
            "$map(L, function($v){ $keys($v) })",
            "(L) ~> $keys",
            "$match(L, R)",
            "(L).$pad(R)",
            "(L).$replace(R, 'z')",
            "($f := $pad(?, R); $f(L))",
            "($f := $join(L, ?); $f(R))",
            "[($join := L; 1), $join(R)]",
            "($distinct := function($v){ R }; $distinct(L))",
            "$fromMillis(L, R)",
            "(L).$fromMillis(R)",
            "$formatNumber(L, R)",
            "(L).$formatInteger(R)",
            "$formatBase(L, R)",
            "$parseInteger(L, R)",
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
        evaluate_within_bounds(&source);
    }

    #[test]
    fn no_call_makes_an_expression_panic(source in calls()) {
        evaluate_within_bounds(&source);
    }
}

fn evaluate_within_bounds(source: &str) {
    if let Ok(expression) = Expression::parse(source) {
        let _ = expression.restrictions(false);
        let result = world().within(BUDGET / 100).evaluate(source);
        // What is known to break the evaluator is refused before it does.
        let broke_off = result.is_err_and(|error| error.ends_with("it broke off"));
        assert!(!broke_off, "{source}");
    }
}

/// Calls of every function, with arguments of every kind and size, within each other.
fn calls() -> impl Strategy<Value = String> {
    let argument = prop_oneof![
        prop::sample::select(NUMBERS.to_vec()),
        prop::sample::select(TEXTS.to_vec()),
        prop::sample::select(OTHERS.to_vec()),
    ]
    .prop_map(str::to_owned);
    argument.prop_recursive(3, 24, 3, |inner| {
        let arguments = prop::collection::vec(inner, 0..4);
        let call = (prop::sample::select(FUNCTIONS.to_vec()), arguments, 0..5_usize);
        call.prop_map(|(function, arguments, shape)| match (shape, arguments.split_first()) {
            (0, Some((first, rest))) => format!("({first}).${function}({})", rest.join(", ")),
            (1, Some((first, rest))) => format!("({first}) ~> ${function}({})", rest.join(", ")),
            (2, Some((first, _))) => format!("$map([{first}], ${function})"),
            _ => format!("${function}({})", arguments.join(", ")),
        })
    })
}

/// Every function that an expression can call.
#[rustfmt::skip]
const FUNCTIONS: [&str; 70] = [
    "abs", "append", "assert", "average", "base64decode", "base64encode", "boolean", "ceil",
    "contains", "count", "decodeUrl", "decodeUrlComponent", "distinct", "each", "encodeUrl",
    "encodeUrlComponent", "error", "eval", "exists", "filter", "floor", "formatBase",
    "formatInteger", "formatNumber", "fromMillis", "hash", "join", "keys", "length", "lookup",
    "lowercase", "map", "match", "max", "merge", "millis", "min", "not", "now", "number", "pad",
    "parse", "parseInteger", "partition", "power", "random", "range", "reduce", "replace",
    "reverse", "round", "shuffle", "sift", "single", "sort", "split", "spread", "sqrt", "string",
    "substring", "substringAfter", "substringBefore", "sum", "toMillis", "trim", "type",
    "uppercase", "uuid", "zip", "nothing",
];

#[rustfmt::skip]
const NUMBERS: [&str; 20] = [
    "0", "1", "-1", "0.5", "-2.5", "255", "1e9", "-1e9", "1e15", "9e18", "-9.3e18", "1e39",
    "-1e39", "1e300", "5e-324", "1/0", "-1/0", "0/0", "2147483648", "-2147483649",
];

#[rustfmt::skip]
const TEXTS: [&str; 40] = [
    "''", "'a'", "'abc'", "'I'", "'i;o'", "'w'", "'Ww;o'", "'A'", "'0'", "'#,##0.00'",
    "'#0.0e0'", "'0,00,0;(0)'", "'9,99%'", "'[Y]'", "'[Y,64]'", "'[M,*-3][D1o]'", "'[Z]'",
    "'[é]'", "'[X0001]-W[W01]-[F1]'", "'[FNn,3-3] [MNn]'", "'[h]:[m01] [P]'", "'+0100'",
    "'2026-03-09T08:07:06.005Z'", "'MCMXC'", "'zzzzzzzzzzzzzz'", "'twenty-one'", "'\u{1f600}é'",
    "'\u{660}\u{661}'", "'%E4%B8'", "'YQ=='", "'0x1F'", "'[1, {\"a\": 2}]'", "'-'", "'MD5'",
    "$pad('', 2000, '0')", "$pad('', 70000, '#')", "$pad('', 300, '[Y]')",
    "'0.' & $pad('', 70000, '0')", "'+999999999999999999:00'", "'[d] [H]'",
];

#[rustfmt::skip]
const OTHERS: [&str; 28] = [
    "[]", "[1, 2, 3]", "['a', 'b', 'a']", "[1..300]", "[[1], [2, []]]", "{}",
    "{'a': 1, 'b': [2]}", "{'decimal-separator': '·', 'zero-digit': '\u{660}'}",
    "{'grouping-separator': '', 'decimal-separator': ''}", "true", "null", "$nothing",
    "$states.input.items", "$", "/[a-c]*/", "/(a)|(b)/i", "/x{0,3}/", "function($x){ $x }",
    "function($x, $y){ $x > $y }", "function($x, $y){ true }", "function($x, $y){ $x & $y }",
    "function(){ 1/0 }", "$uppercase", "$formatInteger", "$string", "$fromMillis", "?",
    "{'zero-digit': '\u{ff10}', 'percent': '', 'per-mille': ''}",
];
