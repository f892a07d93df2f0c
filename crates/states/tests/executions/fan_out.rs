//! Parallel states and inline Map states.

use firedrill_states::{EventDetails, Outcome, Poll, TaskRequest};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::driving::{Answer, chain, fails, failure, output, run_and_resume, start, types};

fn echo(task: &TaskRequest, _: u32) -> Answer {
    Some(Ok(task.parameters.value().clone()))
}

fn stop(next: &str) -> Value {
    let end = if next == "End" { "End" } else { "Next" };
    let target = if next == "End" { json!(true) } else { json!(next) };
    json!({ "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask", end: target })
}

fn one_state(name: &str, state: &Value) -> Value {
    json!({ "StartAt": name, "States": { name: state } })
}

fn map(state: &Value, fields: &Value) -> Value {
    let mut map = json!({ "Type": "Map", "ItemProcessor": one_state("Only", state), "End": true });
    map.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({ "StartAt": "Each", "States": { "Each": map } })
}

#[test]
fn branches_run_at_the_same_time_and_return_in_their_order() {
    let definition = json!({ "StartAt": "Both", "States": { "Both": {
        "Type": "Parallel",
        "Parameters": { "Task.$": "$.task" },
        "ResultSelector": { "First.$": "$[0].Waited", "Second.$": "$[1].Task" },
        "ResultPath": "$.both",
        "Branches": [
            { "StartAt": "Wait", "States": {
                "Wait": { "Type": "Wait", "Seconds": 9, "Next": "Waited" },
                "Waited": { "Type": "Pass", "Result": true, "ResultPath": "$.Waited", "End": true },
            }},
            { "StartAt": "Stop", "States": { "Stop": stop("End") } },
        ],
        "End": true,
    }}});
    let (outcome, execution) = run_and_resume(start(&definition, r#"{"task":"web"}"#), &echo);
    let both = json!({ "First": true, "Second": "web" });
    assert_eq!(output(&outcome), &json!({ "task": "web", "both": both }));
    assert_eq!(
        chain(&execution),
        [
            "1<-0 ExecutionStarted",
            "2<-0 ParallelStateEntered",
            "3<-2 ParallelStateStarted",
            "4<-3 WaitStateEntered",
            "5<-3 TaskStateEntered",
            "6<-5 TaskScheduled",
            "7<-6 TaskStarted",
            "8<-7 TaskSucceeded",
            "9<-8 TaskStateExited",
            "10<-4 WaitStateExited",
            "11<-10 PassStateEntered",
            "12<-11 PassStateExited",
            "13<-12 ParallelStateSucceeded",
            "14<-12 ParallelStateExited",
            "15<-14 ExecutionSucceeded",
        ]
    );
}

#[test]
fn a_branch_that_fails_stops_the_others() {
    let definition = json!({ "StartAt": "Both", "States": {
        "Both": {
            "Type": "Parallel",
            "Branches": [
                one_state("Wait", &json!({ "Type": "Wait", "Seconds": 9, "End": true })),
                { "StartAt": "Stop", "States": { "Stop": stop("End") } },
                { "StartAt": "Inner", "States": { "Inner": {
                    "Type": "Map",
                    "ItemsPath": "$.tasks",
                    "ItemProcessor": one_state("Hold", &json!({
                        "Type": "Wait", "Seconds": 9, "End": true,
                    })),
                    "End": true,
                }}},
            ],
            "Catch": [{ "ErrorEquals": ["Busy"], "ResultPath": "$.why", "Next": "Tell" }],
            "Next": "Tell",
        },
        "Tell": { "Type": "Succeed" },
    }});
    let (outcome, execution) =
        run_and_resume(start(&definition, r#"{"tasks":["a"]}"#), &|_, _| fails("Busy", "later"));
    let why = json!({ "Error": "Busy", "Cause": "later" });
    assert_eq!(output(&outcome), &json!({ "tasks": ["a"], "why": why }));
    let history = chain(&execution);
    let failed = history.iter().position(|event| event.ends_with(" TaskFailed")).unwrap();
    let numbered = |text: &str| text.split_once(' ').map(|(_, name)| name.to_owned()).unwrap();
    assert_eq!(
        history[failed + 1..failed + 8].iter().map(|event| numbered(event)).collect::<Vec<_>>(),
        [
            "WaitStateAborted",
            "TaskStateAborted",
            "MapStateAborted",
            "MapIterationAborted",
            "WaitStateAborted",
            "ParallelStateFailed",
            "ParallelStateExited",
        ]
    );
    // What is stopped, and the state itself, follow from what failed.
    for event in &history[failed + 1..failed + 7] {
        assert!(event.contains(&format!("<-{} ", failed + 1)), "{event}");
    }
}

#[test]
fn a_parallel_state_that_is_tried_again_starts_again() {
    let definition = json!({ "StartAt": "Both", "States": { "Both": {
        "Type": "Parallel",
        "Branches": [{ "StartAt": "Stop", "States": { "Stop": stop("End") } }],
        "Retry": [{ "ErrorEquals": ["Busy"], "IntervalSeconds": 3, "MaxAttempts": 2 }],
        "End": true,
    }}});
    let (outcome, execution) = run_and_resume(start(&definition, "{}"), &|_, attempt| {
        if attempt == 0 { fails("Busy", "later") } else { Some(Ok(json!(attempt))) }
    });
    assert_eq!(output(&outcome), &json!([1]));
    let starts: Vec<_> = execution
        .history()
        .iter()
        .filter(|event| event.details == EventDetails::ParallelStateStarted)
        .map(|event| (event.timestamp.as_second(), event.previous_event_id.0))
        .collect();
    assert_eq!(starts, [(0, 2), (3, 7)]);
    assert!(!types(&execution).contains(&"ParallelStateFailed"));
}

#[test]
fn what_the_interpreter_cannot_do_ends_the_execution_from_within_a_branch() {
    let definition = json!({ "StartAt": "Both", "States": {
        "Both": {
            "Type": "Parallel",
            "Branches": [
                one_state("Ask", &json!({ "Type": "Pass", "InputPath": "$.nope", "End": true })),
                one_state("Wait", &json!({ "Type": "Wait", "Seconds": 9, "End": true })),
            ],
            "Retry": [{ "ErrorEquals": ["States.ALL"] }],
            "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Tell" }],
            "Next": "Tell",
        },
        "Tell": { "Type": "Succeed" },
    }});
    let (outcome, execution) = run_and_resume(start(&definition, "{}"), &echo);
    let (error, cause) = failure(&outcome);
    assert_eq!(error, Some("States.Runtime"));
    assert!(cause.unwrap().contains("the state 'Ask' (entered at the event id #4)"), "{cause:?}");
    assert_eq!(
        chain(&execution),
        [
            "1<-0 ExecutionStarted",
            "2<-0 ParallelStateEntered",
            "3<-2 ParallelStateStarted",
            "4<-3 PassStateEntered",
            "5<-4 ExecutionFailed",
        ]
    );
}

#[test]
fn as_many_iterations_run_at_the_same_time_as_may() {
    let wait = json!({ "Type": "Wait", "Seconds": 1, "End": true });
    for (fields, most, seconds) in [
        (json!({ "MaxConcurrency": 1 }), 1, 100),
        (json!({ "MaxConcurrency": 7 }), 7, 15),
        (json!({ "MaxConcurrency": 0 }), 40, 3),
        (json!({}), 40, 3),
        (json!({ "MaxConcurrencyPath": "$.most", "ItemsPath": "$.items" }), 3, 34),
    ] {
        let items: Vec<_> = (0..100).collect();
        let input = match fields.get("ItemsPath") {
            Some(_) => json!({ "items": items, "most": "3" }),
            None => json!(items),
        };
        let definition = map(&wait, &fields);
        let (outcome, execution) =
            crate::driving::run(start(&definition, &input.to_string()), &echo);
        assert_eq!(output(&outcome), &json!(items));
        let mut open: i32 = 0;
        let mut reached = 0;
        for event in execution.history() {
            match event.details {
                EventDetails::MapIterationStarted { .. } => open += 1,
                EventDetails::MapIterationSucceeded { .. } => open -= 1,
                _ => {}
            }
            reached = reached.max(open);
        }
        assert_eq!(reached, most, "{fields}");
        assert_eq!(execution.history().last().unwrap().timestamp.as_second(), seconds);
    }
}

#[test]
fn the_item_selector_sees_the_item_and_the_input() {
    let definition = map(
        &json!({ "Type": "Pass", "End": true }),
        &json!({
            "InputPath": "$.finding",
            "ItemsPath": "$.tasks",
            "ItemSelector": {
                "Arn.$": "$$.Map.Item.Value",
                "Place.$": "$$.Map.Item.Index",
                "Cluster.$": "$.cluster",
                "Retries.$": "$$.State.RetryCount",
            },
            "ResultPath": "$.stopped",
        }),
    );
    let input = json!({ "finding": { "cluster": "prod", "tasks": ["web", "job"] } });
    let (outcome, _) = run_and_resume(start(&definition, &input.to_string()), &echo);
    let item = |arn: &str, place: u32| json!({ "Arn": arn, "Place": place, "Cluster": "prod", "Retries": 0 });
    assert_eq!(output(&outcome)["stopped"], json!([item("web", 0), item("job", 1)]));
}

#[test]
fn the_item_is_not_seen_by_the_states_that_are_run_for_it() {
    let pass =
        json!({ "Type": "Pass", "Parameters": { "at.$": "$$.Map.Item.Index" }, "End": true });
    let (outcome, _) = run_and_resume(start(&map(&pass, &json!({})), "[1]"), &echo);
    assert_eq!(failure(&outcome).0, Some("States.Runtime"));
}

#[test]
fn what_is_no_array_or_no_number_is_refused_in_the_words_of_the_service() {
    let pass = json!({ "Type": "Pass", "End": true });
    for (fields, input, problem) in [
        (json!({}), r#"{"a":1}"#, r#"Reference path "$" must point to array."#),
        (
            json!({ "ItemsPath": "$.a" }),
            r#"{"a":1}"#,
            r#"Reference path "$.a" must point to array."#,
        ),
        (
            json!({ "ItemsPath": "$.b" }),
            r#"{"a":1}"#,
            "Invalid path '$.b' : No results for path: $['b']",
        ),
        (
            json!({ "MaxConcurrencyPath": "$[0]" }),
            r#"["many"]"#,
            r#"The MaxConcurrencyPath field refers to value "many" which is not a valid integer: $[0]"#,
        ),
        (
            json!({ "ToleratedFailurePercentagePath": "$[0]" }),
            "[101]",
            "ToleratedFailurePercentage must be between 0 and 100.",
        ),
    ] {
        let (outcome, _) = run_and_resume(start(&map(&pass, &fields), input), &echo);
        let (error, cause) = failure(&outcome);
        assert_eq!(error, Some("States.Runtime"));
        let prefix =
            "An error occurred while executing the state 'Each' (entered at the event id #2). ";
        assert_eq!(cause, Some(format!("{prefix}{problem}").as_str()));
    }
}

#[test]
fn a_map_of_nothing_returns_nothing() {
    let definition = map(&json!({ "Type": "Pass", "End": true }), &json!({}));
    let (outcome, execution) = run_and_resume(start(&definition, "[]"), &echo);
    assert_eq!(output(&outcome), &json!([]));
    assert_eq!(
        chain(&execution)[2..],
        [
            "3<-2 MapStateStarted",
            "4<-3 MapStateSucceeded",
            "5<-3 MapStateExited",
            "6<-5 ExecutionSucceeded",
        ]
    );
}

#[test]
fn a_map_that_is_too_long_for_a_history_ends_with_it() {
    let items: Vec<_> = (0..10_000).collect();
    let pass = json!({ "Type": "Pass", "End": true });
    let (outcome, execution) =
        crate::driving::run(start(&map(&pass, &json!({})), &json!(items).to_string()), &echo);
    assert_eq!(failure(&outcome).0, Some("States.Runtime"));
    assert_eq!(execution.history().len(), 25_000);
}

#[test]
fn a_selector_that_fails_later_on_ends_the_execution_at_once() {
    let definition = map(
        &json!({ "Type": "Wait", "Seconds": 5, "End": true }),
        &json!({ "MaxConcurrency": 1, "ItemSelector": { "arn.$": "$$.Map.Item.Value.arn" } }),
    );
    let (outcome, execution) = run_and_resume(start(&definition, r#"[{"arn":1},{}]"#), &echo);
    assert_eq!(failure(&outcome).0, Some("States.Runtime"));
    assert!(!types(&execution).iter().any(|name| name.ends_with("Aborted")));
}

#[test]
fn an_express_machine_that_goes_round_in_no_time_ends_by_its_budget() {
    let definition = json!({ "StartAt": "A", "States": {
        "A": { "Type": "Choice", "Choices": [
            { "Variable": "$.stop", "IsPresent": true, "Next": "End" },
        ], "Default": "B" },
        "B": { "Type": "Pass", "Next": "A" },
        "End": { "Type": "Succeed" },
    }});
    let mut execution =
        crate::driving::start_as(&definition, "{}", firedrill_states::WorkflowType::Express);
    let Poll::NotModelled(not_modelled) = execution.poll(Timestamp::UNIX_EPOCH) else {
        panic!("it went on");
    };
    assert!(not_modelled.feature.contains("states entered at one instant"));
}

#[test]
fn forks_nest_as_deep_as_a_definition_may() {
    let mut definition =
        json!({ "StartAt": "Pass", "States": { "Pass": { "Type": "Pass", "End": true } } });
    let depth: usize = 120;
    for level in 0..depth {
        let fork = match level % 3 {
            0 => json!({ "Type": "Parallel", "Branches": [definition], "End": true }),
            kind => {
                definition["ProcessorConfig"] = crate::driving::processor_config(kind != 1);
                json!({
                    "Type": "Map", "ItemProcessor": definition, "ItemsPath": "$", "End": true,
                })
            }
        };
        let name = format!("Fork{level}");
        definition = json!({ "StartAt": name, "States": { name: fork } });
    }
    // Two of three levels take a bracket away, and every level puts one around.
    let input = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let (outcome, _) = crate::driving::run(start(&definition, &input), &echo);
    let text = output(&outcome).to_string();
    assert_eq!(text.matches('[').count(), depth + depth.div_ceil(3));
}

#[test]
fn inner_scopes_read_outer_variables_and_do_not_assign_them() {
    let inner = |assign: Value, next: Value| {
        json!({ "StartAt": "Keep", "States": { "Keep": {
            "Type": "Parallel",
            "Assign": { "cluster": "prod" },
            "Branches": [one_state("Pass", &json!({ "Type": "Pass", "End": true }))],
            "Next": "Each",
        }, "Each": {
            "Type": "Map",
            "ItemProcessor": { "StartAt": "Note", "States": {
                "Note": { "Type": "Pass", "Assign": assign, "Next": "Show" },
                "Show": { "Type": "Pass", "Parameters": next, "End": true },
            }},
            "End": true,
        }}})
    };
    let definition = inner(
        json!({ "task.$": "$" }),
        json!({ "at.$": "States.Format('{}/{}', $cluster, $task)" }),
    );
    let (outcome, _) = run_and_resume(start(&definition, "[]"), &echo);
    assert_eq!(output(&outcome), &json!([{ "at": "prod/[]" }]));

    let definition = inner(json!({ "cluster": "other" }), json!({}));
    let (outcome, _) = run_and_resume(start(&definition, "[]"), &echo);
    let (error, cause) = failure(&outcome);
    assert_eq!(error, Some("States.Runtime"));
    assert!(cause.unwrap().contains("'cluster'"), "{cause:?}");
}

#[test]
fn variables_of_a_branch_end_with_it() {
    let definition = json!({ "StartAt": "Both", "States": {
        "Both": {
            "Type": "Parallel",
            "Branches": [one_state("Note", &json!({ "Type": "Pass", "Assign": { "a": 1 }, "End": true }))],
            "Next": "After",
        },
        "After": { "Type": "Pass", "Parameters": { "a.$": "$a" }, "End": true },
    }});
    let (outcome, _) = run_and_resume(start(&definition, "{}"), &echo);
    assert_eq!(failure(&outcome).0, Some("States.Runtime"));
}

#[test]
fn stopping_tells_of_no_state() {
    let definition = json!({ "StartAt": "Both", "States": { "Both": {
        "Type": "Parallel",
        "Branches": [
            { "StartAt": "Stop", "States": { "Stop": stop("End") } },
            { "StartAt": "Each", "States": { "Each": {
                "Type": "Map",
                "ItemsPath": "$.tasks",
                "MaxConcurrency": 1,
                "ItemProcessor": one_state("Wait", &json!({ "Type": "Wait", "Seconds": 9, "End": true })),
                "End": true,
            }}},
        ],
        "End": true,
    }}});
    let mut execution = start(&definition, r#"{"tasks":[1,2]}"#);
    assert!(matches!(execution.poll(Timestamp::UNIX_EPOCH), Poll::Pending { .. }));
    execution.stop(Some("Manual"), None, Timestamp::UNIX_EPOCH);
    assert!(matches!(execution.outcome(), Some(Outcome::Aborted { .. })));
    let history = chain(&execution);
    assert!(history.last().unwrap().ends_with("<-0 ExecutionAborted"), "{history:?}");
    assert_eq!(history.iter().filter(|event| event.ends_with("Aborted")).count(), 1);
}
