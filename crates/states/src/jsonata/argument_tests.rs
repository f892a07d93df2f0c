//! Calls whose arguments the evaluator cannot work with, or that cost more than they look like.

use serde_json::json;

use super::error::Fault;
use super::tests::{World, said, said_within, value};

#[test]
fn what_the_evaluator_cannot_work_with_is_refused_by_name() {
    for (source, function) in [
        ("$fromMillis(0, '[Y,64]')", "fromMillis"),
        ("(0).$fromMillis('[Y,64]')", "fromMillis"),
        ("$fromMillis(0, '[é]')", "fromMillis"),
        ("$fromMillis(0, '[Y]', '+9223372036854775807')", "fromMillis"),
        ("$fromMillis(9e15)", "fromMillis"),
        ("$now('[Y,70000]')", "now"),
        ("$toMillis('1', '[Y\u{660}]')", "toMillis"),
        ("$formatNumber(1, '0.' & $pad('', 70000, '0'))", "formatNumber"),
        ("$formatNumber(1, '#0.0e' & $pad('', 70000, '0'))", "formatNumber"),
        ("$formatNumber(1/0, '#0.0e0')", "formatNumber"),
        ("$formatNumber(1.5, '0·0', {'decimal-separator': '·'})", "formatNumber"),
        ("$formatInteger(1, $pad('', 70000, '0'))", "formatInteger"),
        ("$formatInteger(1/0, 'w')", "formatInteger"),
        ("$formatBase(1/0)", "formatBase"),
        ("$parseInteger('zzzzzzzzzzzzzzzz', 'a')", "parseInteger"),
        ("$map([9e15], $fromMillis)", "fromMillis"),
        ("$substring('abc', 9e18, 9e18)", "substring"),
        ("($f := $formatNumber(?, $pad('', 70000, '0')); $f(1))", "formatNumber"),
        ("[($fromMillis := 1; 2), $fromMillis(0, '[Y,64]')]", "fromMillis"),
        ("[($fromMillis := 1; 2), [9e15] ~> $map($fromMillis)]", "fromMillis"),
    ] {
        let refused = format!("error during evaluation: ${function} cannot be evaluated: ");
        let said = said(source);
        assert!(said.contains(&refused), "{source}: {said}");
    }
}

#[test]
fn an_evaluation_that_breaks_off_names_its_function() {
    let said = |function| Fault::broke_off(function).to_string();
    assert_eq!(said(Some("pad")), ": $pad cannot be evaluated: it broke off");
    assert_eq!(said(None), ": The expression cannot be evaluated: it broke off");
}

#[test]
fn the_bounds_of_a_range_may_be_any_numbers() {
    for undefined in ["$range(0, 1e39, -1)", "$range(0, -1e39, 1)", "$range(1, 1e39, 0)"] {
        assert_eq!(said(undefined), "returned nothing (undefined).");
    }
    for large in ["$range(0, -1e39, -1)", "$range(0, 1e39, 1)", "$range(-1/0, 1/0, 1)"] {
        assert!(said(large).ends_with("memory usage"), "{large}");
    }
    assert_eq!(value("$count($range(-1/0, 1/0, 1e38))"), json!(4));
}

#[test]
fn roman_numerals_are_paid_for() {
    assert_eq!(value("$formatInteger(1999, 'I')"), json!("MCMXCIX"));
    for source in [
        "$formatInteger(1e12, 'I')",
        "$formatInteger(1e300, 'i;o')",
        "(1e12).$formatInteger('I')",
        "$map([1..300000], function($i){ $formatInteger(1e12, 'I') })",
        "$map([1..300000], function($i){ $formatInteger(1e9, 'I') })",
        "($roman := $formatInteger(?, 'I'); $map([1..300000], function($i){ $roman(1e9) }))",
    ] {
        let said = said_within(4_000_000, source);
        let stopped = ["memory limit exceeded", "evaluation timeout"];
        assert!(stopped.iter().any(|stopped| said.contains(stopped)), "{source}: {said}");
    }
}

#[test]
fn arguments_are_evaluated_once() {
    let once = World::new(json!({}), &json!({}));
    let id = once.evaluate("$uuid()").unwrap();
    let next = once.evaluate("$uuid()").unwrap();
    for source in [
        "$replace('x', 'x', $uuid())",
        "$join(['', ''], $uuid())",
        "$pad($uuid(), 36)",
        "$distinct($uuid())",
        "($f := $replace('x', ?, $uuid()); $f('x'))",
    ] {
        let world = World::new(json!({}), &json!({}));
        let given = world.evaluate(&format!("[{source}, $uuid()]"));
        assert_eq!(given, Ok(json!([id, next])), "{source}");
    }
    let nested = (0..25).fold("'a'".to_owned(), |inner, _| format!("$replace('a', 'a', {inner})"));
    assert_eq!(value(&nested), json!("a"));
}

#[test]
fn measured_functions_are_what_they_are_elsewhere() {
    let world = World::new(json!({}), &json!({"pad": "a variable", "t": ["b", "a", "b"]}));
    for (source, expected) in [
        ("('abc').$replace('b', 'c')", json!("acc")),
        ("('abcb').$replace('b', 'c', 1)", json!("accb")),
        ("(1).$formatNumber('00')", json!("01")),
        ("(1).$formatInteger('w')", json!("one")),
        ("('abcd').$substring(1, 2)", json!("bc")),
        ("(255).$formatBase()", json!("255")),
        ("('12').$parseInteger('0')", json!(12)),
        ("(1773043626005).$fromMillis()", json!("2026-03-09T08:07:06.005Z")),
        ("1773043626005 ~> $fromMillis", json!("2026-03-09T08:07:06.005Z")),
        ("1773043626005 ~> $fromMillis('[Y0001]')", json!("2026")),
        ("$map([1, 2], function($n){ $formatInteger($n, 'I') })", json!(["I", "II"])),
        ("($f := $formatBase(?, 2); $map([2, 3], $f))", json!(["10", "11"])),
        ("($join := function($x){ $x & '!' }; $join('own'))", json!("own!")),
        ("[($join := 1; $join), $join($t, '-')]", json!([1, "b-a-b"])),
        ("(function($join){ $join('x') })(function($x){ $x & '!' })", json!("x!")),
        ("$distinct($t)", json!(["b", "a"])),
        ("$distinct([[1], [1]])", json!([[1]])),
        ("$distinct(['b', 'b'])", json!(["b"])),
        ("($d := $distinct(?); $d($t))", json!(["b", "a"])),
        ("$map([['b', 'b'], ['c', 'c']], function($x){ $distinct($x) })", json!([["b"], ["c"]])),
        ("$keys([{'a': 1}, {'b': 2}, {'a': 3}])", json!(["a", "b"])),
        ("({'a': 1}).$keys()", json!("a")),
        ("('abab').$match(/b/).index", json!([1, 3])),
        ("$pad", json!("a variable")),
    ] {
        assert_eq!(world.evaluate(source), Ok(expected), "{source}");
    }
    assert!(world.evaluate("$pad('x', 3)").unwrap_err().contains("T1006"));
}
