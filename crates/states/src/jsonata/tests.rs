//! What expressions give, what they are refused for, and what they cost.

use std::cell::RefCell;

use firedrill_seed::SeededRandom;
use serde_json::{Map, Value, json};

use super::expression::Expression;
use super::*;
use crate::execution::Variables;
use crate::json as document;

impl ContextSource for Value {
    fn whole(&self) -> &Value {
        self
    }

    fn member(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

/// What an evaluation is given.
pub(super) struct World {
    input: Value,
    context: Value,
    variables: Map<String, Value>,
    random: RefCell<SeededRandom>,
    budget: u64,
}

impl World {
    pub(super) fn new(input: Value, variables: &Value) -> Self {
        Self {
            input,
            context: json!({"State": {"Name": "Here"}}),
            variables: variables.as_object().cloned().unwrap_or_default(),
            random: RefCell::new(SeededRandom::new(7)),
            budget: budget::BUDGET,
        }
    }

    /// The same, in which an evaluation may cost no more than so much.
    pub(super) fn within(self, budget: u64) -> Self {
        Self { budget, ..self }
    }

    pub(super) fn evaluate(&self, source: &str) -> Result<Value, String> {
        let expression = Expression::parse(source).map_err(|error| error.to_string())?;
        self.with_context(|context| {
            expression.evaluate("Output/v", context).map_err(|error| error.problem())
        })
    }

    pub(super) fn with_context<T>(&self, query: impl FnOnce(&QueryContext<'_>) -> T) -> T {
        let now = "2026-03-09T08:07:06.005Z".parse().unwrap();
        let variables = Variables::new([&self.variables]);
        let mut context =
            QueryContext::new(&self.input, &self.context, &variables, now, &self.random);
        context.budget = self.budget;
        query(&context)
    }
}

fn evaluate(source: &str) -> Result<Value, String> {
    World::new(json!({}), &json!({})).evaluate(source)
}

pub(super) fn value(source: &str) -> Value {
    evaluate(source).unwrap_or_else(|error| panic!("{source}: {error}"))
}

/// What is said behind the sentence that names expression and field.
pub(super) fn said(source: &str) -> String {
    said_within(budget::BUDGET, source)
}

/// The same of an evaluation that may not cost as much as any may.
pub(super) fn said_within(budget: u64, source: &str) -> String {
    let world = World::new(json!({}), &json!({})).within(budget);
    let error = world.evaluate(source).unwrap_err();
    let sentence = format!("The JSONata expression '{source}' specified for the field 'Output/v' ");
    error.strip_prefix(&sentence).unwrap_or_else(|| panic!("{error}")).to_owned()
}

#[test]
fn expressions_read_the_state_and_the_variables() {
    let world = World::new(json!({"a": [1, 2, {"b": "x"}]}), &json!({"limit": {"most": 2}}));
    for (source, expected) in [
        ("$states.input", json!({"a": [1, 2, {"b": "x"}]})),
        ("$states.input.a[2].b & '!'", json!("x!")),
        ("$states.context.State.Name", json!("Here")),
        ("$limit.most + 1", json!(3)),
        ("$count($states.input.a)", json!(3)),
        ("$keys($states)", json!(["input", "context"])),
    ] {
        assert_eq!(world.evaluate(source), Ok(expected), "{source}");
    }
}

#[test]
fn a_result_must_be_json() {
    assert_eq!(said("$nothing"), "returned nothing (undefined).");
    assert_eq!(said("$states.input.missing"), "returned nothing (undefined).");
    assert_eq!(said("$sum"), "returned an unsupported result type.");
    assert_eq!(said("function($x){ $x }"), "returned an unsupported result type.");
    assert_eq!(value("null"), json!(null));
    assert_eq!(value("[1/0, -1/0, 0/0]"), json!(["Infinity", "-Infinity", "NaN"]));
}

#[test]
fn errors_have_the_words_of_the_service() {
    assert_eq!(
        said("$nothing()"),
        "threw an error during evaluation. T1006: Attempted to invoke a non-function"
    );
    assert_eq!(
        said("$eval('1')"),
        "threw an error during evaluation. T1006: Attempted to invoke a non-function"
    );
    assert_eq!(
        said("'a' + 1"),
        "threw an error during evaluation. T2001: The left side of the + operator must evaluate to a number"
    );
    assert_eq!(said("$error('mine')"), "threw an error during evaluation. D3137: mine");
}

#[test]
fn partition_makes_chunks() {
    assert_eq!(value("$partition([1..5], 2)"), json!([[1, 2], [3, 4], [5]]));
    assert_eq!(value("$partition([1..3], 9)"), json!([[1, 2, 3]]));
    assert_eq!(value("$partition([1..3])"), json!([[1, 2, 3]]));
    assert_eq!(value("$partition([1..3], 2.9)"), json!([[1, 2], [3]]));
    assert_eq!(value("$partition([0], 1)"), json!([[0]]));
    for undefined in ["$partition([], 2)", "$partition([1], 0)", "$partition([1], -0.5)"] {
        assert_eq!(said(undefined), "returned nothing (undefined).");
    }
    assert!(
        said("$partition([1], -1)").ends_with("D3137: Second argument must be zero or greater")
    );
    assert!(said("$partition(null, 1)").contains(". T0412: "));
    assert!(
        said("$partition([1], 1, 1)").contains(
            "T0410: Argument 3 of function \"partition\" does not match function signature"
        )
    );
}

#[test]
fn range_counts() {
    assert_eq!(value("$range(0, 9, 3)"), json!([0, 3, 6, 9]));
    assert_eq!(value("$range(0, 8, 3)"), json!([0, 3, 6]));
    assert_eq!(value("$range(5, 1, -2)"), json!([5, 3, 1]));
    assert_eq!(value("$range(-1.7, 2, 1)"), json!([-1, 0, 1, 2]));
    assert_eq!(value("$range(3, 3, 1)"), json!(3));
    for undefined in ["$range(5, 1, 1)", "$range(1, 5, 0)", "$range(1, 5)"] {
        assert_eq!(said(undefined), "returned nothing (undefined).");
    }
    assert!(said("$range(1)").contains("T0410: Argument 2 "));
    assert_eq!(value("$count($range(1, 360145, 1))"), json!(360_145));
    assert!(said("$range(1, 1e18, 1)").contains(": Expression evaluation memory limit exceeded"));
}

#[test]
fn hash_knows_five_algorithms() {
    assert_eq!(value("$hash('abc', 'MD5')"), json!("900150983cd24fb0d6963f7d28e17f72"));
    assert_eq!(value("$length($hash('abc', 'SHA-512'))"), json!(128));
    assert!(said("$hash('abc', 'md5')").contains(". D3137: "));
    assert!(said("$hash(1, 'MD5')").contains(". T0410: Argument 1 "));
    assert_eq!(said("$hash('abc')"), "returned nothing (undefined).");
}

#[test]
fn parse_reads_json() {
    assert_eq!(
        value("$parse('{\"b\": [1, 2.0], \"a\": null}')").to_string(),
        "{\"b\":[1,2],\"a\":null}"
    );
    assert_eq!(value("$parse('\"text\"')"), json!("text"));
    assert_eq!(value("$exists($parse('null'))"), json!(true));
    for invalid in ["", "{", "{} {}", "{\"a\": 1, \"a\": 2}", "1e400"] {
        assert!(
            said(&format!("$parse('{invalid}')")).ends_with(". D3137: Invalid JSON"),
            "{invalid}"
        );
    }
    assert!(said("$parse(1)").contains("T0410"));
    assert_eq!(said("$parse()"), "returned nothing (undefined).");
}

#[test]
fn added_functions_are_values() {
    assert_eq!(value("$map(['1', '[2]'], $parse)"), json!([1, [2]]));
    assert_eq!(value("'{\"a\": 1}' ~> $parse"), json!({"a": 1}));
    assert_eq!(value("[1..4] ~> $partition(2)"), json!([[1, 2], [3, 4]]));
    assert_eq!(value("($halves := $partition(?, 2); $halves([1..4]))"), json!([[1, 2], [3, 4]]));
    assert_eq!(value("($range := function($x){ $x }; $range('own'))"), json!("own"));
    assert_eq!(value("[['a', 'b'], ['c']].$join($, '-')"), json!(["a-b", "c"]));
}

#[test]
fn variables_may_have_the_names_of_functions() {
    let variables = json!({"range": [1, 2], "parse": {"a": 1}, "count": 3});
    let world = World::new(json!({}), &variables);
    assert_eq!(world.evaluate("$range"), Ok(json!([1, 2])));
    assert_eq!(world.evaluate("$parse.a & $join(['x'])"), Ok(json!("1x")));
    assert_eq!(world.evaluate("$sum($range) + $count"), Ok(json!(6)));
    assert!(world.evaluate("$range(1, 2, 3)").unwrap_err().contains("T1006"));
}

#[test]
fn randomness_comes_from_the_execution() {
    let one = World::new(json!({}), &json!({}));
    let other = World::new(json!({}), &json!({}));
    let source = "[$random(), $uuid(), $shuffle([1..20])]";
    assert_eq!(one.evaluate(source), other.evaluate(source));
    assert_ne!(one.evaluate(source), World::new(json!({}), &json!({})).evaluate(source));
    assert_eq!(value("$random(42)"), json!(0.727_563_680_032_868_1));
    assert_eq!(value("$random(42.9) = $random(42)"), json!(true));
    assert_eq!(value("$random() = $random()"), json!(false));
    assert_eq!(value("$sort($shuffle([1..9]))"), value("[1..9]"));
    assert!(said("$uuid(1)").contains("T0410"));
    assert!(said("$random(1, 2)").contains("T0410"));
}

#[test]
fn the_clock_is_the_executions() {
    assert_eq!(value("$now()"), json!("2026-03-09T08:07:06.005Z"));
    assert_eq!(value("$now() = $fromMillis($millis())"), json!(true));
    assert_eq!(value("$now('[Y0001]')"), json!("2026"));
    assert_eq!(
        value("$fromMillis($toMillis('12:00', '[H01]:[m01]'))"),
        json!("2026-03-09T12:00:00.000Z")
    );
}

#[test]
fn paying_changes_no_result() {
    let world = World::new(
        json!({"items": [{"n": "a", "p": 3, "t": [1, 2]}, {"n": "b", "p": 1, "t": []}, {"n": "a", "p": 2}]}),
        &json!({"words": ["x", "y"], "deep": [[1, 2], [3]], "one": [1], "f": {"a.b": 1}}),
    );
    for (source, expected) in [
        ("$states.input.items[p > 1].n", json!(["a", "a"])),
        ("$states.input.items[$contains(n, 'b')].p", json!(1)),
        ("$states.input.items^(>p).n", json!(["a", "a", "b"])),
        ("$states.input.items^(<n, >p).(n & p)", json!(["a3", "a2", "b1"])),
        ("$states.input.items{n: $sum(p)}", json!({"a": 5, "b": 1})),
        (
            "$states.input.items.{'name': n, 'tags': $count(t)}",
            json!([{"name": "a", "tags": 2}, {"name": "b", "tags": 0}, {"name": "a", "tags": 0}]),
        ),
        ("$states.input.items.[n, p]", json!([["a", 3], ["b", 1], ["a", 2]])),
        ("$states.input.items[0].t[]", json!([1, 2])),
        ("$states.input.items[1].n[]", json!(["b"])),
        ("$words.($ & '!')", json!(["x!", "y!"])),
        ("[$words, 'z', [1..3], [[4]]]", json!(["x", "y", "z", [1, 2, 3], [[4]]])),
        ("[1..3, 7]", json!([1, 2, 3, 7])),
        ("$deep.$sum($)", json!([3, 3])),
        ("[[1, 2]].($one[0])", json!(1)),
        ("$one", json!([1])),
        ("$one.($)", json!(1)),
        ("$map($words, function($v, $i){ $v & $i })", json!(["x0", "y1"])),
        ("$map($words, $uppercase)", json!(["X", "Y"])),
        ("$filter($words, function($v){ $v = 'x' })", json!("x")),
        ("$reduce([1..4], function($a, $b){ $a * $b })", json!(24)),
        ("$sort([3, 1, 2], function($l, $r){ $l < $r })", json!([3, 2, 1])),
        ("$each({'a': 1, 'b': 2}, function($v, $k){ $k & $v })", json!(["a1", "b2"])),
        ("$sift({'a': 1, 'b': 2}, function($v){ $v > 1 })", json!({"b": 2})),
        ("$single([1, 2], function($v){ $v = 2 })", json!(2)),
        ("$replace('a1b2', /[0-9]/, '#')", json!("a#b#")),
        ("$replace('a1', /([a-z])(1)/, '$2$1')", json!("1a")),
        ("$replace('aaa', 'a', 'b', 2)", json!("bba")),
        ("$replace('abc', /b/, function($m){ $uppercase($m.match) })", json!("aBc")),
        ("$match('ab12', /[0-9]/).match", json!(["1", "2"])),
        ("$join(['a', 'b'])", json!("ab")),
        ("$join('a', '-')", json!("a")),
        ("$pad('7', -3, '0')", json!("007")),
        ("['7'].$pad(3)", json!("7  ")),
        ("$distinct([1, 2, 1])", json!([1, 2])),
        ("[1, 2, 1] ~> $distinct()", json!([1, 2])),
        ("[1, 2, 1] ~> $distinct", json!([1, 2])),
        ("($f := function($n){ $n = 0 ? 'done' : $f($n - 1) }; $f(5000))", json!("done")),
        ("($f := function($n){ $n <= 1 ? 1 : $n * $f($n - 1) }; $f(10))", json!(3_628_800)),
        ("($x := 1; $y := $x + 1; {'x': $x, 'y': $y})", json!({"x": 1, "y": 2})),
        ("$variable := 1", json!(1)),
        ("($add := function($a, $b)<nn:n>{ $a + $b }; $inc := $add(1, ?); $inc(2))", json!(3)),
        ("($twice := $trim ~> $uppercase; $twice(' a '))", json!("A")),
        ("{'a': 1, 'b': 2} ~> |$|{'c': 3}, ['a']|", json!({"b": 2, "c": 3})),
        ("$states.input.items@$i.{'n': $i.n}", json!([{"n": "a"}, {"n": "b"}, {"n": "a"}])),
        ("$states.input.items#$i[$i = 1].n", json!("b")),
        (
            "$states.input.items.t.{'of': %.n, 'it': $}",
            json!([{"of": "a", "it": 1}, {"of": "a", "it": 2}]),
        ),
        ("$f.`a.b`", json!(1)),
        ("$lookup($f, 'a.b')", json!(1)),
        ("$exists($nothing)", json!(false)),
        ("$exists($f)", json!(true)),
        ("$not($exists($states.input.none))", json!(true)),
        ("$merge([{'a': 1}, {'b': 2}])", json!({"a": 1, "b": 2})),
        ("$spread({'a': 1, 'b': 2})", json!([{"a": 1}, {"b": 2}])),
        ("$zip([1, 2], ['a', 'b'])", json!([[1, "a"], [2, "b"]])),
        ("$append([1], [2, 3])", json!([1, 2, 3])),
        ("$string({'a': [1, 1.5]})", json!("{\"a\":[1,1.5]}")),
        ("$type($words)", json!("array")),
        ("$max($states.input.items.p)", json!(3)),
        ("$states.input.**.n", json!(["a", "b", "a"])),
        ("$states.input.items[0].*", json!(["a", 3, 1, 2])),
        ("$states.input.items[-1].p", json!(2)),
        ("$states.input.items[[0..1]].n", json!(["a", "b"])),
        ("'b' in $states.input.items.n", json!(true)),
        (
            "($map([1..3], function($i){ function($x){ $x * $i } }) ~> $map(function($f){ $f(2) }))",
            json!([2, 4, 6]),
        ),
        ("(function($x){ $x + 1 })(1)", json!(2)),
        ("$now() ~> $length() > 0 ? 'yes' : 'no'", json!("yes")),
    ] {
        assert_eq!(world.evaluate(source), Ok(expected), "{source}");
    }
}

#[test]
fn what_never_ends_is_ended() {
    for source in [
        "($f := function($n){ $f($n + 1) }; $f(1))",
        "($f := function($n){ $g($n) }; $g := function($n){ $f($n) }; $f(1))",
        "[1..800000].$sum([1..800000])",
        "[1..800000].([1..800000].x)",
        "$map([1..800000], function($i){ $sum([1..800000]) })",
        "[1..800000][$ in [1..800000]]",
        "$reduce([1..800000], function($all, $i){ $append($all, $i) })",
        "$count($distinct([1..800000]))",
        "[1..800000] ~> $distinct ~> $count",
        "$count($keys([1..20000].{$string($): 1}))",
    ] {
        let said = said_within(4_000_000, source);
        assert!(
            said == "threw an error during evaluation: Expression evaluation timeout: Check for infinite loop",
            "{source}: {said}"
        );
    }
}

#[test]
fn what_grows_without_end_is_stopped() {
    for source in [
        "($f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $f('x', 60))",
        "($f := function($s, $n){ $n = 0 ? $s : $f([$s, $s], $n - 1) }; $f('x', 60))",
        "($f := function($s, $n){ $n = 0 ? $s : $f({'a': $s, 'b': $s}, $n - 1) }; $f('x', 60))",
        "[1..10000000]",
        "$count([1..873783])",
        "$pad('', 1e12)",
        "['x'].$pad(-1e12)",
        "$map([1e12], function($w){ $pad('x', $w) })",
        "($wide := $pad(?, 1e12); $wide('x'))",
        "[($pad := 1; 2), $pad('x', 1e12)]",
        "$count($match($pad('', 4000000, 'a'), /a/))",
        "($all := $distinct(?); $all([1..800000]))",
        "($big := $pad('', 4000000); $join([1..800000].(''), $big))",
        "($big := $pad('', 4000000); [1..800000].('') ~> $join($big))",
        "($big := $pad('', 4000000, 'a'); $replace($big, 'a', $big))",
        "($big := $pad('', 4000000, 'a'); $replace($big, /a/, $big))",
        "($big := $pad('', 4000000); $map([1..800000], function($i){ $big }))",
        "($big := $pad('', 4000000); [1..800000].($big))",
        "($big := $pad('', 4000000); [$big, $big])",
    ] {
        // What is looked at again and again costs before it grows.
        let said = said_within(8_000_000, source);
        let stopped = ["memory limit exceeded", "evaluation timeout"];
        assert!(stopped.iter().any(|stopped| said.contains(stopped)), "{source}: {said}");
    }
    assert_eq!(value("$count([1..873782])"), json!(873_782));
}

#[test]
fn what_nests_without_end_is_stopped() {
    let said_of = [
        said("($f := function($n){ 1 + $f($n + 1) }; $f(1))"),
        said("$reduce([1..100000], function($all, $i){ {'all': $all} })"),
        said(&format!("1{}", "+1".repeat(200))),
    ];
    for said in said_of {
        assert!(said.contains("Stack overflow error") || said.contains("timeout"), "{said}");
    }
    assert_eq!(value(&format!("1{}", "+1".repeat(90))), json!(91));
    assert_eq!(value("($f := function($n){ $n <= 0 ? 0 : 1 + $f($n - 1) }; $f(31))"), json!(31));
    for (open, close) in [("(", ")"), ("[", "]"), ("$f(", ")"), ("{'a':", "}"), ("-", "")] {
        let nested = format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
        assert!(evaluate(&nested).is_err());
    }
    let long = format!("1{}", "+1".repeat(50_000));
    assert!(evaluate(&long).is_err());
}

#[test]
fn templates_compute_texts_within_delimiters_at_any_depth() {
    let world = World::new(json!({"n": 2}), &json!({}));
    let source = r#"{"a": ["{% $states.input.n %}", " {% 1 %}", {"b": "{%$states.input.n * 2%}"}], "c": "x"}"#;
    let node = document::document(source).unwrap();
    let mut refused = Vec::new();
    let template = JsonataTemplate::read(&node, "Output", false, &mut refused);
    assert!(refused.is_empty());
    let now = "2026-03-09T08:07:06Z".parse().unwrap();
    let variables = Variables::new([&world.variables]);
    let context = QueryContext::new(&world.input, &world.context, &variables, now, &world.random);
    assert_eq!(
        template.evaluate(&context).unwrap(),
        json!({"a": [2, " {% 1 %}", {"b": 4}], "c": "x"})
    );

    let node = document::document(r#"{"a": [1, {"b": "{% $none %}"}]}"#).unwrap();
    let error = JsonataTemplate::read(&node, "Output", false, &mut refused).evaluate(&context);
    assert_eq!(error.unwrap_err().location.as_deref(), Some("Output/a[1]/b"));
}

#[test]
fn templates_say_where_an_expression_is_refused() {
    let source = r#"{"a": "{% 1 + %}", "b": ["{% phone %}", "{% $$ %}"], "c": "{% 1 ?? 2 %}"}"#;
    let node = document::document(source).unwrap();
    let mut refused = Vec::new();
    JsonataTemplate::read(&node, "/States/S/Output", false, &mut refused);
    let places: Vec<_> = refused.iter().map(|refused| refused.location.as_str()).collect();
    assert_eq!(
        places,
        [
            "/States/S/Output/a",
            "/States/S/Output/b[0]",
            "/States/S/Output/b[1]",
            "/States/S/Output/c"
        ]
    );
}
