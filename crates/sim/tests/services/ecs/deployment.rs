//! What a test of ECS starts from: a cluster, definitions, and tasks that run.

use firedrill_sim::Account;
use firedrill_sim::operation::ecs::{
    AwsVpcConfiguration, ContainerDefinition, CreateClusterRequest, CreateClusterResponse,
    CreateServiceRequest, CreateServiceResponse, DescribeServicesRequest, DescribeServicesResponse,
    DescribeTasksRequest, DescribeTasksResponse, ListTasksRequest, ListTasksResponse,
    NetworkConfiguration, RegisterContainerInstanceRequest, RegisterContainerInstanceResponse,
    RegisterTaskDefinitionRequest, RegisterTaskDefinitionResponse, Resource, RunTaskRequest,
    RunTaskResponse, Service, StopTaskRequest, StopTaskResponse, Task,
};

use crate::account::{operations, pass};

operations! {
    "ecs":
    create_cluster = "CreateCluster", CreateClusterRequest => CreateClusterResponse;
    create_service = "CreateService", CreateServiceRequest => CreateServiceResponse;
    describe_services = "DescribeServices", DescribeServicesRequest => DescribeServicesResponse;
    describe_tasks = "DescribeTasks", DescribeTasksRequest => DescribeTasksResponse;
    list_tasks = "ListTasks", ListTasksRequest => ListTasksResponse;
    register_container_instance = "RegisterContainerInstance",
        RegisterContainerInstanceRequest => RegisterContainerInstanceResponse;
    register_task_definition = "RegisterTaskDefinition",
        RegisterTaskDefinitionRequest => RegisterTaskDefinitionResponse;
    run_task = "RunTask", RunTaskRequest => RunTaskResponse;
    stop_task = "StopTask", StopTaskRequest => StopTaskResponse;
}

/// Creates the cluster `prod`.
pub(super) fn prod(account: &mut Account) {
    let request = CreateClusterRequest { cluster_name: Some("prod".into()), ..Default::default() };
    create_cluster(account, request).unwrap();
}

/// The definition of `web` for Fargate, of one container.
pub(super) fn fargate_definition() -> RegisterTaskDefinitionRequest {
    RegisterTaskDefinitionRequest {
        family: "web".into(),
        network_mode: Some("awsvpc".into()),
        requires_compatibilities: Some(vec!["FARGATE".into()]),
        cpu: Some("256".into()),
        memory: Some("512".into()),
        container_definitions: vec![container("web")],
        ..Default::default()
    }
}

/// The definition of `batch` for EC2, of one container in the network mode `bridge`.
pub(super) fn ec2_definition() -> RegisterTaskDefinitionRequest {
    RegisterTaskDefinitionRequest {
        family: "batch".into(),
        container_definitions: vec![ContainerDefinition {
            cpu: Some(512),
            memory: Some(1_024),
            ..container("batch")
        }],
        ..Default::default()
    }
}

/// A container of an image that needs nothing.
pub(super) fn container(name: &str) -> ContainerDefinition {
    ContainerDefinition {
        name: Some(name.into()),
        image: Some("public.ecr.aws/nginx/nginx:stable".into()),
        ..Default::default()
    }
}

/// A network with one subnet.
pub(super) fn network() -> Option<NetworkConfiguration> {
    let vpc = AwsVpcConfiguration { subnets: vec!["subnet-1".into()], ..Default::default() };
    Some(NetworkConfiguration { awsvpc_configuration: Some(vpc) })
}

/// A request for one task of `web` on Fargate in `prod`.
pub(super) fn fargate_run() -> RunTaskRequest {
    RunTaskRequest {
        cluster: Some("prod".into()),
        task_definition: "web".into(),
        launch_type: Some("FARGATE".into()),
        network_configuration: network(),
        ..Default::default()
    }
}

/// A request for one task of `batch` on EC2 in `prod`.
pub(super) fn ec2_run() -> RunTaskRequest {
    RunTaskRequest {
        cluster: Some("prod".into()),
        task_definition: "batch".into(),
        ..Default::default()
    }
}

/// Registers an instance with so much CPU and memory in `prod`; answers its ARN.
pub(super) fn instance(account: &mut Account, cpu: i32, memory: i32) -> String {
    let resource = |name: &str, number: i32| Resource {
        name: Some(name.into()),
        r#type: Some("INTEGER".into()),
        integer_value: Some(number),
        ..Default::default()
    };
    let request = RegisterContainerInstanceRequest {
        cluster: Some("prod".into()),
        total_resources: Some(vec![resource("CPU", cpu), resource("MEMORY", memory)]),
        ..Default::default()
    };
    let response = register_container_instance(account, request).unwrap();
    response.container_instance.unwrap().container_instance_arn.unwrap()
}

/// Has a task of `web` run on Fargate in `prod`; answers its ARN.
pub(super) fn running_web(account: &mut Account) -> String {
    prod(account);
    register_task_definition(account, fargate_definition()).unwrap();
    let started = run_task(account, fargate_run()).unwrap().tasks.unwrap().remove(0);
    pass(account, 60.0);
    started.task_arn.unwrap()
}

/// Asks for a task of `prod` to stop.
pub(super) fn stop(task: &str) -> StopTaskRequest {
    StopTaskRequest { cluster: Some("prod".into()), task: task.into(), reason: None }
}

/// How a task of `prod` stands.
pub(super) fn task(account: &mut Account, task: &str) -> Task {
    let request = DescribeTasksRequest {
        cluster: Some("prod".into()),
        tasks: vec![task.into()],
        include: None,
    };
    describe_tasks(account, request).unwrap().tasks.unwrap().remove(0)
}

/// The tasks of a service of `prod` that are to run.
pub(super) fn tasks_of(account: &mut Account, service: &str) -> Vec<String> {
    let request = ListTasksRequest {
        cluster: Some("prod".into()),
        service_name: Some(service.into()),
        ..Default::default()
    };
    list_tasks(account, request).unwrap().task_arns.unwrap()
}

/// A request for a service `web` of so many tasks on Fargate in `prod`.
pub(super) fn web_service(desired_count: i32) -> CreateServiceRequest {
    CreateServiceRequest {
        cluster: Some("prod".into()),
        service_name: "web".into(),
        task_definition: Some("web".into()),
        desired_count: Some(desired_count),
        launch_type: Some("FARGATE".into()),
        network_configuration: network(),
        ..Default::default()
    }
}

/// A service of so many tasks of `web` that run.
pub(super) fn running_service(account: &mut Account, desired_count: i32) {
    prod(account);
    register_task_definition(account, fargate_definition()).unwrap();
    create_service(account, web_service(desired_count)).unwrap();
    pass(account, 60.0);
}

/// How the service `web` of `prod` stands.
pub(super) fn service(account: &mut Account) -> Service {
    let request = DescribeServicesRequest {
        cluster: Some("prod".into()),
        services: vec!["web".into()],
        include: None,
    };
    describe_services(account, request).unwrap().services.unwrap().remove(0)
}

/// The messages of a service's events, the oldest first.
pub(super) fn messages(service: &Service) -> Vec<String> {
    let events = service.events.iter().flatten().rev();
    events.map(|event| event.message.clone().unwrap()).collect()
}
