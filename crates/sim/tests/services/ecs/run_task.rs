//! RunTask, RegisterTaskDefinition and what is needed before a task runs.

use firedrill_api::Value;
use firedrill_sim::Call;
use firedrill_sim::operation::ecs::{
    ContainerOverride, DeregisterContainerInstanceRequest, DeregisterContainerInstanceResponse,
    DeregisterTaskDefinitionRequest, DeregisterTaskDefinitionResponse,
    DescribeContainerInstancesRequest, DescribeContainerInstancesResponse,
    DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse, DescribeTasksRequest,
    ListTasksRequest, RunTaskRequest, RunTaskResponse, TaskOverride,
};

use super::deployment::{
    describe_tasks, ec2_definition, ec2_run, fargate_definition, fargate_run, instance, list_tasks,
    prod, register_task_definition, run_task, stop, stop_task,
};
use crate::account::{account, operations, pass, refusal};

operations! {
    "ecs":
    describe_task_definition = "DescribeTaskDefinition",
        DescribeTaskDefinitionRequest => DescribeTaskDefinitionResponse;
    deregister_task_definition = "DeregisterTaskDefinition",
        DeregisterTaskDefinitionRequest => DeregisterTaskDefinitionResponse;
    describe_container_instances = "DescribeContainerInstances",
        DescribeContainerInstancesRequest => DescribeContainerInstancesResponse;
    deregister_container_instance = "DeregisterContainerInstance",
        DeregisterContainerInstanceRequest => DeregisterContainerInstanceResponse;
}

#[test]
fn definitions_are_found_by_family_revision_and_arn() {
    let mut account = account();
    for _ in 0..2 {
        register_task_definition(&mut account, fargate_definition()).unwrap();
    }
    let mut revision = |name: &str| {
        let request = DescribeTaskDefinitionRequest { task_definition: name.into(), include: None };
        let described = describe_task_definition(&mut account, request)?;
        Ok(described.task_definition.unwrap().revision.unwrap())
    };
    let arn = "arn:aws:ecs:ap-northeast-1:111122223333:task-definition/web";
    assert_eq!(revision("web"), Ok(2));
    assert_eq!(revision("web:1"), Ok(1));
    assert_eq!(revision(&format!("{arn}:1")), Ok(1));
    for unknown in
        ["web:3", "web:0", "web:-1", "web:x", "we", "arn:aws:ecs:us-east-1:1:task-definition/web:1"]
    {
        let refused = refusal(revision(unknown));
        assert_eq!(refused, "ClientException: Unable to describe task definition.", "{unknown}");
    }
    let request = DeregisterTaskDefinitionRequest { task_definition: "web:2".into() };
    let described = deregister_task_definition(&mut account, request).unwrap();
    assert_eq!(described.task_definition.unwrap().status.as_deref(), Some("INACTIVE"));
    let request = DescribeTaskDefinitionRequest { task_definition: "web".into(), include: None };
    let latest = describe_task_definition(&mut account, request).unwrap().task_definition.unwrap();
    assert_eq!(latest.revision, Some(1));
    assert_eq!(latest.compatibilities, Some(vec!["EC2".into(), "FARGATE".into()]));
}

#[test]
fn a_task_needs_an_active_definition_and_a_network() {
    let mut account = account();
    assert_eq!(
        refusal(run_task(&mut account, fargate_run())),
        "ClientException: TaskDefinition not found."
    );
    register_task_definition(&mut account, fargate_definition()).unwrap();
    assert_eq!(
        refusal(run_task(&mut account, fargate_run())),
        "ClusterNotFoundException: Cluster not found."
    );
    prod(&mut account);
    let request = RunTaskRequest { network_configuration: None, ..fargate_run() };
    assert_eq!(
        refusal(run_task(&mut account, request)),
        "InvalidParameterException: Network Configuration must be provided when networkMode \
         'awsvpc' is specified."
    );
    register_task_definition(&mut account, ec2_definition()).unwrap();
    let request = RunTaskRequest { task_definition: "batch".into(), ..fargate_run() };
    assert_eq!(
        refusal(run_task(&mut account, request)),
        "InvalidParameterException: Task definition does not support launch_type FARGATE."
    );
    let request = DeregisterTaskDefinitionRequest { task_definition: "web:1".into() };
    deregister_task_definition(&mut account, request).unwrap();
    let request = RunTaskRequest { task_definition: "web:1".into(), ..fargate_run() };
    assert_eq!(
        refusal(run_task(&mut account, request)),
        "InvalidParameterException: TaskDefinition is inactive"
    );
}

#[test]
fn a_cluster_without_instances_takes_no_task_on_ec2() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, ec2_definition()).unwrap();
    assert_eq!(
        refusal(run_task(&mut account, ec2_run())),
        "InvalidParameterException: No Container Instances were found in your cluster."
    );
}

#[test]
fn tasks_are_spread_over_instances_until_one_resource_is_used_up() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, ec2_definition()).unwrap();
    // Room for two tasks and for one: by CPU there would be more.
    let large = instance(&mut account, 4_096, 2_048);
    let small = instance(&mut account, 4_096, 1_500);
    let request = RunTaskRequest { count: Some(4), ..ec2_run() };
    let response = run_task(&mut account, request).unwrap();
    let tasks = response.tasks.unwrap();
    let placed = |arn: &str| {
        let on = |task: &&firedrill_sim::operation::ecs::Task| {
            task.container_instance_arn.as_deref() == Some(arn)
        };
        tasks.iter().filter(on).count()
    };
    assert_eq!((placed(&large), placed(&small)), (2, 1));
    let mut failures: Vec<_> = response
        .failures
        .unwrap()
        .into_iter()
        .map(|failure| (failure.arn.unwrap(), failure.reason.unwrap()))
        .collect();
    failures.sort();
    let mut expected = [large.clone(), small].map(|arn| (arn, "RESOURCE:MEMORY".to_owned()));
    expected.sort();
    assert_eq!(failures, expected);

    let described = |account: &mut firedrill_sim::Account| {
        let request = DescribeContainerInstancesRequest {
            cluster: Some("prod".into()),
            container_instances: vec![large.clone()],
            include: None,
        };
        let response = describe_container_instances(account, request).unwrap();
        response.container_instances.unwrap().remove(0)
    };
    let busy = described(&mut account);
    assert_eq!(busy.pending_tasks_count, Some(2));
    let remaining = busy.remaining_resources.unwrap();
    let left: Vec<_> = remaining.iter().map(|each| each.integer_value.unwrap()).collect();
    assert_eq!(left, [3_072, 0]);

    let deregister = |force: Option<bool>| DeregisterContainerInstanceRequest {
        cluster: Some("prod".into()),
        container_instance: large.clone(),
        force,
    };
    assert_eq!(
        refusal(deregister_container_instance(&mut account, deregister(None))),
        "InvalidParameterException: Found running tasks on the instance."
    );
    for task in &tasks {
        stop_task(&mut account, stop(task.task_arn.as_deref().unwrap())).unwrap();
    }
    pass(&mut account, 60.0);
    let left = described(&mut account).remaining_resources.unwrap();
    assert_eq!(left[1].integer_value, Some(2_048));
    deregister_container_instance(&mut account, deregister(None)).unwrap();
}

#[test]
fn the_same_client_token_starts_the_same_tasks() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, fargate_definition()).unwrap();
    let request = RunTaskRequest {
        client_token: Some("once".into()),
        started_by: Some("harness".into()),
        ..fargate_run()
    };
    let first = run_task(&mut account, request.clone()).unwrap();
    assert_eq!(run_task(&mut account, request.clone()).unwrap(), first);
    let request = RunTaskRequest { count: Some(2), ..request };
    assert!(refusal(run_task(&mut account, request)).starts_with("ConflictException: "));
    let request = ListTasksRequest {
        cluster: Some("prod".into()),
        started_by: Some("harness".into()),
        ..Default::default()
    };
    let listed = list_tasks(&mut account, request).unwrap().task_arns.unwrap();
    assert_eq!(listed, [first.tasks.unwrap().remove(0).task_arn.unwrap()]);
}

#[test]
fn a_client_token_is_forgotten_after_a_day_and_not_before() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, fargate_definition()).unwrap();
    let request = RunTaskRequest { client_token: Some("once".into()), ..fargate_run() };
    let arn = |response: RunTaskResponse| response.tasks.unwrap().remove(0).task_arn.unwrap();
    let first = arn(run_task(&mut account, request.clone()).unwrap());
    pass(&mut account, 86_399.0);
    assert_eq!(arn(run_task(&mut account, request.clone()).unwrap()), first);
    pass(&mut account, 1.0);
    assert_ne!(arn(run_task(&mut account, request).unwrap()), first);
}

#[test]
fn run_task_says_nothing_of_the_health_that_describe_tasks_says_is_unknown() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, fargate_definition()).unwrap();
    let started = run_task(&mut account, fargate_run()).unwrap().tasks.unwrap().remove(0);
    assert_eq!(started.health_status, None);
    assert_eq!(started.containers.unwrap()[0].health_status, None);
    let request = DescribeTasksRequest {
        cluster: Some("prod".into()),
        tasks: vec![started.task_arn.unwrap()],
        include: None,
    };
    let described = describe_tasks(&mut account, request).unwrap().tasks.unwrap().remove(0);
    assert_eq!(described.health_status.as_deref(), Some("UNKNOWN"));
    assert_eq!(described.containers.unwrap()[0].health_status.as_deref(), Some("UNKNOWN"));
}

#[test]
fn tasks_are_listed_by_what_they_are_in_pages() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, fargate_definition()).unwrap();
    let request = RunTaskRequest { count: Some(3), group: Some("red".into()), ..fargate_run() };
    let tasks = run_task(&mut account, request).unwrap().tasks.unwrap();
    assert_eq!(tasks[0].group.as_deref(), Some("red"));
    stop_task(&mut account, stop(tasks[0].task_arn.as_deref().unwrap())).unwrap();
    let mut count = |change: fn(&mut ListTasksRequest)| {
        let mut request = ListTasksRequest { cluster: Some("prod".into()), ..Default::default() };
        change(&mut request);
        list_tasks(&mut account, request).unwrap().task_arns.unwrap().len()
    };
    assert_eq!(count(|_| {}), 2);
    assert_eq!(count(|request| request.desired_status = Some("STOPPED".into())), 1);
    assert_eq!(count(|request| request.desired_status = Some("PENDING".into())), 0);
    assert_eq!(count(|request| request.family = Some("web".into())), 2);
    assert_eq!(count(|request| request.family = Some("we".into())), 0);
    assert_eq!(count(|request| request.launch_type = Some("EC2".into())), 0);
    let request = ListTasksRequest {
        cluster: Some("prod".into()),
        max_results: Some(1),
        ..Default::default()
    };
    let first = list_tasks(&mut account, request.clone()).unwrap();
    let request = ListTasksRequest { next_token: first.next_token, ..request };
    let second = list_tasks(&mut account, request.clone()).unwrap();
    assert_ne!(first.task_arns, second.task_arns);
    assert_eq!(second.next_token, None);
    let request = ListTasksRequest { next_token: Some("guess".into()), ..request };
    assert!(refusal(list_tasks(&mut account, request)).starts_with("InvalidParameterException"));
}

#[test]
fn overrides_are_given_back_and_must_name_containers() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, fargate_definition()).unwrap();
    let overriding = |name: &str| {
        let container = ContainerOverride {
            name: Some(name.into()),
            command: Some(vec!["sleep".into()]),
            ..Default::default()
        };
        let overrides =
            TaskOverride { container_overrides: Some(vec![container]), ..Default::default() };
        RunTaskRequest { overrides: Some(overrides), ..fargate_run() }
    };
    let started = run_task(&mut account, overriding("web")).unwrap().tasks.unwrap().remove(0);
    let overrides = started.overrides.unwrap().container_overrides.unwrap();
    assert_eq!(overrides[0].command, Some(vec!["sleep".into()]));
    assert_eq!(
        refusal(run_task(&mut account, overriding("api"))),
        "InvalidParameterException: Override for container named api is not a container in the \
         TaskDefinition."
    );
}

#[test]
fn what_is_not_modelled_ends_the_run_by_name() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, fargate_definition()).unwrap();
    let request = RunTaskRequest { launch_type: Some("EXTERNAL".into()), ..fargate_run() };
    assert_eq!(
        refusal(run_task(&mut account, request)),
        "`ecs:RunTask launchType EXTERNAL` is not modelled"
    );
    let Value::Structure(mut request) = fargate_run().into_value() else { panic!("no structure") };
    request.push(("referenceId".into(), "x".into()));
    let now = account.now();
    let refused = account.call(Call::by_client("ecs", "RunTask", Value::Structure(request)), now);
    assert_eq!(refusal(refused), "`ecs:RunTask referenceId` is not modelled");
}
