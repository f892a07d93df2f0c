//! Services and their scheduler.

use firedrill_record::HopKind;
use firedrill_sim::operation::ecs::{
    CreateServiceRequest, DeleteServiceRequest, DeleteServiceResponse, StopTaskRequest,
    UpdateServiceRequest, UpdateServiceResponse,
};

use super::deployment::{
    create_service, ec2_definition, instance, messages, prod, register_task_definition,
    running_service, service, stop, stop_task, task, tasks_of, web_service,
};
use crate::account::{account, operations, pass, refusal};

operations! {
    "ecs":
    update_service = "UpdateService", UpdateServiceRequest => UpdateServiceResponse;
    delete_service = "DeleteService", DeleteServiceRequest => DeleteServiceResponse;
}

fn scale(desired_count: i32) -> UpdateServiceRequest {
    UpdateServiceRequest {
        cluster: Some("prod".into()),
        service: "web".into(),
        desired_count: Some(desired_count),
    }
}

fn delete(force: bool) -> DeleteServiceRequest {
    DeleteServiceRequest { cluster: Some("prod".into()), service: "web".into(), force: Some(force) }
}

#[test]
fn a_service_starts_its_tasks_and_says_so() {
    let mut account = account();
    running_service(&mut account, 2);
    let service = service(&mut account);
    assert_eq!(service.running_count, Some(2));
    assert_eq!(service.pending_count, Some(0));
    let deployment = service.deployments.as_ref().unwrap()[0].clone();
    assert_eq!(deployment.rollout_state.as_deref(), Some("COMPLETED"));
    let tasks = tasks_of(&mut account, "web");
    assert_eq!(tasks.len(), 2);
    let one = task(&mut account, &tasks[0]);
    assert_eq!(one.group.as_deref(), Some("service:web"));
    assert_eq!(one.started_by, deployment.id);
    assert!(deployment.id.unwrap().starts_with("ecs-svc/"));
    let messages = messages(&service);
    assert!(messages[0].starts_with("(service web) has started 2 tasks: (task "), "{messages:?}");
    assert_eq!(messages[1], "(service web) has reached a steady state.");
    assert_eq!(messages.len(), 2);
}

#[test]
fn a_stopped_task_is_replaced_because_it_was_stopped() {
    let mut account = account();
    running_service(&mut account, 1);
    let first = tasks_of(&mut account, "web").remove(0);
    stop_task(&mut account, stop(&first)).unwrap();
    pass(&mut account, 4.9);
    assert!(tasks_of(&mut account, "web").is_empty());
    pass(&mut account, 0.1);
    let second = tasks_of(&mut account, "web").remove(0);
    assert_ne!(first, second);
    // For a while none runs: the old one is gone and the new one does not yet run.
    assert_eq!(service(&mut account).running_count, Some(0));
    pass(&mut account, 40.0);
    assert_eq!(service(&mut account).running_count, Some(1));

    let hops = account.hops();
    let replaced = hops
        .iter()
        .find(|hop| matches!(&hop.kind, HopKind::TaskStatus { task, .. } if *task == second))
        .unwrap();
    let operations: Vec<_> = hops
        .chain(replaced.id)
        .into_iter()
        .filter_map(|hop| match &hop.kind {
            HopKind::ApiCall { operation, .. } => Some(operation.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(operations, ["StopTask"]);
}

#[test]
fn a_service_is_scaled_in_to_nothing_and_out_again() {
    let mut account = account();
    running_service(&mut account, 2);
    let tasks = tasks_of(&mut account, "web");
    update_service(&mut account, scale(0)).unwrap();
    pass(&mut account, 60.0);
    assert!(tasks_of(&mut account, "web").is_empty());
    let stopped = task(&mut account, &tasks[0]);
    assert_eq!(stopped.stop_code.as_deref(), Some("ServiceSchedulerInitiated"));
    let reason = stopped.stopped_reason.unwrap();
    assert!(reason.starts_with("Scaling activity initiated by (deployment ecs-svc/"), "{reason}");
    update_service(&mut account, scale(60)).unwrap();
    pass(&mut account, 60.0);
    assert_eq!(service(&mut account).running_count, Some(60));
    for count in [-1, 5_001, i32::MAX] {
        let refused = refusal(update_service(&mut account, scale(count)));
        assert!(refused.starts_with("InvalidParameterException: desiredCount"), "{refused}");
    }
    assert_eq!(
        refusal(update_service(
            &mut account,
            UpdateServiceRequest { service: "other".into(), ..scale(1) }
        )),
        "ServiceNotFoundException: Service not found."
    );
}

#[test]
fn a_service_is_deleted_by_force_or_once_it_is_scaled_in() {
    let mut account = account();
    running_service(&mut account, 1);
    assert_eq!(
        refusal(delete_service(&mut account, delete(false))),
        "InvalidParameterException: The service cannot be stopped while the primary deployment is \
         scaled above 0."
    );
    let deleted = delete_service(&mut account, delete(true)).unwrap().service.unwrap();
    assert_eq!(deleted.status.as_deref(), Some("DRAINING"));
    assert_eq!(
        refusal(create_service(&mut account, web_service(1))),
        "InvalidParameterException: Unable to Start a service that is still Draining."
    );
    assert_eq!(
        refusal(update_service(&mut account, scale(1))),
        "ServiceNotActiveException: Service was not ACTIVE."
    );
    pass(&mut account, 60.0);
    assert_eq!(service(&mut account).status.as_deref(), Some("INACTIVE"));
    assert_eq!(
        refusal(delete_service(&mut account, delete(true))),
        "ServiceNotFoundException: Service not found."
    );
    create_service(&mut account, web_service(0)).unwrap();
    delete_service(&mut account, delete(false)).unwrap();
    pass(&mut account, 10.0);
    assert_eq!(service(&mut account).status.as_deref(), Some("INACTIVE"));
}

#[test]
fn a_service_is_created_again_only_as_it_is() {
    let mut account = account();
    running_service(&mut account, 1);
    let again = create_service(&mut account, web_service(1)).unwrap().service.unwrap();
    assert_eq!(again.running_count, Some(1));
    assert_eq!(
        refusal(create_service(&mut account, web_service(2))),
        "InvalidParameterException: Creation of service was not idempotent."
    );
}

#[test]
fn a_service_on_ec2_waits_for_room() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, ec2_definition()).unwrap();
    let request = CreateServiceRequest {
        cluster: Some("prod".into()),
        service_name: "web".into(),
        task_definition: Some("batch".into()),
        desired_count: Some(2),
        ..Default::default()
    };
    create_service(&mut account, request).unwrap();
    pass(&mut account, 60.0);
    assert_eq!(account.next_instant(), None);
    let waiting = messages(&service(&mut account));
    assert_eq!(
        waiting,
        ["(service web) was unable to place a task because no container instance met all of its \
          requirements. Reason: No Container Instances were found in your cluster. For more \
          information, see the Troubleshooting section of the Amazon ECS Developer Guide."]
    );
    instance(&mut account, 512, 1_024);
    pass(&mut account, 60.0);
    let half = service(&mut account);
    assert_eq!(half.running_count, Some(1));
    assert!(messages(&half).last().unwrap().contains("Reason: RESOURCE:CPU."), "{half:?}");
    // When the one that runs has ended there is room for one again, not for two.
    let first = tasks_of(&mut account, "web").remove(0);
    let request = StopTaskRequest { reason: None, ..stop(&first) };
    stop_task(&mut account, request).unwrap();
    pass(&mut account, 60.0);
    assert_eq!(service(&mut account).running_count, Some(1));
    assert_ne!(tasks_of(&mut account, "web"), [first]);
}
