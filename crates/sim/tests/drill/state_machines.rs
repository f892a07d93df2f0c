//! Step Functions through the account: state machines and executions.

use firedrill_record::HopKind;
use firedrill_sim::Account;
use serde_json::{Value, json};

use crate::speak::{account, ask, find, pass, queue, receive, refused, role, rule, settle};

const MACHINE: &str = "arn:aws:states:ap-northeast-1:111122223333:stateMachine:greet";
const EXECUTION: &str = "arn:aws:states:ap-northeast-1:111122223333:execution:greet:one";

fn definition(seconds: u32) -> Value {
    json!({
        "StartAt": "Rest",
        "States": {
            "Rest": { "Type": "Wait", "Seconds": seconds, "Next": "Greet" },
            "Greet": { "Type": "Pass", "Result": { "hello": "world" }, "End": true },
        },
    })
}

fn create(account: &mut Account, definition: &Value) -> Value {
    let role = role(account, "states", "states.amazonaws.com");
    let input = json!({
        "Name": "greet", "Definition": definition.to_string(), "RoleArn": role, "Publish": true,
    });
    ask(account, "states", "CreateStateMachine", input)
}

fn start(account: &mut Account, name: &str, input: &str) -> Value {
    let start = json!({ "StateMachineArn": MACHINE, "Name": name, "Input": input });
    ask(account, "states", "StartExecution", start)
}

fn describe(account: &mut Account) -> Value {
    ask(account, "states", "DescribeExecution", json!({ "ExecutionArn": EXECUTION }))
}

#[test]
fn a_machine_is_created_once_and_the_same_request_answers_as_before() {
    let mut account = account();
    let created = create(&mut account, &definition(5));
    assert_eq!(created["StateMachineArn"], MACHINE);
    assert_eq!(created["StateMachineVersionArn"], format!("{MACHINE}:1"));
    pass(&mut account, 60);
    let again = |definition: &Value| {
        json!({
            "Name": "greet",
            "Definition": definition.to_string(),
            "RoleArn": "arn:aws:iam::111122223333:role/states",
        })
    };
    let same = ask(&mut account, "states", "CreateStateMachine", again(&definition(5)));
    assert_eq!(same["CreationDate"], created["CreationDate"]);
    assert_eq!(
        refused(&mut account, "states", "CreateStateMachine", again(&definition(6))),
        format!("StateMachineAlreadyExists: State Machine Already Exists: '{MACHINE}'")
    );
}

#[test]
fn a_machine_is_described_by_its_arn_and_by_that_of_its_version_until_it_is_deleted() {
    let mut account = account();
    create(&mut account, &definition(5));
    for arn in [MACHINE.to_owned(), format!("{MACHINE}:1")] {
        let asked = json!({ "StateMachineArn": arn });
        let described = ask(&mut account, "states", "DescribeStateMachine", asked);
        assert_eq!(described["StateMachineArn"], arn);
        assert_eq!(described["Definition"], definition(5).to_string());
        assert_eq!(described["Type"], "STANDARD");
        assert_eq!(
            described["LoggingConfiguration"],
            json!({ "Level": "OFF", "IncludeExecutionData": false })
        );
    }
    let listed = ask(&mut account, "states", "ListStateMachines", json!({}));
    assert_eq!(listed["StateMachines"][0]["Name"], "greet");
    let asked = json!({ "StateMachineArn": MACHINE });
    ask(&mut account, "states", "DeleteStateMachine", asked.clone());
    ask(&mut account, "states", "DeleteStateMachine", asked.clone());
    assert_eq!(
        refused(&mut account, "states", "DescribeStateMachine", asked),
        format!("StateMachineDoesNotExist: State Machine Does Not Exist: '{MACHINE}'")
    );
}

#[test]
fn what_a_machine_cannot_be_is_refused_in_the_words_of_the_service() {
    let mut account = account();
    let events = role(&mut account, "events", "events.amazonaws.com");
    let trusted = role(&mut account, "states", "states.amazonaws.com");
    let definition = definition(1).to_string();
    let mut create = |name: &str, definition: &str, role: &str, logging: Value| {
        let input = json!({
            "Name": name, "Definition": definition, "RoleArn": role, "LoggingConfiguration": logging,
        });
        refused(&mut account, "states", "CreateStateMachine", input)
    };
    let off = json!({ "Level": "OFF" });
    let untrusted = "AccessDeniedException: Neither the global service principal \
                     states.amazonaws.com, nor the regional one is authorized to assume the \
                     provided role.";
    let logging = json!({ "Level": "ALL", "Destinations": [{ "CloudWatchLogsLogGroup": {
        "LogGroupArn": "arn:aws:logs:eu-west-1:111122223333:log-group:greetings:*",
    }}]});
    assert_eq!(create("m", &definition, &events, logging.clone()), untrusted);
    let missing = "arn:aws:iam::111122223333:role/missing";
    assert_eq!(create("m", &definition, missing, logging), untrusted);
    assert_eq!(
        create("a b", &definition, &trusted, off.clone()),
        "InvalidName: Invalid Name: 'a b'"
    );
    let misspelt = json!({ "StartAt": "Stop", "States": { "Stop": {
        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
        "Parameters": { "task.$": "$.task" }, "End": true,
    }}});
    assert_eq!(
        create("m", &misspelt.to_string(), &trusted, off.clone()),
        "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: \
         The field 'Task' is required but was missing at /States/Stop/Parameters'"
    );
    let invalid = create("m", "{", &trusted, off);
    assert!(
        invalid.starts_with(
            "InvalidDefinition: Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: "
        ),
        "{invalid}"
    );
    assert_eq!(
        create("m", &definition, &trusted, json!({ "Level": "ALL" })),
        "InvalidLoggingConfiguration: Invalid Logging Configuration: \
         Must specify exactly one Log Destination."
    );
}

#[test]
fn roles_are_not_looked_at_where_the_account_is_told_not_to() {
    let mut account = account();
    account.check_roles(false);
    let input = json!({
        "Name": "greet",
        "Definition": definition(1).to_string(),
        "RoleArn": "arn:aws:iam::111122223333:role/missing",
    });
    ask(&mut account, "states", "CreateStateMachine", input);
}

#[test]
fn a_task_fails_whose_role_cannot_be_assumed_and_the_machine_is_made_all_the_same() {
    let mut account = account();
    let missing = "arn:aws:iam::111122223333:role/missing";
    let machine = json!({ "StartAt": "Tell", "States": { "Tell": {
        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sns:listTopics",
        "Parameters": {}, "End": true,
    }}});
    let input = json!({
        "Name": "greet", "Definition": machine.to_string(), "RoleArn": missing,
    });
    ask(&mut account, "states", "CreateStateMachine", input);
    start(&mut account, "one", "{}");
    pass(&mut account, 20);
    let described = describe(&mut account);
    assert_eq!(described["Status"], "FAILED");
    assert_eq!(described["Error"], "States.TaskFailed");
    assert_eq!(
        described["Cause"],
        "The principal states.amazonaws.com is not authorized to assume the provided role. (role: \
         arn:aws:iam::111122223333:role/missing)"
    );
}

#[test]
fn an_execution_runs_in_virtual_time_and_is_described_and_listed() {
    let mut account = account();
    create(&mut account, &definition(3600));
    assert_eq!(start(&mut account, "one", "{}")["ExecutionArn"], EXECUTION);
    assert_eq!(describe(&mut account)["Status"], "RUNNING");
    pass(&mut account, 3599);
    assert_eq!(describe(&mut account)["Status"], "RUNNING");
    pass(&mut account, 1);
    let described = describe(&mut account);
    assert_eq!(described["Status"], "SUCCEEDED");
    assert_eq!(described["Output"], r#"{"hello":"world"}"#);
    assert_eq!(described["StartDate"], "2026-01-01T00:00:00Z");
    assert_eq!(described["StopDate"], "2026-01-01T01:00:00Z");

    start(&mut account, "two", "{}");
    let list = |filter: Value| {
        let mut asked = json!({ "StateMachineArn": MACHINE });
        asked.as_object_mut().unwrap().extend(filter.as_object().unwrap().clone());
        asked
    };
    let names = |listed: &Value| -> Vec<String> {
        let executions = listed["Executions"].as_array().unwrap();
        executions.iter().map(|each| each["Name"].as_str().unwrap().to_owned()).collect()
    };
    let all = ask(&mut account, "states", "ListExecutions", list(json!({})));
    assert_eq!(names(&all), ["two", "one"]);
    let running = list(json!({ "StatusFilter": "RUNNING" }));
    assert_eq!(names(&ask(&mut account, "states", "ListExecutions", running)), ["two"]);
    let first = ask(&mut account, "states", "ListExecutions", list(json!({ "MaxResults": 1 })));
    let rest = list(json!({ "NextToken": first["NextToken"] }));
    assert_eq!(names(&ask(&mut account, "states", "ListExecutions", rest)), ["one"]);
    let too_many = list(json!({ "MaxResults": 1001 }));
    assert_eq!(
        refused(&mut account, "states", "ListExecutions", too_many),
        "ValidationException: 1 validation error detected: Value '1001' at 'maxResults' failed to \
         satisfy constraint: Member must have value less than or equal to 1000"
    );
}

#[test]
fn a_name_is_taken_except_for_the_same_input_while_it_runs() {
    let mut account = account();
    create(&mut account, &definition(60));
    let first = start(&mut account, "one", r#"{"a":1}"#);
    pass(&mut account, 10);
    assert_eq!(start(&mut account, "one", r#"{"a":1}"#), first);
    let again = |input: &str| json!({ "StateMachineArn": MACHINE, "Name": "one", "Input": input });
    let taken = format!("ExecutionAlreadyExists: Execution Already Exists: '{EXECUTION}'");
    assert_eq!(refused(&mut account, "states", "StartExecution", again(r#"{"a":2}"#)), taken);
    pass(&mut account, 60);
    assert_eq!(refused(&mut account, "states", "StartExecution", again(r#"{"a":1}"#)), taken);
}

#[test]
fn an_execution_that_cannot_start_is_refused_in_the_words_of_the_service() {
    let mut account = account();
    create(&mut account, &definition(1));
    let mut start = |machine: &str, name: &str, input: &str| {
        let input = json!({ "StateMachineArn": machine, "Name": name, "Input": input });
        refused(&mut account, "states", "StartExecution", input)
    };
    let input = start(MACHINE, "one", "not some json");
    assert!(
        input.starts_with("InvalidExecutionInput: Invalid State Machine Execution Input: '"),
        "{input}"
    );
    assert_eq!(
        start(MACHINE, "one", ""),
        "InvalidExecutionInput: Invalid State Machine Execution Input: 'Invalid execution input.'"
    );
    assert_eq!(start(MACHINE, "a/b", "{}"), "InvalidName: Invalid Name: 'a/b'");
    assert_eq!(start("greet", "one", "{}"), "InvalidArn: Invalid Arn: 'Invalid ARN prefix: greet'");
    let other = "arn:aws:states:ap-northeast-1:111122223333:stateMachine:other";
    assert_eq!(
        start(other, "one", "{}"),
        format!("StateMachineDoesNotExist: State Machine Does Not Exist: '{other}'")
    );
    let asked = json!({ "ExecutionArn": EXECUTION });
    for operation in ["DescribeExecution", "GetExecutionHistory", "StopExecution"] {
        assert_eq!(
            refused(&mut account, "states", operation, asked.clone()),
            format!("ExecutionDoesNotExist: Execution Does Not Exist: '{EXECUTION}'")
        );
    }
}

#[test]
fn the_history_comes_in_pages_forwards_and_backwards_and_is_in_the_record() {
    let mut account = account();
    create(&mut account, &definition(1));
    start(&mut account, "one", r#"{"a":1}"#);
    pass(&mut account, 2);
    let ids = |page: &Value| -> Vec<u64> {
        let events = page["Events"].as_array().unwrap();
        events.iter().map(|event| event["Id"].as_u64().unwrap()).collect()
    };
    let mut get = |more: Value| {
        let mut asked = json!({ "ExecutionArn": EXECUTION });
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask(&mut account, "states", "GetExecutionHistory", asked)
    };
    let all = get(json!({}));
    assert_eq!(ids(&all), [1, 2, 3, 4, 5, 6]);
    let types: Vec<_> = all["Events"].as_array().unwrap().iter().map(|e| &e["Type"]).collect();
    assert_eq!(
        types,
        [
            "ExecutionStarted",
            "WaitStateEntered",
            "WaitStateExited",
            "PassStateEntered",
            "PassStateExited",
            "ExecutionSucceeded"
        ]
    );
    assert_eq!(all["Events"][1]["StateEnteredEventDetails"]["Input"], r#"{"a":1}"#);
    let first = get(json!({ "MaxResults": 4 }));
    let rest = get(json!({ "MaxResults": 4, "NextToken": first["NextToken"] }));
    assert_eq!((ids(&first), ids(&rest)), (vec![1, 2, 3, 4], vec![5, 6]));
    assert_eq!(rest.get("NextToken"), None);
    assert_eq!(ids(&get(json!({ "ReverseOrder": true }))), [6, 5, 4, 3, 2, 1]);
    let bare = get(json!({ "IncludeExecutionData": false }));
    assert_eq!(bare["Events"][1]["StateEnteredEventDetails"].get("Input"), None);
    assert_eq!(bare["Events"][1]["StateEnteredEventDetails"]["Name"], "Rest");

    let hops = find(&account, |hop| match hop {
        HopKind::History { event, .. } => Some(event.id),
        _ => None,
    });
    assert_eq!(hops, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn an_execution_is_stopped_and_stays_stopped() {
    let mut account = account();
    create(&mut account, &definition(60));
    start(&mut account, "one", "{}");
    pass(&mut account, 1);
    let stop = json!({ "ExecutionArn": EXECUTION, "Error": "Drill", "Cause": "over" });
    let stopped = ask(&mut account, "states", "StopExecution", stop.clone());
    pass(&mut account, 120);
    assert_eq!(ask(&mut account, "states", "StopExecution", stop), stopped);
    let described = describe(&mut account);
    assert_eq!(described["Status"], "ABORTED");
    assert_eq!((&described["Error"], &described["Cause"]), (&json!("Drill"), &json!("over")));
    assert_eq!(described["StopDate"], stopped["StopDate"]);
}

#[test]
fn each_change_of_status_is_an_event_on_the_bus() {
    let mut account = account();
    let (arn, url) = queue(&mut account, "q");
    let pattern = json!({ "source": ["aws.states"], "detail": { "status": ["SUCCEEDED"] } });
    rule(&mut account, "r", pattern, json!({ "Id": "t", "Arn": arn }));
    create(&mut account, &definition(1));
    start(&mut account, "one", "{}");
    pass(&mut account, 10);
    let messages = receive(&mut account, &url);
    assert_eq!(messages.len(), 1);
    let event: Value = serde_json::from_str(messages[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(event["detail-type"], "Step Functions Execution Status Change");
    assert_eq!(event["resources"], json!([EXECUTION]));
    assert_eq!(event["detail"]["executionArn"], EXECUTION);
    assert_eq!(event["detail"]["output"], r#"{"hello":"world"}"#);
    assert_eq!(event["detail"]["startDate"], 1_767_225_600_000_i64);
}

fn calling(resource: &str, parameters: &Value) -> Value {
    json!({
        "StartAt": "Call",
        "States": {
            "Call": {
                "Type": "Task",
                "Resource": resource,
                "Parameters": parameters,
                "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Caught" }],
                "End": true,
            },
            "Caught": { "Type": "Pass", "End": true },
        },
    })
}

#[test]
fn a_task_calls_the_account_as_its_execution() {
    let mut account = account();
    create(&mut account, &calling("arn:aws:states:::aws-sdk:sts:getCallerIdentity", &json!({})));
    start(&mut account, "one", "{}");
    pass(&mut account, 1);
    let output: Value =
        serde_json::from_str(describe(&mut account)["Output"].as_str().unwrap()).unwrap();
    assert_eq!(output["Arn"], "arn:aws:sts::111122223333:assumed-role/states/one");
}

#[test]
fn an_optimised_integration_writes_json_as_text_and_answers_with_metadata() {
    let mut account = account();
    let (_, url) = queue(&mut account, "q");
    let parameters = json!({ "QueueUrl": url, "MessageBody": { "a": [1, 2] } });
    create(&mut account, &calling("arn:aws:states:::sqs:sendMessage", &parameters));
    start(&mut account, "one", "{}");
    pass(&mut account, 1);
    assert_eq!(receive(&mut account, &url)[0]["Body"], r#"{"a":[1,2]}"#);
    let output: Value =
        serde_json::from_str(describe(&mut account)["Output"].as_str().unwrap()).unwrap();
    assert_eq!(output["SdkHttpMetadata"]["HttpStatusCode"], 200);
    assert!(output["SdkResponseMetadata"]["RequestId"].is_string());
}

#[test]
fn a_map_calls_the_account_for_each_item_inline_and_in_executions_of_their_own() {
    for config in
        [json!({ "Mode": "INLINE" }), json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" })]
    {
        let mut account = account();
        let (_, url) = queue(&mut account, "q");
        let send = json!({
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage",
            "Parameters": { "QueueUrl": url, "MessageBody.$": "$.task" },
            "ResultSelector": { "Sent": true },
            "End": true,
        });
        let machine = json!({ "StartAt": "Both", "States": { "Both": {
            "Type": "Parallel",
            "Branches": [
                { "StartAt": "Rest", "States": {
                    "Rest": { "Type": "Wait", "Seconds": 30, "End": true },
                }},
                { "StartAt": "Each", "States": { "Each": {
                    "Type": "Map",
                    "ItemsPath": "$.tasks",
                    "ItemSelector": { "task.$": "States.Format('stop {}', $$.Map.Item.Value)" },
                    "ItemProcessor": {
                        "ProcessorConfig": config,
                        "StartAt": "Send",
                        "States": { "Send": send },
                    },
                    "End": true,
                }}},
            ],
            "End": true,
        }}});
        create(&mut account, &machine);
        start(&mut account, "one", r#"{"tasks":["web","job"]}"#);
        pass(&mut account, 20);
        let mut bodies: Vec<_> =
            receive(&mut account, &url).iter().map(|message| message["Body"].clone()).collect();
        bodies.sort_by_key(Value::to_string);
        assert_eq!(bodies, ["stop job", "stop web"]);
        assert_eq!(describe(&mut account)["Status"], "RUNNING");
        pass(&mut account, 20);
        let output: Value =
            serde_json::from_str(describe(&mut account)["Output"].as_str().unwrap()).unwrap();
        assert_eq!(output[1], json!([{ "Sent": true }, { "Sent": true }]));

        let asked = json!({ "ExecutionArn": EXECUTION });
        let history = ask(&mut account, "states", "GetExecutionHistory", asked);
        let details = |event_type: &str, member: &str| {
            let events = history["Events"].as_array().unwrap();
            let event = events.iter().find(|event| event["Type"] == event_type);
            event.map(|event| event[member].clone())
        };
        let length = details("MapStateStarted", "MapStateStartedEventDetails");
        assert_eq!(length, Some(json!({ "Length": 2 })));
        let iteration = details("MapIterationStarted", "MapIterationStartedEventDetails");
        let run = details("MapRunStarted", "MapRunStartedEventDetails");
        if config["Mode"] == "INLINE" {
            assert_eq!((iteration, run), (Some(json!({ "Name": "Each", "Index": 0 })), None));
        } else {
            assert_eq!(iteration, None);
            assert!(run.unwrap()["MapRunArn"].as_str().unwrap().contains(":mapRun:greet/"));
            assert_eq!(details("TaskScheduled", "TaskScheduledEventDetails"), None);
        }
    }
}

#[test]
fn no_catch_swallows_what_is_not_modelled() {
    let mut account = account();
    create(&mut account, &calling("arn:aws:states:::aws-sdk:s3:listBuckets", &json!({})));
    start(&mut account, "one", "{}");
    pass(&mut account, 1);
    let what = account.not_modelled().map(|error| error.what.clone());
    assert_eq!(what.as_deref(), Some("s3:ListBuckets"));
    assert_eq!(describe(&mut account)["Status"], "ABORTED");
    let entered = find(&account, |hop| match hop {
        HopKind::History { event, .. } => event.entered().map(str::to_owned),
        _ => None,
    });
    assert_eq!(entered, ["Call"]);
    settle(&mut account);
}
